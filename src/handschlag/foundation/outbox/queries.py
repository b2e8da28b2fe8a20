"""Reading the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from handschlag.foundation.models import DeadAddress, MailState, OutgoingMail

DAY = timedelta(days=1)
LATE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Health:
    """Whether mails go out: how many wait for longer than they should, have failed of late, or are kept here."""

    late: int
    failed: int
    kept: int
    oldest: datetime | None


def in_list() -> QuerySet[OutgoingMail]:
    """Mails as lists show them: without their words, and with whether anything arrives at their address."""
    dead = DeadAddress.objects.filter(email=OuterRef("to_email"))
    return OutgoingMail.objects.defer("text", "html").annotate(is_to_dead_address=Exists(dead))


def of_scope(scope: str) -> QuerySet[OutgoingMail]:
    """All that was written in the name of a host, the latest first."""
    return in_list().filter(scope=scope)


def of_address(email: str) -> QuerySet[OutgoingMail]:
    """All that was written to an address, the latest first."""
    return in_list().filter(to_email=email.lower())


def of_group(group: str) -> dict[str, int]:
    """How many mails of what was released together are in which state."""
    rows = OutgoingMail.objects.filter(group=group).order_by().values_list("state")
    return dict(rows.annotate(number=Count("pk")))


def health(now: datetime) -> Health:
    """What ``handschlag doctor`` asks."""
    late = Q(state=MailState.QUEUED, due_at__lt=now - LATE)
    found = OutgoingMail.objects.aggregate(
        late=Count("pk", filter=late),
        failed=Count("pk", filter=Q(state=MailState.FAILED, ended_at__gt=now - DAY)),
        kept=Count("pk", filter=Q(state=MailState.KEPT)),
        oldest=Min("due_at", filter=late),
    )
    return Health(**found)
