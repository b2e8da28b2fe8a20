"""What editors write becomes what is kept: cleaned, within its length, and with addresses that lead somewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from handschlag.engine.language import Origin, Text, Version, prose
from handschlag.foundation import fetching
from handschlag.foundation.errors import RuleBroken

LONGEST_ADDRESS = 500


def cleaned(text: Text, *, longest: int, label: Any, is_line: bool = True) -> Text:
    """The text without what cannot be seen, and without languages in which nothing is said.

    Raises ``RuleBroken``: "long" (one version has more than ``longest`` letters).
    """
    clean = prose.line if is_line else prose.clean
    versions = {code: Version(clean(one.text), one.origin) for code, one in text.versions.items()}
    kept = {code: one for code, one in versions.items() if one.text.strip()}
    if too_long := next((code for code, one in kept.items() if len(one.text) > longest), None):
        raise RuleBroken(
            _("“%(field)s” is too long (%(language)s): %(most)s characters at most."),
            code="long",
            params={"field": label, "language": too_long.upper(), "most": longest},
        )
    return Text(kept)


def merged(before: Text, after: Text) -> Text:
    """A version whose words stay the same stays what it was, unless somebody has checked it: written or by machine."""
    known: Mapping[str, Version] = before.versions
    same = (code for code, one in after.versions.items() if code in known and known[code].text == one.text)
    kept = {code: known[code] for code in same if after.versions[code].origin is not Origin.CHECKED}
    return Text({**after.versions, **kept})


def address(written: str) -> str:
    """An address to which a link may lead: of a web page, or of a page of this site (``/events/…``).

    Raises ``RuleBroken``: "address", "scheme", "port", "password" (see ``foundation.fetching``), "long".
    """
    given = prose.line(written)
    if len(given) > LONGEST_ADDRESS:
        raise RuleBroken(
            _("The address is too long: %(most)s characters at most."), code="long", params={"most": LONGEST_ADDRESS}
        )
    if not is_of_this_site(given):
        fetching.check(given)
    return given


def is_of_this_site(address: str) -> bool:
    """Whether an address leads to a page of this site; what browsers may understand in another way does not."""
    return address.startswith("/") and not address.startswith("//") and "\\" not in address and " " not in address
