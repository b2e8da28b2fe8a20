"""Reading who takes part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from handschlag.companies.models import Delegation, LanguageLevel, LanguageSkill, Participant, Representative
from handschlag.engine.language import Text
from handschlag.events.models import Event, Side

SHOWN_PER_SIDE = 4
OF_A_DELEGATION = ("name", "kind", "country", "head_office", "about", "members")
OF_A_PROJECT = ("title", "place", "text", "sought", "least", "most", "currency")


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


@dataclass(frozen=True, slots=True)
class Presence:
    """Who comes to an event, for its public page."""

    sides: list[SideCount]
    countries: list[CountryCount]
    delegations: list[Guest]
    some: list[Participant]

    @property
    def participants(self) -> int:
        return sum(side.participants for side in self.sides)

    @property
    def projects(self) -> int:
        return sum(len(delegation.projects) for delegation in self.delegations)


def presence(event: Event) -> Presence:
    """Who comes, in three queries however many they are."""
    sides, countries = _counts(event)
    return Presence(sides, countries, _delegations(event), _some(event))


def _counts(event: Event) -> tuple[list[SideCount], list[CountryCount]]:
    rows = (
        Side.objects.filter(event=event)
        .order_by("number")
        .values("pk", "name", "is_ours", country=F("participants__organisation__country"))
        .annotate(n=Count("participants"))
    )
    sides: dict[int, tuple[Text, bool]] = {}
    by_side: Counter[int] = Counter()
    by_country: Counter[tuple[str, bool]] = Counter()
    for row in rows:
        sides[row["pk"]] = row["name"], row["is_ours"]
        by_side[row["pk"]] += row["n"]
        if row["country"]:
            by_country[row["country"], row["is_ours"]] += row["n"]
    return (
        [SideCount(name, ours, by_side[pk]) for pk, (name, ours) in sides.items()],
        [CountryCount(code, ours, n) for (code, ours), n in _most_first(by_country)],
    )


def _most_first(counts: Counter[tuple[str, bool]]) -> list[tuple[tuple[str, bool], int]]:
    return sorted(counts.items(), key=lambda item: (not item[0][1], -item[1], item[0][0]))


def _delegations(event: Event) -> list[Guest]:
    # One row per project, or one without any: delegations and projects in one query.
    rows: Iterable[dict[str, Any]] = (
        Delegation.objects.filter(event=event)
        .order_by("number", "pk", "investment_projects__number")
        .values(
            *("pk", *OF_A_DELEGATION),
            *(f"investment_projects__{name}" for name in ("pk", *OF_A_PROJECT)),
        )
    )
    guests: dict[int, Guest] = {}
    for row in rows:
        guest = guests.setdefault(row["pk"], Guest(*(row[name] for name in OF_A_DELEGATION)))
        if row["investment_projects__pk"] is not None:
            guest.projects.append(Project(*(row[f"investment_projects__{name}"] for name in OF_A_PROJECT)))
    return list(guests.values())


def _some(event: Event) -> list[Participant]:
    """A few participants of each side, in turn."""
    place = Window(RowNumber(), partition_by=F("side"), order_by=F("pk").asc())
    return list(
        Participant.objects.filter(event=event)
        .select_related("organisation", "side")
        .annotate(place=place)
        .filter(place__lte=SHOWN_PER_SIDE)
        .order_by("place", "side__number")
    )


def participant(pk: int) -> Participant:
    """A participant with its organisation, by the key that another row holds."""
    return Participant.objects.select_related("organisation").get(pk=pk)


def others(participant: Participant) -> QuerySet[Participant]:
    """Those whom this participant may wish to meet: everybody of the event on another side."""
    return (
        Participant.objects.filter(event=participant.event_id)
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
