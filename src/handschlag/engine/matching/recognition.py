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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from handschlag.engine.matching import tokens
from handschlag.engine.matching.arrays import Ints
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


Where: TypeAlias = Mapping[str, Sequence[Word]]
"""The words of a text by each stem that they have, in their order."""
Doubles: TypeAlias = npt.NDArray[np.float64]


class Recognised(NamedTuple):
    """A concept in a text: how surely (0 to 1), by which words of the text, and by which of their stems."""

    concept: int
    strength: float
    said: tuple[Word, ...]
    stems: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The words as they stand in the text."""
        return tuple([word.written for word in self.said])


class Spoken:
    """What a text speaks of, the surest first; of equally sure concepts in the order of the base.

    Attributes
    ----------
    concepts : (found,) which
    strengths : (found,) how surely each is meant, 0 to 1
    """

    def __init__(self, concepts: Ints, strengths: Doubles, labels: Sequence[Label], where: Where) -> None:
        self.concepts, self.strengths = concepts, strengths
        self._labels, self._where = labels, where

    def above(self, least: float) -> list[Recognised]:
        """Those that are meant more surely, with the words that say so."""
        most = int((self.strengths > least).sum())
        rows = zip(self.concepts[:most].tolist(), self.strengths[:most].tolist(), self._labels, strict=False)
        return [Recognised(concept, strength, *self._told_by(label)) for concept, strength, label in rows]

    def _told_by(self, label: Label) -> tuple[tuple[Word, ...], tuple[str, ...]]:
        """The first word that has each of its stems, in the order of the text; and these stems."""
        stems = _held(label, self._where)
        words = {self._where[stem][0] for stem in stems}
        return tuple(sorted(words, key=lambda word: word.place)), stems


class Recogniser:
    """Finds the concepts of a base in texts of its languages."""

    def __init__(self, base: ConceptBase) -> None:
        self._base = base
        self._finders: dict[str, _Finder] = {}

    def vocabulary(self, language: str) -> Vocabulary:
        return self._finder(language).vocabulary

    def recognise(self, text: str, language: str) -> list[Recognised]:
        """The concepts of a text, the surest first, with the words that say so."""
        return self.spoken(tokens.every_word(text, language), language).above(0)

    def spoken(self, words: Iterable[Word], language: str) -> Spoken:
        """What a text speaks of, by all of its words (``tokens.every_word``)."""
        return self._finder(language).spoken(words)

    def _finder(self, language: str) -> _Finder:
        if language not in self._finders:
            self._finders[language] = _Finder(Vocabulary(self._base, language))
        return self._finders[language]


class _Finder:
    """Finds what words of one language speak of."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._language, self._labels, self._holders = vocabulary.language, vocabulary.labels, vocabulary.holders
        self._concepts = np.array([label.concept for label in self._labels], dtype=np.int64)
        self._whole = np.array([label.weight for label in self._labels])

    def spoken(self, words: Iterable[Word]) -> Spoken:
        where = self._where(words)
        stems = [stem for stem in where if stem in self._holders]
        if not stems:
            return Spoken(np.zeros(0, dtype=np.int64), np.zeros(0), (), where)
        found = self._covered(stems, where)
        found = found.best_of_each(self._concepts[found.numbers])
        found.lessen_within()
        found.share()
        found = found.only(np.argsort(-found.strengths, kind="stable"))
        labels = [self._labels[number] for number in found.numbers.tolist()]
        return Spoken(self._concepts[found.numbers], found.strengths, labels, where)

    def _where(self, words: Iterable[Word]) -> Where:
        where: defaultdict[str, list[Word]] = defaultdict(list)
        for word in words:
            if tokens.is_empty(word.stem, self._language):  # also where it is another word's form: "cans"
                where[tokens.small(word.stem)].append(word)
            if not tokens.is_empty(word.text, self._language):
                for stem in self.vocabulary.meant(word.text):
                    where[stem].append(word)
        return where

    def _covered(self, stems: Sequence[str], where: Where) -> _Found:
        """Labels of which enough stands in a text, with what the share of their weight counts that does."""
        holders = [self._holders[stem] for stem in stems]
        lengths = [len(one) for one in holders]
        numbers = np.concatenate(holders)
        weights = np.repeat([self.vocabulary.weight[stem] for stem in stems], lengths)
        share = np.bincount(numbers, weights, len(self._labels)) / self._whole
        held = np.bincount(numbers, minlength=len(self._labels))
        first = np.empty(len(share), dtype=np.int64)
        first[numbers[::-1]] = np.repeat(np.arange(len(stems)), lengths)[::-1]
        enough = np.flatnonzero(share > LEAST ** (1 / POWER))
        found = _Found(where, stems, enough, share[enough] ** POWER, first[enough], {})
        for place in np.flatnonzero(held[enough] > 1).tolist():
            label = self._labels[enough[place]]
            found.several[place] = _held(label, where)
            found.strengths[place] *= self._nearness(label, found.several[place], where)
        return found

    def _nearness(self, label: Label, stems: Sequence[str], where: Where) -> float:
        """What a label counts of which several stems stand in a text."""
        if label.is_compound:
            return 1.0 if self._is_whole(stems, where) else SCATTERED
        first, *others = [where[stem] for stem in stems]
        gap = max(min(abs(a.place - b.place) for a in first for b in other) for other in others)
        if label.is_tight:
            return 1.0 if gap <= BESIDE else LOOSE
        return 1.0 if gap <= NEAR else FAR

    def _is_whole(self, stems: Sequence[str], where: Where) -> bool:
        """Whether the parts of a compound stand together: in one word in their order, or in words beside each other."""
        first, *others = [{word.place: word.text for word in where[stem]} for stem in stems]
        for place, text in first.items():
            inside = tuple([part for part in self.vocabulary.meant(text) if part in stems])
            near = [min(abs(place - there) for there in other) for other in others]
            if inside[: len(stems)] == stems or (min(near) > 0 and max(near) <= COMPOUND_NEAR):
                return True
        return False


