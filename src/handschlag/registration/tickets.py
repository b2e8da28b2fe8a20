"""The code of a ticket: who shows it has been approved, and nobody can make one up.

It is the opaque ticket of an application and a signature over it, in letters that a small QR code can hold. Whoever
has the key of the site can check it without asking the database; whether it still counts, the database says.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable

from django.conf import settings

from handschlag.registration.models import Application

SIGNATURE_BYTES = 12
"""96 bits: nobody guesses that at a door."""


def code_of(application: Application) -> str:
    """What its QR code says; empty for one that was not approved."""
    return f"{application.ticket}.{_signature(application.ticket, settings.SECRET_KEY)}" if application.ticket else ""


def ticket_in(code: str) -> str | None:
    """The ticket of a code that was signed here, or None."""
    ticket, _dot, signature = code.strip().rpartition(".")
    known = (hmac.compare_digest(_signature(ticket, key).encode(), signature.encode()) for key in _keys())
    return ticket if ticket and any(list(known)) else None


def _signature(ticket: str, key: str) -> str:
    digest = hmac.new(f"handschlag.ticket:{key}".encode(), ticket.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:SIGNATURE_BYTES]).decode()


def _keys() -> Iterable[str]:
    return (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))
