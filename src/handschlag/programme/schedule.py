"""The programme as other event software reads it: the schedule format of frab and Pentabarf, as XML and JSON.

``schedule`` holds the ``conference`` and its days, a day its rooms, a room its events. Info screens, phone apps and
recording teams know this format. It has one language for each event and no field for interpreters, so these stand in
``description``. Written directly, without a tree in between, and each talk once until it changes: a programme of 200
talks is asked for often.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

from django.conf import settings

from handschlag.engine.language import Text
from handschlag.events.models import Event
from handschlag.foundation import reading
from handschlag.foundation.addresses import address
from handschlag.foundation.fragments import for_reader
from handschlag.programme.queries import LINES, MOST_KEPT, Item, Programme
from handschlag.programme.spoken import spoken
from handschlag.programme.states import TalkKind

GENERATOR = "Handschlag"
RASTER = "00:05"
SHORTEST_ACRONYM = 4
NO_PLACE = "–"
JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
"""Made once: to make it takes longer than most of what it writes here."""
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may hold, not even as a reference."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An item with the fields of the format, its texts in the reader's language."""

    id: int
    guid: str
    on: date
    date: datetime
    ends_at: datetime
    duration: str
    room: str
    slug: str
    url: str
    title: str
    track: str
    kind: str
    language: str
    abstract: str
    description: str
    persons: tuple[tuple[int, str, str], ...]


class Line(NamedTuple):
    """An entry as it is written, and where it belongs."""

    on: date
    room: str
    begins_at: datetime
    ends_at: datetime
    written: bytes


class Around(NamedTuple):
    """What an entry says of the event."""

    slug: str
    page: str
    time_zone: str
    elsewhere: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """All that both files hold. ``version`` rises with every change of what everybody sees of the event."""

    event: Event
    version: str
    title: str
    programme: Programme

    @property
    def acronym(self) -> str:
        """The slug as the format allows it: without hyphens, and not too short."""
        return self.event.slug.lower().replace("-", "_").ljust(SHORTEST_ACRONYM, "_")


def schedule(event: Event, programme: Programme, *, version: object) -> Schedule:
    """The schedule in the reader's language."""
    return Schedule(event, str(version), reading.plain(event.title), programme)


def as_json(schedule: Schedule) -> bytes:
    """``{"schedule": {"version", "conference": {…, "days": […]}}}``."""
    lines = _lines(schedule, "json", _as_json)
    days = _by_day(lines)
    zone = ZoneInfo(schedule.event.time_zone)
    rooms = dict.fromkeys([line.room for line in lines])
    conference = {
        "acronym": schedule.acronym,
        "title": schedule.title,
        "start": schedule.event.first_day.isoformat(),
        "end": schedule.event.last_day.isoformat(),
        "daysCount": len(days),
        "timeslot_duration": RASTER,
        "time_zone_name": schedule.event.time_zone,
        "url": settings.BASE_URL + address("programme:programme", schedule.event.slug),
        "rooms": [{"name": room, "guid": _guid(f"{schedule.event.public_id}/{room}")} for room in rooms],
        "days": [],
    }
    said = {
        "generator": {"name": GENERATOR, "url": settings.BASE_URL},
        "schedule": {"version": schedule.version, "conference": conference},
    }
    shown = [part for index, of_day in enumerate(days, start=1) for part in _day_as_json(index, of_day, zone)]
    return b"".join((_before(said, "]}}}"), *shown[1:], b"]}}}"))


