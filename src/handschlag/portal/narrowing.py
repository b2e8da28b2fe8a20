"""Notices as visitors narrow them down: each question is put together once, and what is read of it is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import (
    CharField,
    DateField,
    DateTimeField,
    Exists,
    Func,
    IntegerField,
    OuterRef,
    QuerySet,
    SlugField,
)
from django.db.models.functions import Cast, Substr

from handschlag.events.models import Host, Tag
from handschlag.foundation.fragments import Rows, Written
from handschlag.foundation.prepared import Prepared
from handschlag.portal.models import Notice, NoticeKind
from handschlag.portal.queries import MOST_FURTHER, archive, by_occasion, everybodys, tagged

NARROWS = {"kind": SlugField(), "region": SlugField(), "sector": SlugField(), "host": SlugField()}
MOST_STATEMENTS = 500
MOST_KEPT = 1_000
"""Notices that are kept with what was written of them, and as much of each thing by which they are narrowed down."""
NOT_SHOWN = ("address", "etag", "modified", "trouble")
"""Of the feed from which a notice came."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which notices somebody wants to see; what is empty does not matter."""

    kind: str = ""
    region: str = ""
    sector: str = ""
    host: str = ""
    year: int | None = None
    is_archive: bool = False

    @property
    def conditions(self) -> dict[str, Any]:
        """What narrows them down, by name."""
        named = {name: getattr(self, name) for name in NARROWS if getattr(self, name)}
        return named | ({"first": date(self.year, 1, 1), "last": date(self.year, 12, 31)} if self.year else {})


def chosen(wanted: Wanted, now: datetime) -> QuerySet[Notice]:
    """The notices that somebody wants to see, the newest first."""
    return _chosen(wanted.is_archive, now=now, **wanted.conditions)


def _chosen(is_archive: bool, *, now: Any, **named: Any) -> QuerySet[Notice]:
    rows = archive(now) if is_archive else everybodys(now)
    if "kind" in named:
        rows = rows.filter(kind__key=named["kind"])
    if "host" in named:
        rows = rows.filter(host__slug=named["host"])
    if "first" in named:
        rows = rows.filter(shown_on__gte=named["first"], shown_on__lte=named["last"])
    for kind in ("region", "sector"):
        if kind in named:
            rows = rows.filter(Exists(tagged().filter(notice=OuterRef("pk"), tag__kind=kind, tag__slug=named[kind])))
    return rows


@lru_cache(MOST_STATEMENTS)
def _prepared(make: Callable[..., QuerySet], is_archive: bool, named: frozenset[str], *how: Any) -> Prepared[Any]:
    """What ``make`` asks of the notices that are narrowed down by these names, put together once."""
    fields = {name: NARROWS.get(name, DateField()) for name in named} | {"now": DateTimeField()}
    return Prepared(lambda **values: make(_chosen(is_archive, **values), *how), **fields)


NOTICES: Rows[Notice] = Rows(MOST_KEPT)


def part(wanted: Wanted, now: datetime, start: int, most: int, *, occasion: bool = False) -> list[Notice]:
    """Some of the notices that somebody wants to see, without their bodies, in the order that she wants.

    They are kept, and others show the same ones: to be read and never to be written on.
    """
    query = _prepared(_part, wanted.is_archive, frozenset(wanted.conditions), start, most, occasion)
    return NOTICES.ask(query, kept, now=now, **wanted.conditions)


def _part(rows: QuerySet[Notice], start: int, most: int, occasion: bool) -> QuerySet[Notice]:
    """What is left out before them is walked over in an index only."""
    ordered = by_occasion(rows) if occasion else rows
    part = ordered.select_related(None).values("pk")[start : start + most]
    return ordered.filter(pk__in=part).defer("body", *(f"feed__{name}" for name in NOT_SHOWN))


def kept(notices: list[Notice]) -> list[Notice]:
    """The same notices, of which is kept what is written of them."""
    for notice in notices:
        notice.written = Written()
    return notices


def latest(now: datetime, most: int = MOST_FURTHER) -> list[Notice]:
    """The newest ones, for the first page of the site."""
    return part(Wanted(), now, 0, most)


def total(wanted: Wanted, now: datetime) -> int:
    """How many notices there are that somebody wants to see."""
    query = _prepared(_counted, wanted.is_archive, frozenset(wanted.conditions))
    return int(query.ask(now=now, **wanted.conditions)[0]["n"])


def _counted(rows: QuerySet[Notice]) -> QuerySet[Notice, Any]:
    return rows.order_by().values(n=Func(function="COUNT", template="COUNT(*)", output_field=IntegerField()))


@dataclass(frozen=True, slots=True)
class Choices:
    """By what the notices can be narrowed down, in the order in which it is offered."""

    kinds: tuple[NoticeKind, ...]
    regions: tuple[Tag, ...]
    sectors: tuple[Tag, ...]
    years: tuple[int, ...]
    hosts: tuple[Host, ...]
    in_archive: int


TAGS: Rows[Tag] = Rows(MOST_KEPT)
KINDS: Rows[NoticeKind] = Rows(MOST_KEPT)
HOSTS: Rows[Host] = Rows(MOST_KEPT)


def choices(now: datetime, *, is_archive: bool = False) -> Choices:
    """What leads to one notice at least. Hosts that use the same key or slug for a thing share one choice."""
    tags = TAGS.ask(_prepared(_tags, is_archive, frozenset()), now=now)
    kinds = KINDS.ask(_prepared(_kinds, is_archive, frozenset()), now=now)
    years = _prepared(_years, is_archive, frozenset()).ask(now=now)
    return Choices(
        kinds=tuple({kind.key: kind for kind in kinds}.values()),
        regions=tuple({tag.slug: tag for tag in tags if tag.kind == "region"}.values()),
        sectors=tuple({tag.slug: tag for tag in tags if tag.kind == "sector"}.values()),
        years=tuple(sorted((int(row["year"]) for row in years), reverse=True)),
        hosts=tuple(HOSTS.ask(_prepared(_hosts, is_archive, frozenset()), now=now)),
        in_archive=total(Wanted(is_archive=True), now),
    )


def _tags(rows: QuerySet[Notice]) -> QuerySet[Tag]:
    return Tag.objects.filter(_leads(rows, "tags")).order_by("number", "slug", "pk")


def _kinds(rows: QuerySet[Notice]) -> QuerySet[NoticeKind]:
    return NoticeKind.objects.filter(_leads(rows, "kind")).order_by("number", "pk")


def _hosts(rows: QuerySet[Notice]) -> QuerySet[Host]:
    return Host.objects.filter(_leads(rows, "host")).order_by("name")


def _years(rows: QuerySet[Notice]) -> QuerySet[Notice, Any]:
    """Cut out of the date as it is written: no database needs to compute anything for that."""
    year = Substr(Cast("shown_on", CharField()), 1, 4)
    return rows.select_related(None).order_by().values(year=year).distinct()


def _leads(rows: QuerySet[Notice], to: str) -> Exists:
    return Exists(rows.select_related(None).order_by().filter(**{to: OuterRef("pk")}))
