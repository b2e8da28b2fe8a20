"""Events as iCalendar: a file of one event, and a feed of all that somebody asks for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from icalendar import Calendar, Timezone, vCalAddress
from icalendar import Event as Appointment

from handschlag.events import queries
from handschlag.events.models import Event
from handschlag.foundation.models import Revision
from handschlag.foundation.reading import plain
from handschlag.portal.possible import possible
from handschlag.portal.structured import address

FETCH_AGAIN = timedelta(hours=6)


def with_sequence(events: QuerySet[Event]) -> QuerySet[Event]:
    """Each event with ``sequence``: how often what everybody sees of it has changed."""
    numbers = Revision.objects.filter(scope=OuterRef("slug"), stream="public").values("number")
    return events.annotate(sequence=Subquery(numbers))


def calendar(events: Iterable[Event], title: str, *, now: datetime) -> bytes:
    """The file in the reader's language. Without a certain date nothing can stand in a calendar: a note says which."""
    found = list(events)
    left_out = [plain(event.title) for event in found if not event.has_certain_date]
    file = Calendar()
    file.add("prodid", "-//Handschlag//EN")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", title)
    if left_out:
        file.add(
            "x-wr-caldesc",
            _("Not listed, for the day is not certain yet: %(titles)s") % {"titles": "; ".join(left_out)},
        )
    file.add("refresh-interval", FETCH_AGAIN, parameters={"VALUE": "DURATION"})
    file.add("x-published-ttl", FETCH_AGAIN)
    for event in found:
        if event.has_certain_date:
            file.add_component(_appointment(event, now))
    _add_zones(file, [event for event in found if event.has_certain_date])
    return file.to_ical()


def _add_zones(file: Calendar, events: list[Event]) -> None:
    """The rules of summer time, of those years in which something is on."""
    if events:
        first, last = min(event.starts_at for event in events), max(event.ends_at for event in events)
        for name in sorted({event.time_zone for event in events}, reverse=True):
            file.subcomponents.insert(0, _rules(name, first.year, last.year))


@lru_cache(100)
def _rules(zone: str, first_year: int, last_year: int) -> Timezone:
    """Found out hour by hour, which takes as long as fifty queries."""
    return Timezone.from_tzid(zone, first_date=date(first_year, 1, 1), last_date=date(last_year + 2, 1, 1))


def _appointment(event: Event, now: datetime) -> Appointment:
    zone = ZoneInfo(event.time_zone)
    item = Appointment()
    item.add("uid", f"{event.public_id}@{urlsplit(settings.BASE_URL).hostname}")
    item.add("sequence", getattr(event, "sequence", None) or 0)
    item.add("dtstamp", event.changed_at)
    item.add("last-modified", event.changed_at)
    item.add("dtstart", event.starts_at.astimezone(zone))
    item.add("dtend", event.ends_at.astimezone(zone))
    item.add("summary", plain(event.title))
    item.add("description", _description(event, now))
    if event.place:
        item.add("location", plain(event.place))
    item.add("url", address(event))
    item.add("status", "CONFIRMED")
    tags = [plain(tag.name) for tag in queries.tags(event)]
    if tags:
        item.add("categories", tags)
    if event.contact_email:
        item.add("organizer", _organiser(event))
    return item


def _organiser(event: Event) -> vCalAddress:
    organiser = vCalAddress(f"mailto:{event.contact_email}")
    organiser.params["CN"] = event.host.name
    return organiser


def _description(event: Event, now: datetime) -> str:
    is_possible = possible(event, now)
    lines = [plain(event.lead), is_possible.label, is_possible.says, event.host.name, address(event)]
    return "\n".join(filter(None, lines))