def as_xml(schedule: Schedule) -> bytes:
    """``schedule`` with ``conference`` and, for each ``day``, its ``room`` elements with an ``event`` each."""
    days = _by_day(_lines(schedule, "xml", _as_xml))
    zone = ZoneInfo(schedule.event.time_zone)
    head = (
        f'<?xml version="1.0" encoding="utf-8"?>\n<schedule><generator name="{GENERATOR}"/>'
        f"<version>{_xml(schedule.version)}</version><conference><acronym>{_xml(schedule.acronym)}</acronym>"
        f"<title>{_xml(schedule.title)}</title><start>{schedule.event.first_day}</start>"
        f"<end>{schedule.event.last_day}</end><days>{len(days)}</days>"
        f"<timeslot_duration>{RASTER}</timeslot_duration><base_url>{_xml(settings.BASE_URL)}</base_url>"
        f"<time_zone_name>{_xml(schedule.event.time_zone)}</time_zone_name></conference>\n"
    )
    shown = [part for index, of_day in enumerate(days, start=1) for part in _day_as_xml(index, of_day, zone)]
    if not shown:  # readers expect a day at least
        shown = [f'<day index="1" date="{schedule.event.first_day}"/>\n'.encode()]
    return b"".join((head.encode(), *shown, b"</schedule>\n"))


def _lines(schedule: Schedule, how: str, write: Callable[[Entry], bytes]) -> list[Line]:
    """All entries as they are written in a format; each again only when it has changed."""
    event, programme = schedule.event, schedule.programme
    page = settings.BASE_URL + address("programme:programme", event.slug)
    elsewhere = reading.plain(event.place) or NO_PLACE
    around = Around(event.slug.lower(), page, event.time_zone, elsewhere)
    about = for_reader(how, around)
    if all(map(attrgetter("ends_at"), programme.items)):
        return LINES.pieces(programme.items, about, _line, around, None, write)
    ends = _ends(programme)
    return [
        item.written.piece((about, ends[item.number]), _line, item, around, ends[item.number], write)
        for item in programme.items
    ]


def _line(item: Item, around: Around, end: datetime | None, write: Callable[[Entry], bytes]) -> Line:
    entry = _entry(item, around, end)
    return Line(entry.on, entry.room, entry.date, entry.ends_at, write(entry))


def _entry(item: Item, around: Around, end: datetime | None) -> Entry:
    """``end`` is taken for its end where it has none of its own."""
    zone, languages = ZoneInfo(around.time_zone), reading.languages()
    starts_at = item.starts_at.astimezone(zone)
    ends_at = (item.ends_at or end or item.starts_at).astimezone(zone)
    return Entry(
        id=item.number,
        guid=_guid(item.public_id),
        on=item.on,
        date=starts_at,
        ends_at=ends_at,
        duration=_duration(ends_at - starts_at),
        room=_best(item.place, languages) or around.elsewhere,
        slug=f"{around.slug}-{item.number}",
        url=f"{around.page}#talk-{item.number}",
        title=_best(item.title, languages),
        track=reading.upfirst(str(TalkKind(item.kind).label)),
        kind=item.kind,
        language=item.spoken[0] if item.spoken else "",
        abstract=_best(item.abstract, languages),
        description=spoken(item),
        persons=tuple(_person(_best(one.name, languages), _best(one.office, languages)) for one in item.voices),
    )


def _ends(programme: Programme) -> dict[int, datetime]:
    """When each item ends: by its own end, else when the next one begins there on that day, else nobody knows."""
    found: dict[int, datetime] = {}
    after: dict[tuple[str, date], datetime] = {}
    for item in reversed(programme.items):
        where = str(item.place), item.on
        found[item.number] = item.ends_at or after.get(where, item.starts_at)
        after[where] = item.starts_at
    return found


def _person(name: str, office: str) -> tuple[int, str, str]:
    """A number that stays, an id that stays, and how somebody is called."""
    called = f"{name} ({office})" if name and office else name or office
    return zlib.crc32(called.encode()) or 1, _guid(called), called


def _best(text: Text, languages: tuple[str, str]) -> str:
    return text.best(languages).text


def _guid(about: str) -> str:
    return _known_guid(f"{settings.BASE_URL}/{about}")


@lru_cache(MOST_KEPT)
def _known_guid(address: str) -> str:
    return str(uuid5(NAMESPACE_URL, address))


