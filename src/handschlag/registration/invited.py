"""Reading invitations to apply: which there are, what has come of them, when one may ask again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handschlag.accounts.models import User
from handschlag.events.models import Event
from handschlag.foundation.spreadsheets.writing import Value
from handschlag.registration.models import ApplicationInvitation
from handschlag.registration.states import Reply

BETWEEN = timedelta(days=3)
"""So long nobody is written to once more."""
AT_ONCE = 200
"""So many are reminded in one go, while others wait."""
APPLIED = Q(application__isnull=False)
SILENT = Q(reply="", application=None)
ANSWERS: dict[str, tuple[Any, Q]] = {
    "silent": (pgettext_lazy("answer to an invitation", "none yet"), SILENT),
    "accepted": (Reply.ACCEPTED.label, Q(reply=Reply.ACCEPTED)),
    "declined": (Reply.DECLINED.label, Q(reply=Reply.DECLINED)),
    "applied": (pgettext_lazy("answer to an invitation", "applied"), APPLIED),
}
"""By what the list is narrowed down."""
COUNTS = {"invited": Count("pk")} | {name: Count("pk", filter=which) for name, (_label, which) in ANSWERS.items()}
COLUMNS = (
    _("Mail address"),
    _("Name"),
    _("Organisation"),
    _("Language"),
    _("Invited by"),
    _("Co-organiser"),
    _("Sent"),
    _("Reminded"),
    pgettext_lazy("of an invitation", "Answer"),
    _("Answered"),
    _("Application"),
)


@dataclass(frozen=True, slots=True)
class Replies:
    """How many were invited, and what has come of it."""

    invited: int = 0
    accepted: int = 0
    declined: int = 0
    applied: int = 0
    silent: int = 0


@dataclass(frozen=True, slots=True)
class Reminding:
    """How many silent ones can be asked once more now, how many only later, and when that is for the next and all."""

    now: int
    later: int
    next_at: datetime | None
    all_at: datetime | None


def invitations(event: Event, answer: str = "") -> QuerySet[ApplicationInvitation]:
    """Of an event, the latest first, with whom a list names; ``answer`` is a key of ``ANSWERS``."""
    rows = ApplicationInvitation.objects.filter(event=event)
    if answer in ANSWERS:
        rows = rows.filter(ANSWERS[answer][1])
    return rows.select_related("organisation", "invited_by", "co_organiser", "application__organisation")


def replies(event: Event, *, co_organiser: User | None = None) -> Replies:
    """Of an event, or of those only for whom a co-organiser stands; in one query."""
    rows = ApplicationInvitation.objects.filter(event=event)
    if co_organiser is not None:
        rows = rows.filter(co_organiser=co_organiser)
    return Replies(**rows.aggregate(**COUNTS))


def remindable(event: Event, *, now: datetime) -> QuerySet[ApplicationInvitation]:
    """The silent ones to whom nobody has written for a while, the longest silent first."""
    return _silent(event).filter(written_at__lte=now - BETWEEN).order_by("written_at", "pk")


def reminding(event: Event, *, now: datetime) -> Reminding:
    """In one query."""
    free = Q(written_at__lte=now - BETWEEN)
    found = _silent(event).aggregate(
        now=Count("pk", filter=free),
        later=Count("pk", filter=~free),
        first=Min("written_at", filter=~free),
        last=Max("written_at", filter=~free),
    )
    next_at, all_at = (moment and moment + BETWEEN for moment in (found["first"], found["last"]))
    return Reminding(found["now"], found["later"], next_at, all_at)


def may_remind_at(invitation: ApplicationInvitation) -> datetime:
    """From when on one may write to this person once more."""
    return (invitation.reminded_at or invitation.sent_at or invitation.created_at) + BETWEEN


def answer_of(invitation: ApplicationInvitation) -> str:
    """The key of ``ANSWERS`` that says most of it."""
    return "applied" if invitation.application_id else invitation.reply or "silent"


def cells(rows: QuerySet[ApplicationInvitation], event: Event) -> Iterator[list[Value]]:
    """Each as ``COLUMNS`` has it, times as they read at the place of the event."""
    zone = ZoneInfo(event.time_zone)

    def there(moment: datetime | None) -> datetime | None:
        return moment.astimezone(zone) if moment is not None else None

    for row in rows.iterator(500):
        yield [
            *(row.email, row.name, row.organisation.name if row.organisation else "", row.language),
            *(str(one.name) if one else "" for one in (row.invited_by, row.co_organiser)),
            *(there(row.sent_at), there(row.reminded_at), str(ANSWERS[answer_of(row)][0]), there(row.replied_at)),
            str(row.application) if row.application else "",
        ]


def _silent(event: Event) -> QuerySet[Any]:
    written_at = Coalesce("reminded_at", "sent_at", "created_at")
    return ApplicationInvitation.objects.filter(SILENT, event=event).annotate(written_at=written_at)
