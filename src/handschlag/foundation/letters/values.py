"""What stands in the place of a placeholder, by its type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import babel.dates
from django.conf import settings
from django.utils.functional import Promise

from handschlag.engine.language import Text
from handschlag.foundation import reading
from handschlag.foundation.letters.inert import inert


class Type(StrEnum):
    """Of a placeholder. ``quote``, ``lines``, ``table`` and ``code`` stand alone in their paragraph.

    Only a ``link`` leads anywhere, and only to this site.
    """

    TEXT = "text"
    QUOTE = "quote"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    LINK = "link"
    LINES = "lines"
    TABLE = "table"
    CODE = "code"


BLOCKS = (Type.QUOTE, Type.LINES, Type.TABLE, Type.CODE)
"""Types that fill a paragraph."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A time, and the time zone in which it is told."""

    at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list; with ``url`` one can go there."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A small table: its head and its rows, of words that nobody trusts."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


def written(value: Any, of: Type) -> str:
    """An inline value in the reader's language.

    Raises
    ------
    TypeError, ValueError
        If it is none of this type, or a link that leads out of this site: a mistake of whoever sends it.
    """
    match of, value:
        case (Type.TEXT, Text()):
            return inert(reading.plain(value))
        case (Type.TEXT | Type.CODE, str() | Promise()):
            return inert(str(value))
        case (Type.NUMBER, int() | float()):
            return reading.number(value)
        case (Type.DAY, date()):
            return reading.day(value, form="full")
        case (Type.MOMENT, Moment()):
            return moment(value)
        case (Type.LINK, str()):
            return own_link(value)
    raise TypeError(f"a placeholder of type {of} cannot be {value!r}")


def moment(value: Moment) -> str:
    """Day, clock and zone, such as Wednesday, 10 March 2027, 10:00 (Central European Standard Time)."""
    there = value.at.astimezone(ZoneInfo(value.zone))
    zone = babel.dates.get_timezone_name(there, width="long", locale=reading.locale())
    return f"{reading.day(there)}, {reading.clock(there, value.zone)} ({zone})"


def own_link(url: str) -> str:
    """The address of a page of this site, as it is.

    Raises
    ------
    ValueError
        If it leads elsewhere.
    """
    if not url.startswith(f"{settings.BASE_URL}/") or any(letter in url for letter in " \t\r\n\"'<>\\"):
        raise ValueError(f"expected an address of this site, got {url!r}")
    return url
