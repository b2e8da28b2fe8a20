"""Which concepts a text speaks of, and by which of its words.

A label is found as far as its words stand in the text, each weighted by how few labels contain it. With ``c`` the
covered share of that weight, the label counts ``c ** POWER``: nearly nothing until nearly all is there. Words far apart
speak of the same thing less surely.

Where a label of several words stands in the text, a shorter one within it is hardly meant ("heat treatment" within
"heat treatment distortion"). And a word that names several things names each of them less surely: it is divided among
them, by the power ``SHARING``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from handschlag.engine.matching import tokens
from handschlag.engine.matching.concepts import ConceptBase
from handschlag.engine.matching.tokens import Word
from handschlag.engine.matching.vocabulary import Label, Vocabulary

POWER = 5
NEAR = 6
"""Words of one label stand at most so far apart."""
FAR = 0.7
"""What a label counts whose words stand further apart."""
BESIDE = 1
"""A label of one word and small ones ("IT security", "ab Werk") is meant only where they stand side by side …"""
LOOSE = 0.1
"""… and else counts so much."""
LEAST = 0.01
"""What counts less is not reported."""
SURE = 0.9
"""From here on a label of several words stands in the text as a whole."""
WITHIN = 0.2
"""What a label counts within a longer one."""
COMPOUND_NEAR = 2
"""The parts of a compound stand in one word, in their order, or in words so near to each other …"""
SCATTERED = 0.1
"""… and else count so much: "new … vehicle builders" are no new building (Neubau)."""
CLAIM = 0.5
"""From here on a label claims its words."""
SHARING = 0.5
NOTHING = (0.0, None)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A concept in a text: how surely (0 to 1), which words of the text say so, and by which of their stems."""

    concept: int
    strength: float
    words: tuple[str, ...]
    places: tuple[int, ...]
    stems: tuple[str, ...] = ()

    def times(self, factor: float) -> Recognised:
        """The same, as much surer or less sure. A text has a hundred of them: ``replace`` would take longer."""
        return Recognised(self.concept, self.strength * factor, self.words, self.places, self.stems)


class Recogniser:
    """Finds the concepts of a base in texts of its languages."""

    def __init__(self, base: ConceptBase) -> None:
        self._base = base
        self._finders: dict[str, _Finder] = {}

    def vocabulary(self, language: str) -> Vocabulary:
        return self._finder(language).vocabulary

    def recognise(self, text: str, language: str) -> list[Recognised]:
        """The concepts of a text, the surest first; of equally sure ones in the order of the base."""
        return self._finder(language).recognise(tokens.every_word(text, language))

    def _finder(self, language: str) -> _Finder:
        if language not in self._finders:
            self._finders[language] = _Finder(Vocabulary(self._base, language))
        return self._finders[language]


