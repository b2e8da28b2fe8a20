"""What can be wrong with the feed of a partner, in a sentence for whoever looks after it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.fetching import refusals

SENTENCES: dict[str, Promise] = {
    **refusals.SENTENCES,
    "status": _("The server of the partner answers that there is nothing at this address, or that it has a fault."),
    "feed": _("There is no feed in the format Atom or RSS at this address."),
    "heavy": _("The feed takes too long to be read, so nothing of it is shown."),
}


class NoFeed(RuleBroken):
    """There is nothing to show. ``code`` is a key of ``SENTENCES``."""

    def __init__(self, code: str) -> None:
        super().__init__(SENTENCES[code], code=code)


def sentence(code: str) -> str:
    """The sentence for a code, in the reader's language; one that is no more by its code."""
    return str(SENTENCES.get(code, code))
