"""Why two participants should meet, as structured reasons that whoever shows them puts into words.

Every reason can be traced: texts are quoted as they stand, with the words in them that were recognised; what joins two
texts that share no word is a path of concepts, each step a relation of the base. Nothing is said of vetoes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from handschlag.engine.matching import cooperation, score, taxonomy, tokens
from handschlag.engine.matching.arrays import Floats
from handschlag.engine.matching.concepts import ConceptBase
from handschlag.engine.matching.profile import Kind, Participant
from handschlag.engine.matching.reading import Reader, Readings
from handschlag.engine.matching.recognition import Recognised
from handschlag.engine.matching.score import Direction, Readied
from handschlag.engine.matching.weights import SHIPPED, Weights

MOST_STEPS = 2
"""Relations from the one text to the other at most; nobody believes a longer way."""
SURROUNDINGS = frozenset(["used_in", "made_of", "needs", "part_of", "serves", "measured_by"])
"""Two things that only share one of these (both used in mines, both of steel) have nothing to do with each other."""
MOST_CROWDED = 100
"""What has more relations (steel, machine) joins nothing to anything; nor does an industry."""
MEETING_POINTS = 8
"""Concepts that make two texts alike, the weightiest: a way leads through one of them."""
SAME_TRADE = 0.5
"""From this likeness of their classes on, two texts are of one trade."""
CLEAR = 0.3
"""A concept recognised less surely is not quoted."""
STRONG, GOOD = 0.6, 0.35
"""Scores from which a match is called strong, or good; below it is possible."""


@dataclass(frozen=True, slots=True)
class Step:
    """A concept on the way from one text to the other, and the relation that leads to it.

    ``relation`` is empty at the beginning; ``is_back`` says that it is read from this concept to the one before.
    """

    concept: int
    relation: str = ""
    is_back: bool = False


class Explainer:
    """Finds the reasons of a market with what a reader knows; titles are in one language."""

    def __init__(self, reader: Reader, readied: Readied, *, language: str, weights: Weights = SHIPPED) -> None:
        self._reader, self._readied, self._language, self._weights = reader, readied, language, weights
        self._neighbours = _Neighbours(reader.base)
        self._clear: dict[tuple[Kind, int], dict[int, Recognised]] = {}

    def directions(self, wanted: Iterable[Direction]) -> dict[Direction, list[dict[str, Any]]]:
        """For each (one, other), places in the market: what of the seeks of the one meets which offers of the other."""
        best = score.best_rows(self._readied, wanted, self._reader, self._weights)
        return {way: [] if rows is None else list(self._reasons(*rows)) for way, rows in best.items()}

    def _reasons(self, seek: int, offer: int) -> Iterator[dict[str, Any]]:
        """The reasons of one seek and one offer, by their rows."""
        seeks, offers = self._readied.seeks, self._readied.offers
        yield {
            "kind": "seek_meets_offer",
            "seek": _quoted(seeks, seek),
            "offer": _quoted(offers, offer),
            **self._shared(seek, offer),
        }
        near = max(
            ((taxonomy.nearness(a, b), a, b) for a in seeks.codes[seek] for b in offers.codes[offer]),
            default=(0.0, "", ""),
        )
        if near[0] > 0:
            length = {1.0: 5, 0.6: 4, 0.3: 2}[near[0]]
            code = near[1][:length]
            yield {"kind": "shared_class", "code": code, "title": self._title(code)}
        elif (trade := self._trade(seeks.likeness[seek], offers.likeness[offer])) is not None:
            yield {"kind": "same_trade", "code": trade, "title": self._title(trade)}
        fits = cooperation.fits(seeks.profiles[seek].cooperation, offers.profiles[offer].cooperation)
        if fits is not None:
            ways = {"seek": list(seeks.profiles[seek].cooperation), "offer": list(offers.profiles[offer].cooperation)}
            yield {"kind": "cooperation" if fits else "other_cooperation", **ways}

    def _title(self, code: str) -> str:
        return self._reader.taxonomy.title(code, self._language)

    def _trade(self, here: Floats, there: Floats) -> str | None:
        """The class that both texts belong to most, where they are of one trade."""
        both = here * there
        length = float(np.linalg.norm(here) * np.linalg.norm(there))
        if not length or float(both.sum()) / length < SAME_TRADE:
            return None
        return self._reader.taxonomy.classes[int(both.argmax())]

    def _shared(self, seek: int, offer: int) -> dict[str, list[dict[str, Any]]]:
        """Concepts that both texts name, with their words in both; where there are none, the path that joins them."""
        here, there = self._clearly(Kind.SEEK, seek), self._clearly(Kind.OFFER, offer)
        rarity = self._reader.space.rarity
        rarest = sorted((one for one in here if one in there), key=lambda one: -float(rarity[one]))
        both = list({(here[one].words, there[one].words): one for one in reversed(rarest)}.values())[::-1][:3]
        if both:
            words = [{"seek_words": list(here[one].words), "offer_words": list(there[one].words)} for one in both]
            return {"shared": [self._named(one) | said for one, said in zip(both, words, strict=True)], "path": []}
        alike = self._readied.seeks.vectors[seek] * self._readied.offers.vectors[offer]
        return {"shared": [], "path": self._path(here, there, alike)}

    def _clearly(self, kind: Kind, row: int) -> dict[int, Recognised]:
        """What a text clearly speaks of, by concept; kept, for a profile stands in many lists."""
        key = (kind, row)
        if key not in self._clear:
            readings = self._readied.seeks if kind is Kind.SEEK else self._readied.offers
            self._clear[key] = {one.concept: one for one in readings.found[row] if one.strength > CLEAR}
        return self._clear[key]

    def _path(
        self, here: Mapping[int, Recognised], there: Mapping[int, Recognised], alike: Floats
    ) -> list[dict[str, Any]]:
        """The way through what makes the texts alike; none where they are no more alike than any two."""
        if float(alike.sum()) < self._weights.text_middle:
            return []
        steps = self._neighbours.path(here.keys(), there.keys(), _greatest(alike, MEETING_POINTS))
        shown = [{**self._named(step.concept), "relation": step.relation, "is_back": step.is_back} for step in steps]
        if shown:
            shown[0]["words"] = list(here[steps[0].concept].words)
            shown[-1]["words"] = list(there[steps[-1].concept].words)
        return shown

    def _named(self, concept: int) -> dict[str, Any]:
        row = self._reader.base.concepts[concept]
        return {"concept": row.id, "title": row.title(self._language)}


def _greatest(values: Floats, most: int) -> list[int]:
    """Places of the greatest values above zero, the greatest first, of equal ones the earlier first."""
    some = np.flatnonzero((values > 0) & (values >= np.partition(values, -most)[-most]))
    return [int(one) for one in some[np.argsort(-values[some], kind="stable")][:most]]


def about_people(one: Participant, other: Participant) -> list[dict[str, Any]]:
    """Languages that both speak, or that an interpreter is needed."""
    common = [language for language in one.languages if language in other.languages]
    if common:
        return [{"kind": "languages", "languages": common}]
    return [{"kind": "no_common_language"}] if one.languages and other.languages else []


def lowers(readings: Readings, row: int) -> list[dict[str, Any]]:
    """What keeps a profile from being found: nothing recognised in its text, no class."""
    profile = readings.profiles[row]
    missing = [
        ("no_text", not tokens.is_visible(profile.text)),
        ("nothing_recognised", tokens.is_visible(profile.text) and not readings.found[row]),
        ("no_class", not readings.codes[row]),
    ]
    return [{"kind": kind, "profile": profile.id} for kind, is_so in missing if is_so]


def strength(score: float) -> str:
    """A reciprocal score in one of three words."""
    return "strong" if score >= STRONG else "good" if score >= GOOD else "possible"


def _quoted(readings: Readings, row: int) -> dict[str, Any]:
    profile = readings.profiles[row]
    return {"id": profile.id, "lang": readings.languages[row], "text": profile.text}


class _Neighbours:
    """The relations as a graph to walk in."""

    def __init__(self, base: ConceptBase) -> None:
        self._base = base

    @cached_property
    def _ways(self) -> dict[int, dict[int, Step]]:
        """The steps from each concept by where they lead, to what is rarely related first.

        What leads everywhere explains nothing. Of several relations between two concepts the first is told.
        """
        ways: defaultdict[int, list[Step]] = defaultdict(list)
        for relation in self._base.relations:
            ways[relation.source].append(Step(relation.target, str(relation.type)))
            ways[relation.target].append(Step(relation.source, str(relation.type), is_back=True))
        return {place: self._by_target(steps) for place, steps in ways.items()}

    def _by_target(self, steps: Iterable[Step]) -> dict[int, Step]:
        found: dict[int, Step] = {}
        for step in sorted(steps, key=lambda step: (self._crowd[step.concept], step.concept)):
            found.setdefault(step.concept, step)
        return found

    @cached_property
    def _crowd(self) -> list[int]:
        crowd = [0] * len(self._base.concepts)
        for relation in self._base.relations:
            crowd[relation.source] += 1
            crowd[relation.target] += 1
        return crowd

    def path(self, begins: Set[int], ends: Set[int], points: Sequence[int]) -> list[Step]:
        """The shortest way from any of the one to any of the other through one of these, the earlier ones first."""
        found = [way for point in points if (way := self._through(point, begins, ends))]
        return min(found, key=len, default=[])

    def _through(self, point: int, begins: Set[int], ends: Set[int]) -> list[Step]:
        forth, back = self._way(point, ends), self._way(point, begins)
        way = _turned(back) + forth[1:]
        is_short = 1 < len(way) <= MOST_STEPS + 1 and len({step.concept for step in way}) == len(way)
        return way if forth and back and is_short and not self._says_nothing(way) else []

    def _says_nothing(self, way: Sequence[Step]) -> bool:
        """Whether a way of several steps goes through what everything has to do with."""
        is_long = len(way) > 2
        broad = any(self._crowd[step.concept] > MOST_CROWDED for step in way[1:-1])
        return _is_by_surroundings(way) or broad or (is_long and any(self._is_industry(step.concept) for step in way))

    def _is_industry(self, concept: int) -> bool:
        return self._base.concepts[concept].kind == "industry"

    def _way(self, start: int, wanted: Set[int]) -> list[Step]:
        """A shortest way of at most ``MOST_STEPS`` to any of the wanted, over rarely related concepts first."""
        if start in wanted:
            return [Step(start)]
        near = self._ways.get(start, {})
        if at_once := self._first(near, wanted):
            return [Step(start), at_once]
        for step in near.values():
            if then := self._first(self._ways[step.concept], wanted):
                return [Step(start), step, then]
        return []

    def _first(self, steps: Mapping[int, Step], wanted: Set[int]) -> Step | None:
        """The first of these steps that leads to any of the wanted."""
        reached = steps.keys() & wanted
        return min(
            (steps[one] for one in reached), key=lambda step: (self._crowd[step.concept], step.concept), default=None
        )


def _is_by_surroundings(way: Sequence[Step]) -> bool:
    """Whether a way goes to something and by the same relation away from it."""
    return any(
        one.relation == other.relation and one.is_back != other.is_back and one.relation in SURROUNDINGS
        for one, other in pairwise(way[1:])
    )


def _turned(way: Sequence[Step]) -> list[Step]:
    """The same way from its other end, each relation read the other way round."""
    ends = [Step(step.concept) for step in way[-1:]]
    return ends + [
        Step(before.concept, after.relation, not after.is_back) for before, after in reversed(list(pairwise(way)))
    ]
