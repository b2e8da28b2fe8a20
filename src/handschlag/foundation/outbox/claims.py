"""Whose a mail is. Each function is one conditional UPDATE: of two who try at once, exactly one gets it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from handschlag.foundation.models import MailState, OutgoingMail


def waiting(now: datetime) -> QuerySet[OutgoingMail]:
    """Mails that are due, and those whose worker has died: the urgent ones first."""
    due = Q(state=MailState.QUEUED, due_at__lte=now)
    orphaned = Q(state=MailState.SENDING, leased_until__lte=now)
    return OutgoingMail.objects.filter(due | orphaned).order_by("-is_urgent", "due_at", "pk")


@transaction.atomic
def take(*, holder: str, now: datetime) -> OutgoingMail | None:
    """The next mail, made the holder's; None if there is none."""
    # What another worker has in hand is passed over. SQLite lets one write at a time and needs no locks of rows.
    mail = waiting(now).select_for_update(skip_locked=True).first()
    if mail is None:
        return None
    waiting(now).filter(pk=mail.pk).order_by().update(
        state=MailState.SENDING,
        holder=holder,
        leased_until=now + timedelta(seconds=settings.MAIL_LEASE_SECONDS),
        tries=F("tries") + 1,
        changed_at=now,
    )
    mail.refresh_from_db()
    return mail


def end(mail: OutgoingMail, state: MailState, *, now: datetime, **fields: Any) -> bool:
    """Say what has become of it, unless it is somebody else's by now.

    What was stopped while the holder had it in hand may have left all the same; it is not put back into the queue.
    """
    states = [MailState.SENDING]
    if state != MailState.QUEUED:
        fields["ended_at"] = now
        states.append(MailState.STOPPED)
    held = OutgoingMail.objects.filter(pk=mail.pk, state__in=states, holder=mail.holder)
    return bool(held.update(state=state, holder="", leased_until=None, changed_at=now, **fields))
