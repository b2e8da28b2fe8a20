"""Why two participants should meet, as structured reasons that whoever shows them puts into words.

Every reason can be traced: texts are quoted as they stand, with the words in them that were recognised; what joins two
texts that share no word is a path of concepts, each step a relation of the base. Nothing is said of vetoes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from handschlag.engine.matching import cooperation, score, taxonomy, tokens
from handschlag.engine.matching.arrays import Floats
from handschlag.engine.matching.profile import Kind, Participant
from handschlag.engine.matching.reading import Reader, Readings
from handschlag.engine.matching.score import Direction, Readied
from handschlag.engine.matching.ways import Ends
from handschlag.engine.matching.weights import SHIPPED, Weights

MEETING_POINTS = 8
"""Concepts that make two texts alike, the weightiest: a way leads through one of them."""
SAME_TRADE = 0.5
"""From this likeness of their classes on, two texts are of one trade."""
STRONG, GOOD = 0.6, 0.35
"""Scores from which a match is called strong, or good; below it is possible."""


@dataclass(frozen=True, slots=True)
class _Clear:
    """What a text clearly speaks of: its words for each concept, and where ways to other texts begin and end."""

    words: Mapping[int, tuple[str, ...]]
    ends: Ends


class Explainer:
    """Finds the reasons of a market with what a reader knows; titles are in one language."""

    def __init__(self, reader: Reader, readied: Readied, *, language: str, weights: Weights = SHIPPED) -> None:
        self._reader, self._readied, self._language, self._weights = reader, readied, language, weights
        self._clear: dict[tuple[Kind, int], _Clear] = {}
        self._quotes: dict[str, dict[str, Any]] = {}

    def directions(self, wanted: Iterable[Direction]) -> dict[Direction, list[dict[str, Any]]]:
        """For each (one, other), places in the market: what of the seeks of the one meets which offers of the other."""
        best = score.best_rows(self._readied, wanted, self._reader, self._weights)
        return {way: [] if rows is None else list(self._reasons(*rows)) for way, rows in best.items()}

    def _reasons(self, seek: int, offer: int) -> Iterator[dict[str, Any]]:
        """The reasons of one seek and one offer, by their rows."""
        seeks, offers = self._readied.seeks, self._readied.offers
        yield {
            "kind": "seek_meets_offer",
            "seek": self._quoted(seeks, seek),
            "offer": self._quoted(offers, offer),
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

    def _quoted(self, readings: Readings, row: int) -> dict[str, Any]:
        """The words of a profile; the same mapping wherever it is quoted, for it stands in many lists."""
        profile = readings.profiles[row]
        if profile.id not in self._quotes:
            said = {"id": profile.id, "lang": readings.languages[row], "text": profile.text}
            self._quotes[profile.id] = said
        return self._quotes[profile.id]

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
        mine, theirs = self._clearly(Kind.SEEK, seek), self._clearly(Kind.OFFER, offer)
        here, there, rarity = mine.words, theirs.words, self._reader.space.rarity
        rarest = sorted((one for one in here if one in there), key=lambda one: -float(rarity[one]))
        both = list({(here[one], there[one]): one for one in reversed(rarest)}.values())[::-1][:3]
        if both:
            words = [{"seek_words": list(here[one]), "offer_words": list(there[one])} for one in both]
            return {"shared": [self._named(one) | said for one, said in zip(both, words, strict=True)], "path": []}
        alike = self._readied.seeks.vectors[seek] * self._readied.offers.vectors[offer]
        return {"shared": [], "path": self._path(mine, theirs, alike)}

    def _clearly(self, kind: Kind, row: int) -> _Clear:
        """What a text clearly speaks of; kept, for a profile stands in many lists."""
        key = (kind, row)
        if key not in self._clear:
            readings = self._readied.seeks if kind is Kind.SEEK else self._readied.offers
            words = {one.concept: one.words for one in readings.clear[row]}
            self._clear[key] = _Clear(words, self._reader.ways.ends(words.keys()))
        return self._clear[key]

    def _path(self, here: _Clear, there: _Clear, alike: Floats) -> list[dict[str, Any]]:
        """The way through what makes the texts alike; none where they are no more alike than any two."""
        if float(alike.sum()) < self._weights.text_middle:
            return []
        steps = self._reader.ways.path(here.ends, there.ends, _greatest(alike, MEETING_POINTS))
        shown = [{**self._named(step.concept), "relation": step.relation, "is_back": step.is_back} for step in steps]
        if shown:
            shown[0]["words"] = list(here.words[steps[0].concept])
            shown[-1]["words"] = list(there.words[steps[-1].concept])
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
        ("nothing_recognised", tokens.is_visible(profile.text) and not readings.said[row]),
        ("no_class", not readings.codes[row]),
    ]
    return [{"kind": kind, "profile": profile.id} for kind, is_so in missing if is_so]


def strength(score: float) -> str:
    """A reciprocal score in one of three words."""
    return "strong" if score >= STRONG else "good" if score >= GOOD else "possible"
