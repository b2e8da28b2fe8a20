"""How values are shown to a reader: texts in her language, dates and numbers as her language writes them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import babel
import babel.dates
import babel.numbers
import babel.units
from django.conf import settings
from django.urls import get_urlconf, translate_url
from django.utils import translation

from handschlag.engine.language import Reading, Text

MILLION = 1_000_000
LOCALES = {"en": "en_GB"}
LANGUAGE_IN_FRONT = re.compile(r"^/[a-z]{2,3}/")
MOST_KEPT = 2_000  # of each kind: writing one takes as long as a query
EMPTY_LINE = re.compile(r"\n\s*\n")


def reader() -> str:
    """The code of the reader's language."""
    return (translation.get_language() or "en").split("-")[0]


def locale() -> str:
    """How the reader's language is written: English as in Europe, so 10/03/2027 is a day in March."""
    language = reader()
    return LOCALES.get(language, language)


def languages() -> tuple[str, str]:
    """What the reader reads: her language, then English."""
    return reader(), "en"


def best(text: Text) -> Reading:
    """The version for the reader: her language, then English, then any."""
    return text.best(languages())


def plain(text: Text) -> str:
    """The best version without saying its language, for titles and attributes."""
    return best(text).text


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: an empty line begins another."""
    return [part.strip() for part in EMPTY_LINE.split(text) if part.strip()]


def clock(moment: datetime, zone: str) -> str:
    """Hours and minutes in a time zone, such as 13:30; all our languages write them so."""
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"


def day(moment: date | datetime, zone: str | None = None, form: str = "full") -> str:
    """A date as the reader's language writes it; ``form`` is one of Babel's."""
    there = moment.astimezone(ZoneInfo(zone)) if isinstance(moment, datetime) and zone is not None else moment
    return _day(there.date() if isinstance(there, datetime) else there, form, locale())


@lru_cache(MOST_KEPT)
def _day(on: date, form: str, locale: str) -> str:
    return babel.dates.format_date(on, form, locale=locale)


def days(first: date, last: date) -> str:
    """Some days in a row, such as Feb 5 - 8, 2019, written as in the reader's language."""
    return babel.dates.format_interval(first, last, "yMMMd", locale=locale())


def short_day(moment: datetime, zone: str) -> str:
    """A day without its year, such as 15 February."""
    return babel.dates.format_skeleton("MMMMd", moment.astimezone(ZoneInfo(zone)), locale=locale())


def weekday(on: date) -> str:
    """A day in little room, such as Tue 9 Feb."""
    return babel.dates.format_skeleton("MMMEd", on, locale=locale())


def upfirst(words: str) -> str:
    """Words that begin a line: the first letter is large, all others stay as they are."""
    return words[:1].upper() + words[1:]


def number(value: float, form: str | None = None) -> str:
    """A number with the reader's separators."""
    return babel.numbers.format_decimal(value, format=form, locale=locale())


def size(count: int) -> str:
    """So many bytes, such as 240 kB or 1.2 MB, as the reader's language writes it."""
    if count < MILLION:
        return babel.units.format_unit(max(1, round(count / 1000)), "kilobyte", length="short", locale=locale())
    return babel.units.format_unit(round(count / MILLION, 1), "megabyte", length="short", locale=locale())


def percent(value: float) -> str:
    """A share such as 0.047 as 4,7 %, or 4.7% where a language writes it so."""
    return babel.numbers.format_percent(round(value, 3), locale=locale(), decimal_quantization=False)


def money(least: float | None, most: float | None, currency: str) -> str:
    """A range of money such as 12 Mio. € – 15 Mio. €, or its only known end; empty if neither is known."""
    ends = [end for end in dict.fromkeys((least, most)) if end is not None]
    return " – ".join(_amount(end, currency, locale()) for end in ends)


@lru_cache(MOST_KEPT)
def _amount(value: float, currency: str, locale: str) -> str:
    if abs(value) < MILLION and value != int(value):
        written = babel.numbers.format_currency(value, currency, locale=locale)
    elif abs(value) < MILLION:
        pattern = babel.Locale.parse(locale).currency_formats["standard"].pattern.replace(".00", "")
        written = babel.numbers.format_currency(value, currency, pattern, locale=locale, currency_digits=False)
    else:
        written = babel.numbers.format_compact_currency(value, currency, locale=locale, fraction_digits=1)
    return written.strip()  # where no currency is known


def share(part: float, whole: float) -> int:
    """A part of a whole in full percent, from 0 to 100, for the width of a bar."""
    return min(100, max(0, round(100 * part / whole))) if whole else 0


def country(code: str) -> str:
    """The name of a country in the reader's language."""
    return _country(code, locale())


@lru_cache(MOST_KEPT)
def _country(code: str, locale: str) -> str:
    return str(babel.Locale.parse(locale).territories.get(code, code))


def language_name(code: str) -> str:
    """The name of a language in the reader's language."""
    return _language_name(code, locale())


@lru_cache(MOST_KEPT)
def _language_name(code: str, locale: str) -> str:
    return str(babel.Locale.parse(locale).languages.get(code, code))


@lru_cache(MOST_KEPT)
def own_name(code: str) -> str:
    """The name of a language in that language."""
    return babel.Locale(code).get_display_name(code) or code


def in_language(address: str, code: str) -> str:
    """The same page in another language, its query kept; the home page where there is no such page."""
    path, mark, query = address.partition("?")
    translated = _translated(path, code, reader(), get_urlconf() or settings.ROOT_URLCONF)
    return f"{translated}{mark}{query}" if translated != path else f"/{code}/"


@lru_cache(MOST_KEPT)
def _translated(path: str, code: str, _reader: str, _addresses: str) -> str:
    """The search for a page goes by the reader's language, too."""
    return translate_url(path, code)


def without_language(address: str) -> str:
    """The same page at the address that leads every reader to her own language."""
    return LANGUAGE_IN_FRONT.sub("/", address, count=1)


FILTERS: dict[str, Callable[..., Any]] = {
    "plain": plain,
    "best": best,
    "paragraphs": paragraphs,
    "clock": clock,
    "day": day,
    "days": days,
    "weekday": weekday,
    "upfirst": upfirst,
    "number": number,
    "size": size,
    "percent": percent,
    "money": money,
    "share": share,
    "country": country,
    "language_name": language_name,
    "own_name": own_name,
    "in_language": in_language,
    "without_language": without_language,
}
