"""Nobody is woken: what is not urgent waits for the morning of its recipient."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings

NIGHT_BEGINS, NIGHT_ENDS = time(21), time(7)


def by_day(at: datetime, zone: str) -> datetime:
    """The moment itself, or the next morning where it lies in the night."""
    there = at.astimezone(_zone(zone))
    if NIGHT_ENDS <= there.time() < NIGHT_BEGINS:
        return at
    morning = there.date() if there.time() < NIGHT_ENDS else there.date() + timedelta(days=1)
    return datetime.combine(morning, NIGHT_ENDS, tzinfo=there.tzinfo)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)
