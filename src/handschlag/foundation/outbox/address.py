"""Whom a mail goes to, and what lies in it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.letters.words import one_line

EMAIL_LETTERS = 254
NAME_LETTERS = 100


@dataclass(frozen=True, slots=True)
class Address:
    """A mail address, whose it is, the language that is read there, and the time zone (empty: the site's)."""

    email: str
    name: str = ""
    language: str = "de"
    zone: str = ""

    @property
    def checked_email(self) -> str:
        """The address as a mail server takes it.

        Raises
        ------
        RuleBroken
            "address": it is none.
        """
        return checked(self.email)

    @property
    def safe_name(self) -> str:
        return one_line(self.name, NAME_LETTERS)

    @property
    def time_zone(self) -> str:
        return self.zone or settings.TIME_ZONE


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file for a mail. ``method`` (PUBLISH, REQUEST, CANCEL) belongs to calendar files."""

    name: str
    content: bytes
    content_type: str = "application/octet-stream"
    method: str = ""


def checked(email: str) -> str:
    """A mail address in small letters, its domain as the net writes it; ``RuleBroken`` if it is none."""
    email = email.strip()
    try:
        validate_email(email)
        local, _at, domain = email.lower().rpartition("@")
        known = f"{local}@{domain.encode('idna').decode('ascii')}"
    except (ValidationError, UnicodeError):
        known = ""
    if not known or len(known) > EMAIL_LETTERS:
        raise RuleBroken(
            _("“%(address)s” is no mail address. Please correct it."),
            code="address",
            params={"address": one_line(email, NAME_LETTERS)},
        )
    return known
