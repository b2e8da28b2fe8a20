"""The programme as iCalendar: an appointment for each item, known by the item, so that a change moves it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings

from handschlag.engine.language import Text
from handschlag.events.models import Event
from handschlag.foundation import calendar_lines as lines
from handschlag.foundation import reading
from handschlag.foundation.addresses import address
from handschlag.foundation.fragments import for_reader
from handschlag.programme.queries import LINES, Item, Programme
from handschlag.programme.spoken import spoken
from handschlag.programme.states import TalkKind

FETCH_AGAIN = timedelta(hours=1)


def calendar(event: Event, programme: Programme) -> bytes:
    """The file, in the reader's language."""
    rules = lines.zone(event.time_zone, event.first_day.year, event.last_day.year)
    return lines.file(reading.plain(event.title), (rules, *_appointments(event, programme)), again=FETCH_AGAIN)


def uid(item: Item) -> str:
    """What is held, never when: the same after every change."""
    return f"talk-{item.public_id}@{urlsplit(settings.BASE_URL).hostname}"


def _appointments(event: Event, programme: Programme) -> list[bytes]:
    page = settings.BASE_URL + address("programme:programme", event.slug)
    elsewhere = _best(event.place, reading.languages())
    about = for_reader("appointment", page, event.time_zone, elsewhere)
    return LINES.pieces(programme.items, about, _appointment, page, event.time_zone, elsewhere)


def _appointment(item: Item, page: str, zone: str, elsewhere: str) -> bytes:
    languages = reading.languages()
    said = [_best(item.abstract, languages), *_voices(item, languages), spoken(item)]
    return b"".join(
        (
            b"BEGIN:VEVENT\r\n",
            lines.line("UID", uid(item)),
            lines.line("SEQUENCE", str(item.changes)),
            lines.line("DTSTAMP", lines.utc(item.changed_at)),
            lines.line("LAST-MODIFIED", lines.utc(item.changed_at)),
            *_times(item, ZoneInfo(zone)),
            lines.words("SUMMARY", _best(item.title, languages)),
            lines.words("DESCRIPTION", "\n".join(filter(None, said))),
            lines.words("LOCATION", ", ".join(filter(None, (_best(item.place, languages), elsewhere)))),
            lines.words("CATEGORIES", str(TalkKind(item.kind).label)),
            lines.line("URL", f"{page}#talk-{item.number}"),
            lines.line("TRANSP", "TRANSPARENT" if item.is_quiet else "OPAQUE"),
            b"END:VEVENT\r\n",
        )
    )


def _times(item: Item, zone: ZoneInfo) -> Iterator[bytes]:
    """Without a known end an item only begins."""
    for name, moment in (("DTSTART", item.starts_at), ("DTEND", item.ends_at)):
        if moment is not None:
            yield lines.there(name, moment, zone)


def _voices(item: Item, languages: tuple[str, str]) -> Iterator[str]:
    for voice in item.voices:
        yield ", ".join(filter(None, (_best(voice.name, languages), _best(voice.office, languages))))


def _best(text: Text, languages: tuple[str, str]) -> str:
    return text.best(languages).text
