"""How values are shown to a reader: texts in her language, dates and numbers as her language writes them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import babel
import babel.dates
import babel.numbers
from django.urls import translate_url
from django.utils import translation

from handschlag.engine.language import Reading, Text

MILLION = 1_000_000
LOCALES = {"en": "en_GB"}
EMPTY_LINE = re.compile(r"\n\s*\n")


def reader() -> str:
    """The code of the reader's language."""
    return (translation.get_language() or "en").split("-")[0]


def locale() -> str:
    """How the reader's language is written: English as in Europe, so 10/03/2027 is a day in March."""
    return LOCALES.get(reader(), reader())


def best(text: Text) -> Reading:
    """The version for the reader: her language, then English, then any."""
    return text.best((reader(), "en"))


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
    if isinstance(moment, datetime) and zone is not None:
        moment = moment.astimezone(ZoneInfo(zone))
    return babel.dates.format_date(moment, form, locale=locale())


def days(first: date, last: date) -> str:
    """Some days in a row, such as Feb 5 - 8, 2019, written as in the reader's language."""
    return babel.dates.format_interval(first, last, "yMMMd", locale=locale())


def upfirst(words: str) -> str:
    """Words that begin a line: the first letter is large, all others stay as they are."""
    return words[:1].upper() + words[1:]


def number(value: float, form: str | None = None) -> str:
    """A number with the reader's separators."""
    return babel.numbers.format_decimal(value, format=form, locale=locale())


def percent(value: float) -> str:
    """A share such as 0.047 as 4,7 %, or 4.7% where a language writes it so."""
    return babel.numbers.format_percent(round(value, 3), locale=locale(), decimal_quantization=False)


def money(least: float | None, most: float | None, currency: str) -> str:
    """A range of money such as 12 Mio. € – 15 Mio. €, or its only known end; empty if neither is known."""
    ends = [end for end in dict.fromkeys((least, most)) if end is not None]
    return " – ".join(_amount(end, currency) for end in ends)


def _amount(value: float, currency: str) -> str:
    if abs(value) < MILLION:
        pattern = babel.Locale.parse(locale()).currency_formats["standard"].pattern.replace(".00", "")
        written = babel.numbers.format_currency(value, currency, pattern, locale=locale(), currency_digits=False)
    else:
        written = babel.numbers.format_compact_currency(value, currency, locale=locale(), fraction_digits=1)
    return written.strip()  # where no currency is known


def share(part: float, whole: float) -> int:
    """A part of a whole in full percent, from 0 to 100, for the width of a bar."""
    return min(100, max(0, round(100 * part / whole))) if whole else 0


def country(code: str) -> str:
    """The name of a country in the reader's language."""
    return str(babel.Locale.parse(locale()).territories.get(code, code))


def language_name(code: str) -> str:
    """The name of a language in the reader's language."""
    return str(babel.Locale.parse(locale()).languages.get(code, code))


def own_name(code: str) -> str:
    """The name of a language in that language."""
    return babel.Locale(code).get_display_name(code) or code


def in_language(address: str, code: str) -> str:
    """The same page in another language, its query kept; the home page where there is no such page."""
    translated = translate_url(address, code)
    return translated if translated != address else f"/{code}/"


FILTERS: dict[str, Callable[..., Any]] = {
    "plain": plain,
    "best": best,
    "paragraphs": paragraphs,
    "clock": clock,
    "day": day,
    "days": days,
    "upfirst": upfirst,
    "number": number,
    "percent": percent,
    "money": money,
    "share": share,
    "country": country,
    "language_name": language_name,
    "own_name": own_name,
    "in_language": in_language,
}
