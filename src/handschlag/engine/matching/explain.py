"""Why two participants should meet, as structured reasons that whoever shows them puts into words.

Every reason can be traced: texts are quoted as they stand, with the words in them that were recognised; what joins two
texts that share no word is a path of concepts, each step a relation of the base. Nothing is said of vetoes.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from handschlag.engine.matching import cooperation, taxonomy, tokens
from handschlag.engine.matching.concepts import ConceptBase
from handschlag.engine.matching.profile import Participant
from handschlag.engine.matching.reading import Reader, Readings
from handschlag.engine.matching.recognition import Recognised
from handschlag.engine.matching.score import Readied, odds
from handschlag.engine.matching.weights import SHIPPED, Weights

MOST_STEPS = 4
"""Relations from the one text to the other at most."""
MOST_LOOKED_AT = 3000
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
    """Finds reasons with what a reader knows."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._neighbours = _Neighbours(reader.base)

    def direction(
        self, readied: Readied, one: int, other: int, *, language: str, weights: Weights = SHIPPED
    ) -> list[dict[str, Any]]:
        """What of the seeks of ``one`` meets which offers of ``other`` (places in the market), the best first."""
        seeks = [row for row, owner in enumerate(readied.seekers) if owner == one]
        offers = [row for row, owner in enumerate(readied.offerers) if owner == other]
        if not seeks or not offers:
            return []
        here, there = readied.seeks.of(seeks), readied.offers.of(offers)
        values = odds(here, there, self._reader, weights)
        seek, offer = np.unravel_index(int(values.argmax()), values.shape)
        if not np.isfinite(values[seek, offer]):
            return []
        return list(self._reasons(here, int(seek), there, int(offer), language))

    def _reasons(
        self, seeks: Readings, seek: int, offers: Readings, offer: int, language: str
    ) -> Iterable[dict[str, Any]]:
        yield {
            "kind": "seek_meets_offer",
            "seek": _quoted(seeks, seek),
            "offer": _quoted(offers, offer),
            **self._shared(seeks.found[seek], offers.found[offer], language),
        }
        near = max(
            ((taxonomy.nearness(a, b), a, b) for a in seeks.codes[seek] for b in offers.codes[offer]),
            default=(0.0, "", ""),
        )
        if near[0] > 0:
            length = {1.0: 5, 0.6: 4, 0.3: 2}[near[0]]
            code = near[1][:length]
            yield {"kind": "shared_class", "code": code, "title": self._reader.taxonomy.title(code, language)}
        fits = cooperation.fits(seeks.profiles[seek].cooperation, offers.profiles[offer].cooperation)
        if fits is not None:
            ways = {"seek": list(seeks.profiles[seek].cooperation), "offer": list(offers.profiles[offer].cooperation)}
            yield {"kind": "cooperation" if fits else "other_cooperation", **ways}

    def _shared(
        self, here: Sequence[Recognised], there: Sequence[Recognised], language: str
    ) -> dict[str, list[dict[str, Any]]]:
        """Concepts that both texts name, with their words in both; where there are none, the path that joins them."""
        theirs = {one.concept: one for one in there if one.strength > CLEAR}
        both = [(one, theirs[one.concept]) for one in here if one.strength > CLEAR and one.concept in theirs]
        base = self._reader.base
        if both:
            rarest = sorted(both, key=lambda pair: -float(self._reader.space.rarity[pair[0].concept]))[:3]
            shared = [
                {
                    "concept": base.concepts[one.concept].id,
                    "title": base.concepts[one.concept].title(language),
                    "seek_words": list(one.words),
                    "offer_words": list(other.words),
                }
                for one, other in rarest
            ]
            return {"shared": shared, "path": []}
        return {"shared": [], "path": self._path(here, there, language)}

    def _path(self, here: Sequence[Recognised], there: Sequence[Recognised], language: str) -> list[dict[str, Any]]:
        mine = {one.concept: one for one in here if one.strength > CLEAR}
        theirs = {one.concept: one for one in there if one.strength > CLEAR}
        steps = self._neighbours.path(mine, theirs)
        shown = [
            {
                "concept": self._reader.base.concepts[step.concept].id,
                "title": self._reader.base.concepts[step.concept].title(language),
                "relation": step.relation,
                "is_back": step.is_back,
            }
            for step in steps
        ]
        if shown:
            shown[0]["words"] = list(mine[steps[0].concept].words)
            shown[-1]["words"] = list(theirs[steps[-1].concept].words)
        return shown


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
    def _ways(self) -> dict[int, list[Step]]:
        ways: defaultdict[int, list[Step]] = defaultdict(list)
        for relation in self._base.relations:
            ways[relation.source].append(Step(relation.target, str(relation.type)))
            ways[relation.target].append(Step(relation.source, str(relation.type), is_back=True))
        # What leads everywhere explains nothing: rarely related concepts are tried first.
        return {
            place: sorted(steps, key=lambda step: (self._crowd[step.concept], step.concept))
            for place, steps in ways.items()
        }

    @cached_property
    def _crowd(self) -> list[int]:
        crowd = [0] * len(self._base.concepts)
        for relation in self._base.relations:
            crowd[relation.source] += 1
            crowd[relation.target] += 1
        return crowd

    def path(self, begins: Iterable[int], ends: Iterable[int]) -> list[Step]:
        """A shortest way from any of the one to any of the other, over rarely related concepts first."""
        wanted = set(ends)
        came: dict[int, tuple[int | None, Step]] = {one: (None, Step(one)) for one in sorted(begins)}
        queue = deque((one, 0) for one in came)
        while queue and len(came) < MOST_LOOKED_AT:
            place, steps = queue.popleft()
            if place in wanted:
                return _walked(came, place)
            for step in self._ways.get(place, []) if steps < MOST_STEPS else []:
                if step.concept not in came:
                    came[step.concept] = (place, step)
                    queue.append((step.concept, steps + 1))
        return []


def _walked(came: dict[int, tuple[int | None, Step]], end: int) -> list[Step]:
    steps: list[Step] = []
    place: int | None = end
    while place is not None:
        place, step = came[place]
        steps.append(step)
    return steps[::-1]
