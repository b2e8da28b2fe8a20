"""Addresses at which nothing arrives."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from handschlag.foundation.models import DeadAddress

OTHER_FAULTS = ("5.2.2", "5.2.3", "5.3.", "5.6.", "5.7.")
"""Enhanced codes (RFC 3463) of a full mailbox, a large mail, a server or its rules: the address itself may be well."""


def is_for_good(status: str, *, known: str = "5.") -> bool:
    """Does this code say that mails to the address never arrive? It has to begin with ``known``."""
    return status.startswith(known) and not status.startswith(OTHER_FAULTS)


def mark(email: str, answer: str, *, now: datetime) -> None:
    """Note that nothing arrives there."""
    DeadAddress.objects.update_or_create(email=email.lower(), defaults={"since_at": now, "answer": answer})


def revive(email: str) -> None:
    """Mails are written to it again."""
    DeadAddress.objects.filter(email=email.lower()).delete()


def is_dead(email: str) -> bool:
    return DeadAddress.objects.filter(email=email.lower()).exists()


def among(emails: Iterable[str]) -> set[str]:
    """Those of the addresses at which nothing arrives, in small letters."""
    asked = {email.lower() for email in emails}
    return {email for email in DeadAddress.objects.values_list("email", flat=True) if email in asked}
