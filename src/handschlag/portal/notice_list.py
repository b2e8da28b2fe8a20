"""The list of notices: narrowed down by links, in pages, by its address alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from handschlag.events.models import Host, Tag
from handschlag.foundation.reading import plain
from handschlag.portal import narrowing
from handschlag.portal.models import Notice, NoticeKind
from handschlag.portal.narrowing import Choices, Wanted

A_PAGE = 25
MOST_PAGES = 400
"""Further back one goes by the years: a database walks over all that is left out."""
LONGEST_KEY = 60
FILTERS = ("kind", "region", "sector", "host", "year")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for."""

    wanted: Wanted
    by_occasion: bool = False
    page: int = 1

    def address(self) -> str:
        """As a query; empty for the newest of all notices."""
        named = {name: value for name in FILTERS if (value := getattr(self.wanted, name))}
        named |= {"archive": "1"} if self.wanted.is_archive else {}
        named |= {"by": "date"} if self.by_occasion else {}
        named |= {"page": str(self.page)} if self.page > 1 else {}
        return f"?{urlencode(named)}" if named else "?"

    @property
    def narrows(self) -> str:
        """The part of it that narrows the notices down, for feeds of the same; empty for all."""
        query = replace(self, by_occasion=False, page=1).address()
        return query if query != "?" else ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice: what it is called, where it leads, whether it is taken."""

    label: str
    address: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Choices of one sort; the first one is for all."""

    label: str
    chips: tuple[Chip, ...]

    @property
    def chosen(self) -> str:
        """What is chosen, if it is not all."""
        return next((chip.label for chip in self.chips[1:] if chip.is_on), "")


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list."""

    asked: Asked
    notices: tuple[Notice, ...]
    total: int
    groups: tuple[Group, ...]
    in_archive: int

    @property
    def pages(self) -> int:
        return min(MOST_PAGES, max(1, -(-self.total // A_PAGE)))

    @property
    def chosen(self) -> str:
        """What is chosen, in words; empty for all."""
        return ", ".join(group.chosen for group in self.groups if group.chosen)

    @property
    def newer(self) -> str:
        return replace(self.asked, page=self.asked.page - 1).address() if self.asked.page > 1 else ""

    @property
    def older(self) -> str:
        return replace(self.asked, page=self.asked.page + 1).address() if self.asked.page < self.pages else ""

    @property
    def archive(self) -> str:
        return Asked(Wanted(is_archive=True)).address()

    @property
    def orders(self) -> tuple[Chip, ...]:
        """Both orders, each as a choice."""
        first = replace(self.asked, page=1)
        return (
            Chip(_("Newest first"), replace(first, by_occasion=False).address(), not self.asked.by_occasion),
            Chip(_("By the date of the occasion"), replace(first, by_occasion=True).address(), self.asked.by_occasion),
        )


def asked(query: Mapping[str, str]) -> Asked:
    """What an address asks for; what makes no sense is as if it were not there."""
    words = {name: query.get(name, "")[:LONGEST_KEY].replace("\0", "") for name in ("kind", "region", "sector", "host")}
    wanted = Wanted(**words, year=_number(query.get("year", ""), 1990, 2199), is_archive=bool(query.get("archive")))
    return Asked(wanted, query.get("by") == "date", _number(query.get("page", ""), 1, MOST_PAGES) or 1)


def words(wanted: Wanted) -> str:
    """What is chosen, in words, where the list itself is not made."""
    asked = [
        wanted.kind and NoticeKind.objects.filter(key=wanted.kind),
        wanted.region and Tag.objects.filter(kind="region", slug=wanted.region),
        wanted.sector and Tag.objects.filter(kind="sector", slug=wanted.sector),
    ]
    named = [plain(name) for rows in asked if rows for name in rows.values_list("name", flat=True)[:1]]
    named += [str(wanted.year)] if wanted.year else []
    named += Host.objects.filter(slug=wanted.host).values_list("name", flat=True) if wanted.host else []
    return ", ".join([*named, *([_("Archive")] if wanted.is_archive else [])])


def listed(asked: Asked, now: datetime) -> Listed:
    """The page that is asked for; behind the last one it is empty."""
    start = (asked.page - 1) * A_PAGE
    known = narrowing.choices(now, is_archive=asked.wanted.is_archive)
    return Listed(
        asked=asked,
        notices=tuple(narrowing.part(asked.wanted, now, start, A_PAGE, occasion=asked.by_occasion)),
        total=narrowing.total(asked.wanted, now),
        groups=tuple(_groups(asked, known)),
        in_archive=known.in_archive,
    )


def _groups(asked: Asked, known: Choices) -> Iterable[Group]:
    yield _group(asked, "kind", pgettext("notice", "Kind"), [(kind.key, plain(kind.name)) for kind in known.kinds])
    yield _group(asked, "region", _("Region"), [(tag.slug, plain(tag.name)) for tag in known.regions])
    yield _group(asked, "sector", _("Sector"), [(tag.slug, plain(tag.name)) for tag in known.sectors])
    yield _group(asked, "year", _("Year"), [(year, str(year)) for year in known.years])
    if len(known.hosts) > 1:
        yield _group(asked, "host", _("Host"), [(host.slug, host.name) for host in known.hosts])


def _group(asked: Asked, name: str, label: str, choices: Iterable[tuple[str | int, str]]) -> Group:
    now = getattr(asked.wanted, name)
    offered = [("" if name != "year" else None, pgettext("filter", "All")), *choices]
    return Group(label, tuple(Chip(words, _with(asked, name, value), value == now) for value, words in offered))


def _with(asked: Asked, name: str, value: str | int | None) -> str:
    return replace(asked, wanted=replace(asked.wanted, **{name: value}), page=1).address()  # type: ignore[arg-type]


def _number(written: str, least: int, most: int) -> int | None:
    number = int(written) if written.isascii() and written.isdecimal() and len(written) < 5 else 0
    return number if least <= number <= most else None
