"""What is to come as a JSON Feed (version 1.1) for partner sites."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from handschlag.foundation.reading import plain
from handschlag.portal.calendar_entry import Entry
from handschlag.portal.structured import address

JSON_FEED = "application/feed+json; charset=utf-8"
VERSION = "https://jsonfeed.org/version/1.1"


def feed(entries: Iterable[Entry], title: str, *, path: str, query: str = "") -> bytes:
    """The entries in the reader's language. What a feed has no field for stands under ``_event``.

    ``path`` is the feed's own, ``query`` what narrows it down, and the page for people alike.
    """
    told = {
        "version": VERSION,
        "title": title,
        "home_page_url": settings.BASE_URL + reverse("portal:calendar") + query,
        "feed_url": settings.BASE_URL + path + query,
        "language": get_language(),
        "items": [_item(entry) for entry in entries],
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _item(entry: Entry) -> dict[str, Any]:
    event = entry.event
    return {
        "id": event.public_id,
        "url": address(event),
        "title": plain(event.title),
        "content_text": plain(event.lead) or plain(event.title),
        "date_published": event.published_at.isoformat() if event.published_at else None,
        "date_modified": event.changed_at.isoformat(),
        "authors": [{"name": event.host.name}],
        "tags": [plain(tag.name) for tag in entry.tags],
        "_event": {"kind": event.kind, **_when(entry), **_where(entry), **_what(entry)},
    }


def _when(entry: Entry) -> dict[str, Any]:
    """Beginning and end; where the date is not certain, what is said of it and nothing else."""
    event, zone = entry.event, ZoneInfo(entry.event.time_zone)
    if not entry.is_certain:
        return {"when": plain(event.when_text), "starts_at": None, "ends_at": None, "time_zone": event.time_zone}
    return {
        "starts_at": event.starts_at.astimezone(zone).isoformat(),
        "ends_at": event.ends_at.astimezone(zone).isoformat(),
        "time_zone": event.time_zone,
    }


def _where(entry: Entry) -> dict[str, Any]:
    event = entry.event
    return {"place": plain(event.place), "countries": event.countries, "fair": str(event.fair) if event.fair else ""}


def _what(entry: Entry) -> dict[str, Any]:
    event = entry.event
    closes = event.registration_closes_at
    return {
        "host": event.host.name,
        "phase": str(entry.phase),
        "says": entry.possible.label,
        "registration_closes_at": closes.isoformat() if closes else None,
        "languages": event.languages,
    }