@dataclass(frozen=True, slots=True)
class _Found:
    """Labels of which enough stands in a text.

    There are a hundred, of nearly all of them one stem stands there: those are judged together, the few of which there
    are several one by one.

    Attributes
    ----------
    stems : those of the text that any label has
    numbers, strengths : (found,) which labels, and what they count
    first : (found,) the first of ``stems`` that each label has
    several : the stems of labels that have more than one there, by their place among the found
    """

    where: Where
    stems: Sequence[str]
    numbers: Ints
    strengths: Doubles
    first: Ints
    several: dict[int, tuple[str, ...]]

    def only(self, places: Ints) -> _Found:
        """Some of them, in this order."""
        several = {new: self.several[old] for new, old in enumerate(places.tolist()) if old in self.several}
        return _Found(self.where, self.stems, self.numbers[places], self.strengths[places], self.first[places], several)

    def best_of_each(self, concepts: Ints) -> _Found:
        """The one of each concept that counts most, of equal ones that of which the text speaks first."""
        order = np.lexsort((self.first, -self.strengths, concepts))
        return self.only(order[np.diff(concepts[order], prepend=-1) > 0])

    def lessen_within(self) -> None:
        """What stands within a longer label counts less."""
        wholes = [frozenset(stems) for place, stems in self.several.items() if self.strengths[place] > SURE]
        if wholes:
            within = frozenset().union(*wholes)
            is_within = np.array([stem in within for stem in self.stems])[self.first]
            for place, stems in self.several.items():
                is_within[place] = any(len(stems) < len(whole) and whole.issuperset(stems) for whole in wholes)
            self.strengths[is_within] *= WITHIN

    def share(self) -> None:
        """What shares its words with others counts less."""
        places = [self.where[stem][0].place for stem in self.stems]
        claims: defaultdict[int, float] = defaultdict(float)
        for one in np.flatnonzero(self.strengths > CLAIM).tolist():
            for place in self._places(one, places):
                claims[place] += float(self.strengths[one])
        crowds = np.array([claims.get(place, 1.0) for place in places])[self.first]
        for one in self.several:
            claimed = [claims.get(place, 1.0) for place in self._places(one, places)]
            crowds[one] = sum(claimed) / len(claimed)
        self.strengths[:] *= np.maximum(1, crowds) ** -SHARING

    def _places(self, one: int, places: Sequence[int]) -> Iterable[int]:
        """Where the words of a label stand, of each stem the first; ``places`` are those of all stems."""
        if one not in self.several:
            return (places[self.first[one]],)
        return sorted({self.where[stem][0].place for stem in self.several[one]})


def _held(label: Label, where: Where) -> tuple[str, ...]:
    """The stems of a label that stand in a text, in its order."""
    return tuple([stem for stem in label.stems if stem in where])
