"""Events as iCalendar: a file of one event, and a feed of all that somebody asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from handschlag.events import queries
from handschlag.events.models import Event
from handschlag.foundation import calendar_lines as lines
from handschlag.foundation.fragments import Written, for_reader
from handschlag.foundation.models import Revision
from handschlag.foundation.reading import plain
from handschlag.portal.possible import possible
from handschlag.portal.structured import address

FETCH_AGAIN = timedelta(hours=6)


def sequences(*slugs: str) -> dict[str, int]:
    """How often what everybody sees of these events has changed, or of all, by their slugs."""
    rows = Revision.objects.filter(stream="public")
    return dict((rows.filter(scope__in=slugs) if slugs else rows).values_list("scope", "number"))


def calendar(events: Iterable[Event], sequences: Mapping[str, int], title: str, *, now: datetime) -> bytes:
    """The file in the reader's language. Without a certain date nothing can stand in a calendar: a note says which."""
    certain: list[Event] = []
    left_out: list[Event] = []
    for event in events:
        (certain if event.has_certain_date else left_out).append(event)
    about = ""
    if left_out:
        titles = "; ".join(plain(event.title) for event in left_out)
        about = _("Not listed, for the day is not certain yet: %(titles)s") % {"titles": titles}
    appointments = (_kept(event, sequences.get(event.slug, 0), now) for event in certain)
    return lines.file(title, (*_zones(certain), *appointments), again=FETCH_AGAIN, about=about)


def _zones(events: list[Event]) -> Iterator[bytes]:
    """The rules of summer time, of those years in which something is on."""
    if events:
        first, last = min(event.starts_at for event in events), max(event.ends_at for event in events)
        for name in sorted({event.time_zone for event in events}):
            yield lines.zone(name, first.year, last.year + 1)


def _kept(event: Event, sequence: int, now: datetime) -> bytes:
    """Its appointment, as it was written as long as this is possible and nothing has changed."""
    found = possible(event, now)
    told = sequence, found.label, found.says
    written = Written() if event.written is None else event.written
    return written.piece(for_reader("appointment", told), _appointment, event, *told)


def _appointment(event: Event, sequence: int, label: str, says: str) -> bytes:
    return b"".join(_lines(event, sequence, "\n".join(filter(None, _description(event, label, says)))))


def _lines(event: Event, sequence: int, description: str) -> Iterator[bytes]:
    zone = ZoneInfo(event.time_zone)
    yield b"BEGIN:VEVENT\r\n"
    yield lines.line("UID", f"{event.public_id}@{urlsplit(settings.BASE_URL).hostname}")
    yield lines.line("SEQUENCE", str(sequence))
    yield lines.line("DTSTAMP", lines.utc(event.changed_at))
    yield lines.line("LAST-MODIFIED", lines.utc(event.changed_at))
    yield lines.there("DTSTART", event.starts_at, zone)
    yield lines.there("DTEND", event.ends_at, zone)
    yield lines.words("SUMMARY", plain(event.title))
    yield lines.words("DESCRIPTION", description)
    yield lines.words("LOCATION", plain(event.place))
    yield lines.line("URL", address(event))
    yield lines.line("STATUS", "CONFIRMED")
    yield lines.words("CATEGORIES", *(plain(tag.name) for tag in queries.tags(event)))
    if event.contact_email:
        yield lines.line(f"ORGANIZER;CN={lines.in_quotes(event.host.name)}", f"mailto:{event.contact_email}")
    yield b"END:VEVENT\r\n"


def _description(event: Event, label: str, says: str) -> tuple[str, ...]:
    return plain(event.lead), label, says, event.host.name, address(event)
