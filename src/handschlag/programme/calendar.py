"""The programme as iCalendar: an appointment for each item, known by the item, so that a change moves it.

The frame and the time zone are the library's. Appointments are written directly: a programme of 200 items is fetched
by many calendars, and as objects of the library they cost ten times as much.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Timezone

from handschlag.engine.language import Text
from handschlag.events.models import Event
from handschlag.foundation import reading
from handschlag.programme.queries import Item, Programme
from handschlag.programme.spoken import Spoken
from handschlag.programme.states import TalkKind

FETCH_AGAIN = timedelta(hours=1)
END = b"END:VCALENDAR\r\n"
LONGEST_LINE = 75
"""Bytes, as RFC 5545 has it."""
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


def calendar(event: Event, programme: Programme) -> bytes:
    """The file, in the reader's language."""
    frame = _frame(reading.plain(event.title)).removesuffix(END)
    zone = _zone(event.time_zone, event.first_day.year, event.last_day.year)
    return b"".join((frame, zone, *_appointments(event, programme), END))


def uid(item: Item) -> str:
    """What is held, never when: the same after every change."""
    return f"talk-{item.public_id}@{urlsplit(settings.BASE_URL).hostname}"


def _frame(title: str) -> bytes:
    file = Calendar()
    file.add("prodid", "-//Handschlag//EN")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", title)
    file.add("refresh-interval", FETCH_AGAIN, parameters={"VALUE": "DURATION"})
    file.add("x-published-ttl", FETCH_AGAIN)
    return file.to_ical()


@lru_cache(maxsize=64)
def _zone(name: str, first: int, last: int) -> bytes:
    """The time zone as it counts in these years."""
    zone = Timezone.from_tzinfo(ZoneInfo(name), name, date(first, 1, 1), date(last + 1, 12, 31))
    return zone.to_ical()


def _appointments(event: Event, programme: Programme) -> Iterator[bytes]:
    zone = ZoneInfo(event.time_zone)
    languages = (reading.reader(), "en")
    address = settings.BASE_URL + reverse("programme:programme", args=[event.slug])
    kinds = {kind.value: str(kind.label) for kind in TalkKind}
    spoken = Spoken()
    elsewhere = _best(event.place, languages)
    for item in programme.items:
        said = [_best(item.abstract, languages), *_voices(item, languages), spoken.of(item)]
        yield from (
            b"BEGIN:VEVENT\r\n",
            _line("UID", uid(item)),
            _line("SEQUENCE", str(item.changes)),
            _line("DTSTAMP", _utc(item.changed_at)),
            _line("LAST-MODIFIED", _utc(item.changed_at)),
            *_times(item, zone),
            _text("SUMMARY", _best(item.title, languages)),
            _text("DESCRIPTION", "\n".join(filter(None, said))),
            _text("LOCATION", ", ".join(filter(None, (_best(item.place, languages), elsewhere)))),
            _text("CATEGORIES", kinds[item.kind]),
            _line("URL", f"{address}#talk-{item.number}"),
            _line("TRANSP", "TRANSPARENT" if item.is_quiet else "OPAQUE"),
            b"END:VEVENT\r\n",
        )


def _times(item: Item, zone: ZoneInfo) -> Iterator[bytes]:
    """Without a known end an item only begins."""
    for name, moment in (("DTSTART", item.starts_at), ("DTEND", item.ends_at)):
        if moment is not None:
            yield _line(f"{name};TZID={zone.key}", f"{moment.astimezone(zone):%Y%m%dT%H%M%S}")


def _voices(item: Item, languages: tuple[str, str]) -> Iterator[str]:
    for voice in item.voices:
        yield ", ".join(filter(None, (_best(voice.name, languages), _best(voice.office, languages))))


def _best(text: Text, languages: tuple[str, str]) -> str:
    return text.best(languages).text


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(name: str, value: str) -> bytes:
    """A line of words; none where there is nothing to say."""
    if not value:
        return b""
    plain = CONTROLS.sub("", value.replace("\r\n", "\n"))
    return _line(name, plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n"))


def _line(name: str, value: str) -> bytes:
    """A line as it is written: folded after 75 bytes, never inside of a letter or of what is escaped."""
    raw = f"{name}:{value}".encode()
    parts, start, room = [], 0, LONGEST_LINE
    while len(raw) - start > room:
        end = start + room
        while raw[end] & 0xC0 == 0x80:
            end -= 1
        part = raw[start:end]
        end -= (len(part) - len(part.rstrip(b"\\"))) % 2
        parts.append(raw[start:end])
        start, room = end, LONGEST_LINE - 1
    parts.append(raw[start:])
    return b"\r\n ".join(parts) + b"\r\n"
