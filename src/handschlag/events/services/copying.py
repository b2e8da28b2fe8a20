"""Last year's event becomes the beginning of the next one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.engine.language import Text, Version
from handschlag.events import verbs
from handschlag.events.models import Day, Event, FeeLevel, Room, Side, Slot, Table
from handschlag.foundation import audit, revisions
from handschlag.foundation.errors import RuleBroken

TEXTS = ("lead", "place", "cost", "priority_rule", "contact_office")
COPIED = (
    *("kind", "time_zone", "languages", "language_level", "countries"),
    *("min_participants", "max_participants", "contact_email"),
)
MOMENTS = ("starts_at", "ends_at", "registration_opens_at", "registration_closes_at", "answers_close_at")
YEAR_OF_WEEKS = timedelta(weeks=52)
LATEST_YEAR = 2199


def suggested_day(event: Event, *, today: date) -> date:
    """The first day that is to come, whole years of weeks later: it falls on the same day of the week."""
    first_day = event.first_day + YEAR_OF_WEEKS
    while first_day <= today:
        first_day += YEAR_OF_WEEKS
    return first_day


def suggested_slug(event: Event, *, year: int) -> str:
    """Its address with the other year in it."""
    known = str(event.first_day.year)
    return event.slug.replace(known, str(year)) if known in event.slug else f"{event.slug[:55]}-{year}"


@transaction.atomic
def copy(event: Event, *, slug: str, first_day: date, by: User, now: datetime) -> Event:
    """Set up a draft like an event, all its dates moved along by whole days; nobody who had to do with it comes along.

    Texts, sides, days, slots, rooms, tables, fees and tags come along; people, roles, wishes and plans, the fair with
    its marks, files and a date in words do not. Times stay the same on the clock of the place. Raises ``RuleBroken``:
    "slug" (taken), "date" (not after the event that is copied).
    """
    if not event.first_day < first_day or first_day.year > LATEST_YEAR:
        raise RuleBroken(_("Please choose a day after that of the event that is copied."), code="date")
    made = _event(event, slug, first_day)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as taken:
        raise RuleBroken(_("This address is taken. Please choose another one."), code="slug") from taken
    made.tags.set(event.tags.all())
    _copy_belongings(event, made)
    revisions.bump(made.slug, "public")
    host, source = event.host.slug, str(event)
    audit.record(by, verbs.EVENT_COPIED, made, scope=host, event=made.slug, now=now, source=source)
    return made


def shifted(moment: datetime | None, days: timedelta, *, zone: str) -> datetime | None:
    """So many days later at the same time of day there, also where summer time has begun meanwhile."""
    if moment is None:
        return None
    place = ZoneInfo(zone)
    return (moment.astimezone(place).replace(tzinfo=None) + days).replace(tzinfo=place)


def _event(event: Event, slug: str, first_day: date) -> Event:
    days = first_day - event.first_day
    moved = {name: shifted(getattr(event, name), days, zone=event.time_zone) for name in MOMENTS}
    title = _of_year(event.title, event.first_day.year, first_day.year)
    return Event(
        **{name: getattr(event, name) for name in (*COPIED, *TEXTS)},
        **moved,
        host=event.host,
        slug=slug,
        title=title,
        published_at=None,
        copied_from=event,
    )


def _of_year(text: Text, before: int, after: int) -> Text:
    """The same text where a year stands as a word of its own, with the other year."""
    year = re.compile(rf"(?<!\d){before}(?!\d)")
    versions = text.versions.items()
    return Text({code: Version(year.sub(str(after), one.text), one.origin) for code, one in versions})


def _copy_belongings(event: Event, made: Event) -> None:
    days = made.first_day - event.first_day
    Side.objects.bulk_create(_like(side, event=made) for side in event.sides.all())
    FeeLevel.objects.bulk_create(_like(fee, event=made) for fee in event.fees.all())
    new_days = _pairs(event.days.all(), lambda day: _like(day, event=made, on=day.on + days))
    Day.objects.bulk_create(new_days.values())
    Slot.objects.bulk_create(
        _like(
            slot,
            event=made,
            day=new_days[slot.day_id],
            starts_at=shifted(slot.starts_at, days, zone=event.time_zone),
        )
        for slot in event.slots.all()
    )
    rooms = _pairs(event.rooms.all(), lambda room: _like(room, event=made))
    Room.objects.bulk_create(rooms.values())
    Table.objects.bulk_create(_like(table, event=made, room=rooms[table.room_id]) for table in event.tables.all())


def _pairs(rows: Iterable[Any], make: Any) -> dict[int, Any]:
    """By the key of each row its copy."""
    return {row.pk: make(row) for row in rows}


def _like(row: Any, **other: Any) -> Any:
    """A row with the same values, but for its ids, its times of writing and what is given here."""
    own = {"id", "public_id", "created_at", "changed_at"}
    fields = [field for field in row._meta.concrete_fields if field.name not in own | other.keys()]
    return type(row)(**{field.attname: getattr(row, field.attname) for field in fields}, **other)
