"""Reading who takes part."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import zip_longest
from operator import itemgetter
from typing import Any, TypeVar

from django.db.models import BigIntegerField, Count, F, OuterRef, QuerySet, Window
from django.db.models.expressions import Combinable
from django.db.models.functions import RowNumber

from handschlag.companies.models import (
    Delegation,
    InvestmentProject,
    LanguageLevel,
    LanguageSkill,
    Participant,
    Representative,
)
from handschlag.engine.language import Text
from handschlag.events.models import Event, Side
from handschlag.foundation.enclosed import enclosed, text
from handschlag.foundation.fragments import Rows, Written
from handschlag.foundation.prepared import Prepared

One = TypeVar("One")
SHOWN_PER_SIDE = 4
MOST_KEPT = 2_000
"""Delegations that are kept with what was written of them, as many participants, and of as many events the counts."""
OF_A_DELEGATION = ("name", "kind", "country", "head_office", "about", "members")
OF_A_PROJECT = ("title", "place", "text", "sought", "least", "most", "currency")
OF_A_PARTICIPANT = (
    *(f"organisation__{name}" for name in ("name", "country", "city", "sector", "about")),
    *("side__name", "side__number"),
)
TEXTS = frozenset({"name", "head_office", "about", "title", "place", "text", "sought", "side__name"}) | {
    *(f"organisation__{name}" for name in ("city", "sector", "about"))
}


@dataclass(frozen=True, slots=True)
class SideCount:
    """A side and how many take part on it."""

    name: Text
    is_ours: bool
    participants: int


@dataclass(frozen=True, slots=True)
class CountryCount:
    """A country and how many take part from it."""

    code: str
    is_ours: bool
    participants: int


@dataclass(frozen=True, slots=True)
class Project:
    """An investment project as the public sees it."""

    title: Text
    place: Text
    text: Text
    sought: Text
    least: int | None
    most: int | None
    currency: str


@dataclass(frozen=True, slots=True)
class Guest:
    """A delegation as the public sees it: its head by office, and its investment projects."""

    name: Text
    kind: str
    country: str
    head_office: Text
    about: Text
    members: int
    projects: list[Project] = field(default_factory=list)
    written: Written = field(default_factory=Written, init=False, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Shown:
    """A participant as the public sees it."""

    name: str
    country: str
    city: Text
    sector: Text
    about: Text
    side: Text
    written: Written = field(default_factory=Written, init=False, compare=False, repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """How many come to an event, from where."""

    sides: list[SideCount]
    countries: list[CountryCount]
    written: Written = field(default_factory=Written, init=False, repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Guests:
    """Who comes, by name."""

    delegations: list[Guest]
    some: list[Shown]
    written: Written = field(default_factory=Written, init=False, repr=False)


@dataclass(frozen=True, slots=True)
class Presence:
    """Who comes to an event, for its public page."""

    counts: Counts
    guests: Guests

    @property
    def sides(self) -> list[SideCount]:
        return self.counts.sides

    @property
    def countries(self) -> list[CountryCount]:
        return self.counts.countries

    @property
    def delegations(self) -> list[Guest]:
        return self.guests.delegations

    @property
    def some(self) -> list[Shown]:
        return self.guests.some

    @property
    def participants(self) -> int:
        return sum(side.participants for side in self.sides)

    @property
    def projects(self) -> int:
        return sum(len(delegation.projects) for delegation in self.delegations)


GUESTS: Rows[Guest] = Rows(MOST_KEPT)
SHOWN: Rows[Shown] = Rows(MOST_KEPT)


def parts(slug: str) -> dict[str, Combinable]:
    """What ``presence`` shows beside counts, to be read in the query that reads the event of this slug."""
    delegations = Delegation.objects.filter(event__slug=slug)
    projects = InvestmentProject.objects.filter(delegation=OuterRef("pk"))
    place = Window(RowNumber(), partition_by=F("side"), order_by=F("pk").asc())
    first = Participant.objects.filter(event__slug=slug).annotate(place=place).filter(place__lte=SHOWN_PER_SIDE)
    return {
        "delegations_shown": enclosed(
            delegations, "pk", "number", *OF_A_DELEGATION, projects=enclosed(projects, "number", "pk", *OF_A_PROJECT)
        ),
        "some_shown": enclosed(Participant.objects.filter(pk__in=first.values("pk")), "pk", *OF_A_PARTICIPANT),
    }


def presence(event: Event, written: Written | None = None) -> Presence:
    """Who comes, in one query however many they are if the event was read with its ``parts``; else in two.

    ``written`` keeps who comes by name, if the event itself is kept.
    """
    if not hasattr(event, "delegations_shown"):
        event = Event.objects.annotate(**parts(event.slug)).get(pk=event.pk)
    kept = Written() if written is None else written
    [counts] = COUNTS.read([tuple(_COUNTED.given(event=event.pk))], partial(map, _counts))
    return Presence(counts, kept.piece("guests", _guests, event))


_COUNTED: Prepared[dict[str, Any]] = Prepared(
    lambda event: (
        Side.objects.filter(event=event)
        .order_by("number")
        .values("pk", "name", "is_ours", country=F("participants__organisation__country"))
        .annotate(n=Count("participants"))
    ),
    event=BigIntegerField(),
)


COUNTS: Rows[Counts] = Rows(MOST_KEPT)


def _counts(given: tuple[Any, ...]) -> Counts:
    rows = _COUNTED.read(given)
    sides: dict[int, tuple[Text, bool]] = {}
    by_side: Counter[int] = Counter()
    by_country: Counter[tuple[str, bool]] = Counter()
    for row in rows:
        sides[row["pk"]] = row["name"], row["is_ours"]
        by_side[row["pk"]] += row["n"]
        if row["country"]:
            by_country[row["country"], row["is_ours"]] += row["n"]
    return Counts(
        [SideCount(name, ours, by_side[pk]) for pk, (name, ours) in sides.items()],
        [CountryCount(code, ours, n) for (code, ours), n in _most_first(by_country)],
    )


def _most_first(counts: Counter[tuple[str, bool]]) -> list[tuple[tuple[str, bool], int]]:
    return sorted(counts.items(), key=lambda item: (not item[0][1], -item[1], item[0][0]))


def _guests(event: Event) -> Guests:
    return Guests(_delegations(event), _some(event))


def _delegations(event: Event) -> list[Guest]:
    rows = sorted(event.delegations_shown, key=_place)  # type: ignore[attr-defined]
    return GUESTS.read([_given(row) for row in rows], partial(_each, _guest))


def _guest(row: dict[str, Any]) -> Guest:
    return replace(Guest(*_read(row, OF_A_DELEGATION)), projects=_projects(row["projects"]))


def _projects(rows: list[dict[str, Any]]) -> list[Project]:
    return [Project(*_read(row, OF_A_PROJECT)) for row in sorted(rows or (), key=_place)]


def _some(event: Event) -> list[Shown]:
    """A few participants of each side, in turn."""
    by_side: dict[int, list[Shown]] = {}
    rows = sorted(event.some_shown, key=itemgetter("side__number", "pk"))  # type: ignore[attr-defined]
    for row, one in zip(rows, SHOWN.read([_given(row) for row in rows], partial(_each, _shown)), strict=True):
        by_side.setdefault(row["side__number"], []).append(one)
    return [one for turn in zip_longest(*by_side.values()) for one in turn if one is not None]


def _shown(row: dict[str, Any]) -> Shown:
    return Shown(*_read(row, OF_A_PARTICIPANT[:-1]))


def _given(row: dict[str, Any]) -> tuple[str]:
    """What was given for a row that came with another, as something to know it by."""
    return (json.dumps(row),)


def _each(read: Callable[[dict[str, Any]], One], given: list[tuple[Any, ...]]) -> list[One]:
    return [read(json.loads(row)) for (row,) in given]


def _place(row: dict[str, Any]) -> tuple[int, int]:
    return row["number"], row["pk"]


def _read(row: dict[str, Any], names: tuple[str, ...]) -> list[Any]:
    """The values in their order, texts read."""
    return [text(row[name]) if name in TEXTS else row[name] for name in names]


def participant(pk: int) -> Participant:
    """A participant with its organisation, by the key that another row holds."""
    return Participant.objects.select_related("organisation").get(pk=pk)


def others(participant: Participant) -> QuerySet[Participant]:
    """Those whom this participant may wish to meet: everybody of the event on another side."""
    return (
        Participant.objects.filter(event=participant.event_id, withdrawn_at=None)
        .exclude(side=participant.side_id)
        .select_related("organisation", "side")
        .order_by("organisation__name", "pk")
    )


LEVELS = [str(level) for level in LanguageLevel]


def languages(participants: Iterable[int], least: str) -> dict[int, frozenset[str]]:
    """For each participant the languages that somebody of theirs speaks at this level or better."""
    enough = LEVELS[LEVELS.index(least) :] if least in LEVELS else [str(LanguageLevel.NATIVE)]
    rows = LanguageSkill.objects.filter(
        person__representations__participant__in=participants, level__in=enough
    ).values_list("person__representations__participant", "language")
    spoken: dict[int, set[str]] = {}
    for participant, language in rows:
        spoken.setdefault(participant, set()).add(language)
    return {participant: frozenset(codes) for participant, codes in spoken.items()}


def speakers(participants: Iterable[int]) -> QuerySet[Representative]:
    """Those who speak for these participants, heads first; what somebody may see of them, ``standing`` says."""
    return Representative.objects.filter(participant__in=participants).select_related("person__user", "participant")