def _duration(length: timedelta) -> str:
    minutes = int(length.total_seconds()) // 60
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _by_day(lines: list[Line]) -> list[list[Line]]:
    return [list(of_day) for _on, of_day in groupby(lines, key=itemgetter(0))]


def _by_room(lines: list[Line]) -> dict[str, list[bytes]]:
    """What is written of the entries of each room."""
    rooms: dict[str, list[bytes]] = {}
    for line in lines:
        rooms.setdefault(line.room, []).append(line.written)
    return rooms


def _span(lines: list[Line], zone: ZoneInfo) -> tuple[str, str]:
    """When a day begins and ends; the lines are in the order of their beginnings."""
    first, last = lines[0].begins_at, max([line.ends_at for line in lines])
    return first.astimezone(zone).isoformat(), last.astimezone(zone).isoformat()


def _day_as_json(index: int, lines: list[Line], zone: ZoneInfo) -> Iterator[bytes]:
    """Its parts; the first one stands between it and another day."""
    start, end = _span(lines, zone)
    day = {"index": index, "date": lines[0].on.isoformat(), "day_start": start, "day_end": end, "rooms": {}}
    yield b","
    yield _before(day, "}}")
    for number, (room, of_room) in enumerate(_by_room(lines).items()):
        yield b"," * (number > 0) + JSON.encode(room).encode() + b":["
        yield b",".join(of_room)
        yield b"]"
    yield b"}}"


def _before(value: Any, end: str) -> bytes:
    """A value as JSON up to this end, in front of which something is put in that is JSON already."""
    return JSON.encode(value).removesuffix(end).encode()


def _as_json(entry: Entry) -> bytes:
    return JSON.encode(_named(entry)).encode()


def _named(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "guid": entry.guid,
        "date": entry.date.isoformat(),
        "start": f"{entry.date:%H:%M}",
        "duration": entry.duration,
        "room": entry.room,
        "slug": entry.slug,
        "url": entry.url,
        "title": entry.title,
        "subtitle": "",
        "track": entry.track,
        "type": entry.kind,
        "language": entry.language,
        "abstract": entry.abstract,
        "description": entry.description,
        "persons": [{"id": number, "guid": guid, "name": name} for number, guid, name in entry.persons],
        "links": [],
    }


def _day_as_xml(index: int, lines: list[Line], zone: ZoneInfo) -> Iterator[bytes]:
    start, end = _span(lines, zone)
    yield f'<day index="{index}" date="{lines[0].on}" start="{start}" end="{end}">\n'.encode()
    for room, of_room in _by_room(lines).items():
        yield f"<room name={quoteattr(_allowed(room))}>\n".encode()
        yield from of_room
        yield b"</room>\n"
    yield b"</day>\n"


def _as_xml(entry: Entry) -> bytes:
    return _event_as_xml(entry).encode()


def _event_as_xml(entry: Entry) -> str:
    persons = "".join(f'<person id="{number}">{_xml(name)}</person>' for number, _guid, name in entry.persons)
    return (
        f'<event guid="{entry.guid}" id="{entry.id}"><date>{entry.date.isoformat()}</date>'
        f"<start>{entry.date:%H:%M}</start><duration>{entry.duration}</duration><room>{_xml(entry.room)}</room>"
        f"<slug>{_xml(entry.slug)}</slug><url>{_xml(entry.url)}</url><title>{_xml(entry.title)}</title><subtitle/>"
        f"<track>{_xml(entry.track)}</track><type>{entry.kind}</type><language>{_xml(entry.language)}</language>"
        f"<abstract>{_xml(entry.abstract)}</abstract><description>{_xml(entry.description)}</description>"
        f"<persons>{persons}</persons><links/></event>\n"
    )


def _xml(text: str) -> str:
    return escape(_allowed(text))


def _allowed(text: str) -> str:
    return NOT_IN_XML.sub("", text)
