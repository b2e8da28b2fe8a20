"""Why an address is not fetched, or what went wrong, in a sentence for whoever typed it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handschlag.foundation.errors import RuleBroken

SENTENCES: dict[str, Promise] = {
    "address": _("This is not a complete address. Please write it with https:// at its beginning."),
    "scheme": _("Only addresses that begin with https:// or http:// are fetched."),
    "port": _("Addresses with a port of their own are not fetched. Please leave it out."),
    "password": _("Addresses with a user name or password are not fetched. Please leave it out."),
    "private": _("This address leads into a private network and is not fetched."),
    "unknown": _("No server of this name is known. Please check the spelling."),
    "unreachable": _("The server cannot be reached at the moment."),
    "certificate": _("The server cannot prove that it is the one in the address: its certificate is not valid."),
    "slow": _("The server takes too long to answer."),
    "large": _("The answer of the server is too large."),
    "redirects": _("The address leads on too many times."),
    "broken": _("The answer of the server cannot be read."),
}


class Refused(RuleBroken):
    """Not fetched. ``code`` is a key of ``SENTENCES`` and stays; the sentence says what to do."""

    def __init__(self, code: str) -> None:
        super().__init__(SENTENCES[code], code=code)
