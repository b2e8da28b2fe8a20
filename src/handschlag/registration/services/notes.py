"""What the office notes of an application, and what somebody does not want to see before a moment."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.events.models import Event
from handschlag.foundation import revisions
from handschlag.foundation.errors import RuleBroken
from handschlag.registration.listing import STREAM
from handschlag.registration.models import Application, Note, Snooze
from handschlag.registration.services import places
from handschlag.registration.states import NoteKind

LONGEST = 4000
PUT_OFF_DAYS = range(1, 61)


@transaction.atomic
def write(application: Application, text: str, *, kind: str = NoteKind.NOTE, by: User, now: datetime) -> Note:
    """Let the others in the office know; those who applied do not read it. Raises ``RuleBroken``: "empty", "long"."""
    text = text.strip()
    if not text:
        raise RuleBroken(_("Please write what is to be noted."), code="empty")
    if len(text) > LONGEST:
        raise RuleBroken(_("This is too long: %(most)s characters at most."), code="long", params={"most": LONGEST})
    places.lock(application.event_id)  # as all who write of applications do: in one order
    note = Note.objects.create(application=application, text=text, kind=kind, by=by, at=now)
    revisions.bump(application.event.slug, STREAM)
    return note


@transaction.atomic
def remove(note: Note, *, by: User) -> None:
    """Take back what one has noted oneself. Raises ``RuleBroken``: "other"."""
    if note.by_id != by.pk:
        raise RuleBroken(_("Only who has written a note can remove it."), code="other")
    revisions.bump(note.application.event.slug, STREAM)
    note.delete()


@transaction.atomic
def put_off(event: Event, *, rule: str, target: str, days: int, by: User, now: datetime) -> Snooze:
    """Do not show a line of the work list to this person before so many days. Raises ``RuleBroken``: "days"."""
    if days not in PUT_OFF_DAYS:
        raise RuleBroken(_("A line can be put off by 1 to 60 days."), code="days")
    until = now + timedelta(days=days)
    row, _is_new = Snooze.objects.update_or_create(
        event=event, rule=rule, target=target, user=by, defaults={"until": until}
    )
    return row


def take_up(event: Event, *, rule: str, target: str, by: User) -> None:
    """Show a line again that was put off."""
    Snooze.objects.filter(event=event, rule=rule, target=target, user=by).delete()