class _Finder:
    """Finds what words of one language speak of."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._language, self._labels = vocabulary.language, vocabulary.labels
        self._holders, self._weight = vocabulary.holders, vocabulary.weight
        self._whole = np.array([label.weight for label in self._labels])

    def recognise(self, words: Sequence[Word]) -> list[Recognised]:
        where: defaultdict[str, list[Word]] = defaultdict(list)
        for word in words:
            if tokens.is_empty(word.stem, self._language):  # also where it is another word's form: "cans"
                where[tokens.small(word.stem)].append(word)
            if not tokens.is_empty(word.text, self._language):
                for stem in self.vocabulary.meant(word.text):
                    where[stem].append(word)
        best: dict[int, tuple[float, Label]] = {}
        for number, share in self._covered(where):
            label, strength = self._labels[number], share**POWER
            if strength > best.get(label.concept, NOTHING)[0]:
                strength *= self._nearness(label, where)
                if strength > best.get(label.concept, NOTHING)[0]:
                    best[label.concept] = (strength, label)
        found = [self._recognised(strength, label, where) for strength, label in best.values()]
        return sorted(_shared(_longest(found)), key=lambda one: (-one.strength, one.concept))

    def _covered(self, where: Iterable[str]) -> Iterator[tuple[int, float]]:
        """Labels of which enough stands in a text, by their numbers, and the share of their weight that does.

        In the order in which the text speaks of them.
        """
        known = [stem for stem in where if stem in self._holders]
        if known:
            numbers = np.concatenate([self._holders[stem] for stem in known])
            weights = np.repeat([self._weight[stem] for stem in known], [len(self._holders[stem]) for stem in known])
            share = np.bincount(numbers, weights, len(self._labels)) / self._whole
            enough = np.flatnonzero(share > LEAST ** (1 / POWER))
            first = np.empty(len(share), dtype=np.int64)
            first[numbers[::-1]] = np.arange(len(numbers))[::-1]
            enough = enough[np.argsort(first[enough])]
            yield from zip(enough.tolist(), share[enough].tolist(), strict=True)

    def _nearness(self, label: Label, where: dict[str, list[Word]]) -> float:
        first, *others = [where[stem] for stem in label.stems if stem in where]
        if not others:  # most of them; there is nothing that it could be near to
            return 1.0
        gap = max((min(abs(a.place - b.place) for a in first for b in other) for other in others), default=0)
        if label.is_tight:
            return 1.0 if gap <= BESIDE else LOOSE
        if label.is_compound:
            return 1.0 if self._is_whole(label, where) else SCATTERED
        return 1.0 if gap <= NEAR else FAR

    def _is_whole(self, label: Label, where: Mapping[str, Sequence[Word]]) -> bool:
        """Whether the parts of a compound stand together: in one word in their order, or in words beside each other."""
        found = [stem for stem in label.stems if stem in where]
        first, *others = [{word.place: word.text for word in where[stem]} for stem in found]
        if not others:
            return True
        for place, text in first.items():
            inside = [part for part in self.vocabulary.meant(text) if part in found]
            near = [min(abs(place - there) for there in other) for other in others]
            if inside[: len(found)] == found or (min(near) > 0 and max(near) <= COMPOUND_NEAR):
                return True
        return False

    def _recognised(self, strength: float, label: Label, where: Mapping[str, Sequence[Word]]) -> Recognised:
        stems = tuple([stem for stem in label.stems if stem in where])
        if len(stems) == 1:
            word = where[stems[0]][0]
            return Recognised(label.concept, strength, (word.written,), (word.place,), stems)
        words = sorted({where[stem][0].place: where[stem][0].written for stem in stems}.items())
        places, texts = tuple(place for place, _ in words), tuple(text for _, text in words)
        return Recognised(label.concept, strength, texts, places, stems)


def _longest(found: Sequence[Recognised]) -> list[Recognised]:
    """What stands within a longer label counts less."""
    wholes = [frozenset(one.stems) for one in found if one.strength > SURE and len(one.stems) > 1]
    within = {stem for whole in wholes for stem in whole}

    def is_within(one: Recognised) -> bool:
        return one.stems[0] in within and any(
            len(one.stems) < len(whole) and whole.issuperset(one.stems) for whole in wholes
        )

    return [one.times(WITHIN) if is_within(one) else one for one in found]


def _shared(found: Sequence[Recognised]) -> list[Recognised]:
    """What shares its words with others counts less."""
    claims: defaultdict[int, float] = defaultdict(float)
    for one in found:
        if one.strength > CLAIM:
            for place in one.places:
                claims[place] += one.strength
    crowds = ((one, _crowd(one, claims)) for one in found)
    return [one.times(crowd**-SHARING) if crowd > 1 else one for one, crowd in crowds]


def _crowd(one: Recognised, claims: Mapping[int, float]) -> float:
    """How many claim its words, at least itself."""
    if len(one.places) == 1:
        return max(1.0, claims.get(one.places[0], 1.0))
    return max(1.0, sum([claims.get(place, 1.0) for place in one.places]) / len(one.places))
