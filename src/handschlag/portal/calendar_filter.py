"""Which events of the calendar somebody wants to see, as it stands in an address."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from handschlag.events.models import EventKind, TagKind
from handschlag.portal.calendar_entry import Entry

VIEWS = ("list", "month", "region")
SLUG = re.compile(r"[a-z0-9_-]{1,60}", re.ASCII | re.IGNORECASE)
MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for; what is empty is not narrowed down. ``month`` is the first day of the month to show."""

    kind: str = ""
    region: str = ""
    sector: str = ""
    host: str = ""
    is_open: bool = False
    view: str = "list"
    year: int | None = None
    month: date | None = None

    @classmethod
    def read(cls, query: QueryDict) -> Filter:
        """From the query of an address; what makes no sense there is left aside."""
        view = query.get("view", "")
        return cls(
            kind=query.get("kind", "") if query.get("kind") in EventKind.values else "",
            region=_slug(query.get("region", "")),
            sector=_slug(query.get("sector", "")),
            host=_slug(query.get("host", "")),
            is_open="open" in query,
            view=view if view in VIEWS else "list",
            year=_year(query.get("year", "")),
            month=_month(query.get("month", "")),
        )

    def query(self, **changes: Any) -> str:
        """The query of an address that asks for this, with changes: "?kind=trip", or "?" for everything."""
        one = replace(self, **changes)
        values = {
            "kind": one.kind,
            "region": one.region,
            "sector": one.sector,
            "host": one.host,
            "open": "1" if one.is_open else "",
            "view": one.view if one.view != "list" else "",
            "year": one.year,
            "month": f"{one.month:%Y-%m}" if one.month else "",
        }
        return "?" + urlencode({name: value for name, value in values.items() if value})

    @property
    def narrows(self) -> str:
        """The part of the query that narrows the events down, without how they are shown."""
        return self.query(view="list", year=None, month=None)

    def takes(self, entry: Entry, *, but: str = "") -> bool:
        """Whether the entry is asked for, whatever ``but`` says."""
        asked = ((getattr(self, name), has) for name, has in HAS.items() if name != but)
        fits = all(not value or value in has(entry) for value, has in asked)
        return fits and (not self.is_open or but == "is_open" or entry.is_open)

    def chosen(self, entries: Iterable[Entry], *, but: str = "") -> list[Entry]:
        """Those of the entries that are asked for."""
        return [entry for entry in entries if self.takes(entry, but=but)]

    @property
    def is_everything(self) -> bool:
        """Whether nothing is narrowed down."""
        return self.narrows == "?"


HAS: Mapping[str, Callable[[Entry], Collection[str]]] = {
    "kind": lambda entry: {entry.event.kind},
    "region": lambda entry: entry.slugs(TagKind.REGION),
    "sector": lambda entry: entry.slugs(TagKind.SECTOR),
    "host": lambda entry: {entry.event.host.slug},
}
"""What an entry has of each that events are narrowed down by."""


def _slug(written: str) -> str:
    return written if SLUG.fullmatch(written) else ""


def _year(written: str) -> int | None:
    year = int(written) if written.isascii() and written.isdecimal() and len(written) == 4 else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def _month(written: str) -> date | None:
    found = MONTH.fullmatch(written)
    if found is None or not 1 <= int(found["month"]) <= 12 or _year(found["year"]) is None:
        return None
    return date(int(found["year"]), int(found["month"]), 1)
