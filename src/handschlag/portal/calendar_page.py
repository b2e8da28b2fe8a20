"""The calendar of forums and trips: by month, as a grid of one month, or by region; with all that narrows it down."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import groupby

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from handschlag.engine.language import Text
from handschlag.events import queries
from handschlag.events.models import Event, EventKind, TagKind
from handschlag.foundation.reading import plain, upfirst
from handschlag.portal.calendar_entry import Entry
from handschlag.portal.calendar_filter import Filter

MOST_LISTED = 60
"""So many of what is to come are listed at once; those further on are found by their year."""
MOST_PAST = 40
"""So many past events are named; all of them are found by their year."""
MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True)
class Choice:
    """A value by which the calendar can be narrowed down, how many events it would leave, and where that is."""

    key: str
    label: Text | str
    count: int
    query: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class StripMonth:
    """A month of the strip: what begins in it, and where that is shown."""

    first: date
    entries: tuple[Entry, ...]
    href: str
    is_now: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading: a month, or a region."""

    key: str
    first: date | None
    name: Text | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class GridDay:
    """A day of the grid with what is on."""

    on: date
    is_inside: bool
    is_today: bool
    entries: tuple[Entry, ...]

    def begins(self, entry: Entry) -> bool:
        """Whether the entry stands here for the first time in this month."""
        return entry.event.first_day == self.on or self.on.day == 1

    def names(self, entry: Entry) -> bool:
        """Whether its title is shown: where it begins, and again with every week."""
        return self.begins(entry) or self.on.weekday() == calendar.MONDAY

    @property
    def has_beginnings(self) -> bool:
        return any(self.begins(entry) for entry in self.entries)


