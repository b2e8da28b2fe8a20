"""Reading events for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, F, IntegerField, Max, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.events.models import Event, Interpreter, Table
from handschlag.foundation.models import Revision

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Mark:
    """A country that subsidises the fair for its companies."""

    country: str
    note: Text
    source: str


@dataclass(frozen=True, slots=True)
class Front:
    """What an event's own floor knows for its public page."""

    event: Event
    marks: tuple[Mark, ...]
    tables: int
    interpreters: int


def front(slug: str) -> Front | None:
    """The event of this slug for everybody, in one query; None if there is none."""
    found = Event.objects.select_related("host", "fair").filter(slug=slug)
    # One row per eligibility mark, so that the marks need no query of their own.
    rows = list(
        found.annotate(
            tables_count=_how_many(Table.objects.all()),
            interpreters_count=_how_many(Interpreter.objects.all()),
            mark_country=F("fair__eligibility_marks__country"),
            mark_note=F("fair__eligibility_marks__note"),
            mark_source=F("fair__eligibility_marks__source"),
        ).order_by("fair__eligibility_marks__pk")
    )
    if not rows:
        return None
    marks = tuple(Mark(row.mark_country, row.mark_note, row.mark_source) for row in rows if row.mark_country)
    return Front(rows[0], marks, rows[0].tables_count, rows[0].interpreters_count)


def _how_many(rows: QuerySet) -> Coalesce:
    counted = rows.filter(event=OuterRef("pk")).order_by().values("event").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def public_number(slug: str) -> int:
    """How often what everybody sees of this event has changed; 0 if it never has."""
    return Revision.objects.filter(scope=slug, stream="public").values_list("number", flat=True).first() or 0


def public_numbers() -> str:
    """Changes with every change of what everybody sees of any event."""
    rows = Revision.objects.filter(stream="public").aggregate(n=Count("pk"), last=Max("pk"), number=Sum("number"))
    return f"{rows['n']}.{rows['last'] or 0}.{rows['number'] or 0}"


def everybodys() -> QuerySet[Event]:
    """All events, the latest first."""
    return Event.objects.select_related("host", "fair")


def next_change(events: Iterable[Event], now: datetime) -> datetime:
    """When pages about these events change by themselves: at a deadline, a beginning, an end, or midnight there."""
    return min((moment for event in events for moment in _turns(event, now) if moment > now), default=now + DAY)


def _turns(event: Event, now: datetime) -> Iterator[datetime]:
    local = now.astimezone(ZoneInfo(event.time_zone))
    yield (local + DAY).replace(hour=0, minute=0, second=0, microsecond=0)
    yield from (event.starts_at, event.ends_at)
    yield from filter(None, (event.registration_closes_at, event.answers_close_at))


def interprets(user: User, event: Event) -> bool:
    """Whether this person stands among the interpreters of the event."""
    return Interpreter.objects.filter(event=event, user=user).exists()
