"""The time zone of an event in words."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import babel.dates

from handschlag.foundation.reading import locale


def city(zone: str) -> str:
    """The city after which the zone is named, in the reader's language."""
    return babel.dates.get_timezone_location(ZoneInfo(zone), locale=locale(), return_city=True)


def ahead(time: timedelta) -> str:
    """How far something lies ahead, such as "in 2 days"."""
    return babel.dates.format_timedelta(time, add_direction=True, threshold=1.2, locale=locale())