class CalendarPage:
    """What the page of the calendar shows for a filter at a moment."""

    def __init__(self, events: Iterable[Event], asked: Filter, now: datetime) -> None:
        self.all = sorted((Entry(event, now) for event in events), key=lambda entry: entry.place_in_list)
        self.asked, self.now = asked, now

    @cached_property
    def in_time(self) -> list[Entry]:
        """What is to come; or all of a year, if one is asked for."""
        if self.asked.view == "month":
            return [entry for entry in self.all if _touches(entry, self.month)]
        if self.asked.year is not None:
            return [entry for entry in self.all if entry.month.year == self.asked.year]
        return [entry for entry in self.all if not entry.is_past]

    @cached_property
    def shown(self) -> list[Entry]:
        return self.asked.chosen(self.in_time)

    @cached_property
    def past(self) -> list[Entry]:
        """What is over, the latest first, as far as it is asked for."""
        return [entry for entry in reversed(self.asked.chosen(self.all)) if entry.is_past]

    @property
    def listed(self) -> list[Entry]:
        """What the list shows of it: of a year all, else what comes first."""
        return self.shown if self.asked.year is not None else self.shown[:MOST_LISTED]

    @property
    def left_out(self) -> int:
        return len(self.shown) - len(self.listed)

    @property
    def groups(self) -> list[Group]:
        """The list: by month, or by region."""
        if self.asked.view == "region":
            return _by_region(self.listed)
        months = groupby(self.listed, key=lambda entry: entry.month)
        return [Group(f"m{first:%Y-%m}", first, None, tuple(entries)) for first, entries in months]

    @cached_property
    def years(self) -> list[int]:
        """All years in which something is, or was, on."""
        return sorted({entry.month.year for entry in self.all})

    @cached_property
    def year(self) -> int:
        """The year of the strip: the one asked for, else that of what comes next, else this one."""
        if self.asked.year is not None:
            return self.asked.year
        if self.asked.view == "month":
            return self.month.year
        return next((entry.month.year for entry in self.in_time), localdate(self.now).year)

    @property
    def neighbours(self) -> tuple[int | None, int | None]:
        """The years before and after that of the strip in which something is on."""
        before = max((year for year in self.years if year < self.year), default=None)
        return before, min((year for year in self.years if year > self.year), default=None)

    @property
    def strip(self) -> list[StripMonth]:
        return [self._strip_month(date(self.year, month, 1)) for month in MONTHS]

    @cached_property
    def _by_month(self) -> dict[date, tuple[Entry, ...]]:
        months = groupby(self.asked.chosen(self.all), key=lambda entry: entry.month)
        return {first: tuple(entries) for first, entries in months}

    @cached_property
    def _months_shown(self) -> set[date]:
        return {entry.month for entry in self.listed}

    def _strip_month(self, first: date) -> StripMonth:
        entries = self._by_month.get(first, ())
        return StripMonth(first, entries, self._way(first, entries), localdate(self.now).replace(day=1) == first)

    def _way(self, first: date, entries: tuple[Entry, ...]) -> str:
        """To the place of the month in this page, or to the page where it stands; nowhere if nothing is on."""
        if self.asked.view == "month":
            return self.asked.query(month=first, year=None)
        if not entries:
            return ""
        anchor = f"#m{first:%Y-%m}"
        if self.asked.view == "list" and first in self._months_shown:
            return anchor
        return self.asked.query(year=first.year, view="list") + anchor

    # What narrows it down

    @property
    def kinds(self) -> list[Choice]:
        found = Counter(entry.event.kind for entry in self.asked.chosen(self.in_time, but="kind"))
        return [self._choice("kind", kind.value, str(kind.label), found[kind.value]) for kind in EventKind]

    @property
    def everything(self) -> int:
        """How many there are without any narrowing."""
        return len(self.in_time)

    @property
    def open(self) -> Choice:
        count = sum(entry.is_open for entry in self.asked.chosen(self.in_time, but="is_open"))
        query = self.asked.query(is_open=not self.asked.is_open)
        return Choice("open", "", count, query, self.asked.is_open)

    @cached_property
    def regions(self) -> list[Choice]:
        return self._tags("region", TagKind.REGION)

    @cached_property
    def sectors(self) -> list[Choice]:
        return self._tags("sector", TagKind.SECTOR)

    @cached_property
    def hosts(self) -> list[Choice]:
        """Whose events these are; one host alone is no choice."""
        names = {entry.event.host.slug: entry.event.host.name for entry in self.all}
        found = Counter(entry.event.host.slug for entry in self.asked.chosen(self.in_time, but="host"))
        choices = [self._choice("host", slug, name, found[slug]) for slug, name in sorted(names.items())]
        return choices if len(choices) > 1 else []

    @property
    def chosen(self) -> str:
        """What it is narrowed down by, in words; empty for everything."""
        if self.asked.is_everything:
            return ""
        offered = (*self.kinds, *self.regions, *self.sectors, *self.hosts)
        labels = (choice.label for choice in offered if choice.is_chosen)
        named = [upfirst(label if isinstance(label, str) else plain(label)) for label in labels]
        return ", ".join([*named, *([_("Registration open")] if self.asked.is_open else [])])

    def _tags(self, field: str, kind: TagKind) -> list[Choice]:
        entries = self.asked.chosen(self.in_time, but=field)
        found = Counter(slug for entry in entries for slug in entry.slugs(kind))
        wanted = [tag for tag in _in_order(self.all, kind) if found[tag.slug] or tag.slug == getattr(self.asked, field)]
        return [self._choice(field, tag.slug, tag.name, found[tag.slug]) for tag in wanted]

    def _choice(self, field: str, value: str, label: Text | str, count: int) -> Choice:
        is_chosen = getattr(self.asked, field) == value
        return Choice(value, label, count, self.asked.query(**{field: "" if is_chosen else value}), is_chosen)

    # The grid of a month

    @cached_property
    def month(self) -> date:
        """The month of the grid: the one asked for, else that of what comes next, else this one."""
        if self.asked.month is not None:
            return self.asked.month
        coming = (entry.month for entry in self.asked.chosen(self.all) if not entry.is_past)
        return next(coming, localdate(self.now).replace(day=1))

    @property
    def months_beside(self) -> tuple[date, date]:
        before = (self.month - timedelta(days=1)).replace(day=1)
        return before, (self.month + timedelta(days=31)).replace(day=1)

    @property
    def weeks(self) -> list[list[GridDay]]:
        """The weeks of the month from Monday on; only what has a certain day stands on a day."""
        certain = [entry for entry in self.shown if entry.is_certain]
        weeks = calendar.Calendar().monthdatescalendar(self.month.year, self.month.month)
        return [[self._day(day, certain) for day in week] for week in weeks]

    def _day(self, day: date, certain: list[Entry]) -> GridDay:
        is_inside = day.month == self.month.month
        on = (entry for entry in certain if is_inside and entry.event.first_day <= day <= entry.event.last_day)
        return GridDay(day, is_inside, day == localdate(self.now), tuple(on))

    @property
    def without_day(self) -> list[Entry]:
        return [entry for entry in self.shown if not entry.is_certain]

    @property
    def until(self) -> datetime:
        """Until when this is true, if nobody changes anything."""
        changes = queries.next_change([entry.event for entry in self.all if not entry.is_past], self.now)
        publishing = queries.next_publishing(self.now)
        return min(changes, publishing) if publishing else changes


def _touches(entry: Entry, month: date) -> bool:
    """Whether something of the event lies in the month; without a certain day it stands in its first month only."""
    last = entry.event.last_day.replace(day=1) if entry.is_certain else entry.month
    return entry.month <= month <= last


def _in_order(entries: list[Entry], kind: TagKind) -> list[queries.Label]:
    """All tags of these entries as their hosts have put them in order, those of the same place by name."""
    tags = {tag.slug: tag for entry in entries for tag in entry.of_kind(kind)}
    return sorted(tags.values(), key=lambda tag: (tag.number, plain(tag.name).casefold()))


def _by_region(entries: list[Entry]) -> list[Group]:
    """Each entry under all of its regions; those without one at the end."""
    groups = [
        Group(f"r-{tag.slug}", None, tag.name, tuple(one for one in entries if tag.slug in one.slugs(TagKind.REGION)))
        for tag in _in_order(entries, TagKind.REGION)
    ]
    rest = tuple(one for one in entries if not one.slugs(TagKind.REGION))
    return [*groups, Group("r-", None, None, rest)] if rest else groups
