"""Calendar files line by line (RFC 5545): frame and time zones are the library's, appointments are written here.

A feed of hundreds of appointments is fetched by many calendars, and as objects of the library they cost ten times as
much.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

END = b"END:VCALENDAR\r\n"
LONGEST_LINE = 75
"""Bytes, as RFC 5545 has it."""
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
NOT_IN_QUOTES = re.compile('[\x00-\x1f\x7f"]')


def file(title: str, lines: Iterable[bytes], *, again: timedelta, about: str = "") -> bytes:
    """A whole file: what it is called and about, after which time it is to be fetched again, and what stands in it."""
    return b"".join((_frame(title, again, about), *lines, END))


@lru_cache(maxsize=100)
def _frame(title: str, again: timedelta, about: str) -> bytes:
    """All but the end."""
    from icalendar import Calendar  # large, and a worker may never need it

    frame = Calendar()
    frame.add("prodid", "-//Handschlag//EN")
    frame.add("version", "2.0")
    frame.add("method", "PUBLISH")
    frame.add("x-wr-calname", title)
    if about:
        frame.add("x-wr-caldesc", about)
    frame.add("refresh-interval", again, parameters={"VALUE": "DURATION"})
    frame.add("x-published-ttl", again)
    return frame.to_ical().removesuffix(END)


@lru_cache(maxsize=100)
def zone(name: str, first_year: int, last_year: int) -> bytes:
    """A time zone as it counts in these years. Found out hour by hour, which takes as long as fifty queries."""
    from icalendar import Timezone

    rules = Timezone.from_tzinfo(ZoneInfo(name), name, date(first_year, 1, 1), date(last_year + 1, 12, 31))
    return rules.to_ical()


def utc(moment: datetime) -> str:
    """A moment as it is the same everywhere."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def there(name: str, moment: datetime, zone: ZoneInfo) -> bytes:
    """A line with a moment as the clocks of a time zone show it."""
    return line(f"{name};TZID={zone.key}", f"{moment.astimezone(zone):%Y%m%dT%H%M%S}")


def words(name: str, *values: str) -> bytes:
    """A line of words, several of them with commas between; none where there is nothing to say."""
    if not any(values):
        return b""
    return line(name, ",".join(_escaped(value) for value in values))


def in_quotes(value: str) -> str:
    """A name as it stands beside a value: in quotes, and without any of its own."""
    return f'"{NOT_IN_QUOTES.sub("", value)}"'


def line(name: str, value: str) -> bytes:
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


def _escaped(value: str) -> str:
    plain = CONTROLS.sub("", value.replace("\r\n", "\n"))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
