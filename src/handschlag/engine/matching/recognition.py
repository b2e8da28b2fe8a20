"""Which concepts a text speaks of, and by which of its words.

A label is found as far as its words stand in the text, each weighted by how few labels contain it. With ``c`` the
covered share of that weight, the label counts ``c ** POWER``: nearly nothing until nearly all is there. Words far apart
speak of the same thing less surely.

Where a label of several words stands in the text, a shorter one within it is hardly meant ("heat treatment" within
"heat treatment distortion"). And a word that names several things names each of them less surely: it is divided among
them, by the power ``SHARING``.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from handschlag.engine.matching import tokens
from handschlag.engine.matching.compounds import SHORT_PARTS, Splitter
from handschlag.engine.matching.concepts import ConceptBase
from handschlag.engine.matching.tokens import Word

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
LEAST_SHARED = 5
"""Words of one kin share at least so many letters at the beginning …"""
MOST_ENDING = 3
"""… and differ in so many at the end …"""
SURE_KIN = 6
"""… and where they share fewer than so many, one is the beginning of the other (привозят is no привод)."""
COMPOUND_NEAR = 2
"""The parts of a compound stand in one word, in their order, or in words so near to each other …"""
SCATTERED = 0.1
"""… and else count so much: "new … vehicle builders" are no new building (Neubau)."""
CLAIM = 0.5
"""From here on a label claims its words."""
SHARING = 0.5
NOTHING = (0.0, None)
MARKED_WORD = re.compile(r"[^\W_]+(?:\|[^\W_]+)+")
"""A compound with the bars that mark its parts."""
LABEL_WORD = re.compile(f"{MARKED_WORD.pattern}|{tokens.WORD.pattern}")


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


@dataclass(frozen=True, slots=True)
class _Label:
    """``is_tight``: it counts only where its words stand side by side; ``is_compound``: it is written as one word."""

    concept: int
    stems: tuple[str, ...]
    weight: float
    is_tight: bool
    is_compound: bool


class Recogniser:
    """Finds the concepts of a base in texts of its languages."""

    def __init__(self, base: ConceptBase) -> None:
        self._base = base
        self._vocabularies: dict[str, Vocabulary] = {}

    def vocabulary(self, language: str) -> Vocabulary:
        if language not in self._vocabularies:
            self._vocabularies[language] = Vocabulary(self._base, language)
        return self._vocabularies[language]

    def recognise(self, text: str, language: str) -> list[Recognised]:
        """The concepts of a text, the surest first; of equally sure ones in the order of the base."""
        return self.vocabulary(language).recognise(tokens.every_word(text, language))


class Vocabulary:
    """The labels of one language by their stems."""

    def __init__(self, base: ConceptBase, language: str) -> None:
        self.language = language
        written = [
            (concept, label) for concept, row in enumerate(base.concepts) for label in row.labels.get(language, ())
        ]
        known = {stem for _, label in written for stem in _atoms(label, language)}
        labels = [label for _, label in written]
        self._splitter = Splitter(known, _marked(labels)) if language == "de" else None
        self.of_label = {label: tuple(dict.fromkeys(self._stems(label))) for _, label in written}
        stems = [(concept, self.of_label[label]) for concept, label in written]
        holders: defaultdict[str, list[int]] = defaultdict(list)
        for number, (_, found) in enumerate(stems):
            for stem in found:
                holders[stem].append(number)
        self._holders = {stem: np.array(numbers) for stem, numbers in holders.items()}
        self._meant: dict[str, tuple[str, ...]] = {}
        beginnings: defaultdict[str, list[str]] = defaultdict(list)
        for stem in holders:
            beginnings[stem[:LEAST_SHARED]].append(stem)
        self._beginnings = dict(beginnings)
        self.weight = {stem: math.log(1 + len(stems) / len(found)) for stem, found in holders.items()}
        self._labels = [
            _Label(
                concept,
                found,
                self._weight_of(label),
                is_tight=any(stem.startswith("=") for stem in found),
                is_compound=len(found) > 1 and len(tokens.WORD.findall(label.replace("|", ""))) == 1,
            )
            for concept, label in written
            if (found := self.of_label[label])
        ]
        self._whole = np.array([label.weight for label in self._labels])

    def _weight_of(self, label: str) -> float:
        return sum(self.weight[stem] for stem in self.of_label[label])

    def parts(self, word: str) -> tuple[str, ...]:
        """The stems of a word: of its parts where it is a compound; a key of its own for a word of every day."""
        if tokens.is_everyday(word, self.language):
            return (tokens.key(word, self.language),)
        return self._apart(word)

    def _apart(self, word: str) -> tuple[str, ...]:
        return (tokens.stem(word, self.language),) if self._splitter is None else self._splitter.parts(word)

    def meant(self, word: str) -> tuple[str, ...]:
        """The same, with the nearest known stem for each that no label has (шлифованный: шлифование)."""
        if tokens.is_everyday(word, self.language):
            return self.parts(word)
        if word not in self._meant:
            stems = [stem if stem in self._holders else self._kin(stem) for stem in self.parts(word)]
            within = self._splitter.within(word) if self._splitter is not None and len(stems) == 1 else ()
            self._meant[word] = tuple(dict.fromkeys([*stems, *within]))
        return self._meant[word]

    def _kin(self, stem: str) -> str:
        """The known stem that shares its beginning but for the last letters of either; itself where there is none."""
        near = [
            (len(other) + len(stem) - 2 * same, other)
            for other in self._beginnings.get(stem[:LEAST_SHARED], ())
            if (same := _shared_beginning(stem, other)) >= max(len(stem), len(other)) - MOST_ENDING
            and same >= min(SURE_KIN, len(stem), len(other))
        ]
        return min(near)[1] if near else stem

    def knows(self, word: str) -> bool:
        """Whether any label contains the word or a part of it, or it need not be known."""
        return tokens.is_everyday(word, self.language) or any(stem in self._holders for stem in self.parts(word))

    def recognise(self, words: Sequence[Word]) -> list[Recognised]:
        where: defaultdict[str, list[Word]] = defaultdict(list)
        for word in words:
            if tokens.is_empty(word.stem, self.language):  # also where it is another word's form: "cans"
                where[_small(word.stem)].append(word)
            if not tokens.is_empty(word.text, self.language):
                for stem in self.meant(word.text):
                    where[stem].append(word)
        best: dict[int, tuple[float, _Label]] = {}
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
            weights = np.repeat([self.weight[stem] for stem in known], [len(self._holders[stem]) for stem in known])
            share = np.bincount(numbers, weights, len(self._labels)) / self._whole
            enough = np.flatnonzero(share > LEAST ** (1 / POWER))
            first = np.empty(len(share), dtype=np.int64)
            first[numbers[::-1]] = np.arange(len(numbers))[::-1]
            enough = enough[np.argsort(first[enough])]
            yield from zip(enough.tolist(), share[enough].tolist(), strict=True)

    def _nearness(self, label: _Label, where: dict[str, list[Word]]) -> float:
        first, *others = [where[stem] for stem in label.stems if stem in where]
        if not others:  # most of them; there is nothing that it could be near to
            return 1.0
        gap = max((min(abs(a.place - b.place) for a in first for b in other) for other in others), default=0)
        if label.is_tight:
            return 1.0 if gap <= BESIDE else LOOSE
        if label.is_compound:
            return 1.0 if self._is_whole(label, where) else SCATTERED
        return 1.0 if gap <= NEAR else FAR

    def _is_whole(self, label: _Label, where: Mapping[str, Sequence[Word]]) -> bool:
        """Whether the parts of a compound stand together: in one word in their order, or in words beside each other."""
        found = [stem for stem in label.stems if stem in where]
        first, *others = [{word.place: word.text for word in where[stem]} for stem in found]
        if not others:
            return True
        for place, text in first.items():
            inside = [part for part in self.meant(text) if part in found]
            near = [min(abs(place - there) for there in other) for other in others]
            if inside[: len(found)] == found or (min(near) > 0 and max(near) <= COMPOUND_NEAR):
                return True
        return False

    def _recognised(self, strength: float, label: _Label, where: Mapping[str, Sequence[Word]]) -> Recognised:
        stems = tuple([stem for stem in label.stems if stem in where])
        if len(stems) == 1:
            word = where[stems[0]][0]
            return Recognised(label.concept, strength, (word.written,), (word.place,), stems)
        words = sorted({where[stem][0].place: where[stem][0].written for stem in stems}.items())
        places, texts = tuple(place for place, _ in words), tuple(text for _, text in words)
        return Recognised(label.concept, strength, texts, places, stems)

    def _stems(self, label: str) -> Iterable[str]:
        words = [word for word in LABEL_WORD.findall(label) if not tokens.SHORT_NUMBER.fullmatch(word)]
        said = [word for word in words if not tokens.is_empty(word, self.language)]
        keeps_all = len(said) == 1 and "|" not in said[0]  # "IT security" is not any security
        is_plain = all(tokens.is_everyday(word, self.language) for word in said)  # meant as the word of the trade
        for word in words if keeps_all or not said else said:
            yield from self._of_label_word(word, is_plain=is_plain)

    def _of_label_word(self, word: str, *, is_plain: bool) -> Iterable[str]:
        if "|" not in word and tokens.is_empty(word, self.language):
            yield _small(word)
        else:
            *first, last = word.split("|")
            for part in first:
                yield from self.parts(part)
            yield from self._apart(last) if first or is_plain else self.parts(last)


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


def _shared_beginning(one: str, other: str) -> int:
    """How many letters two words share at the beginning."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _crowd(one: Recognised, claims: Mapping[int, float]) -> float:
    """How many claim its words, at least itself."""
    if len(one.places) == 1:
        return max(1.0, claims.get(one.places[0], 1.0))
    return max(1.0, sum([claims.get(place, 1.0) for place in one.places]) / len(one.places))


def _small(word: str) -> str:
    """The key of a word that says nothing by itself: "can" is not the can of a factory."""
    return f"={tokens.fold(word)}"


def _marked(labels: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The words that labels take apart by bars: their parts by the folded word and by its stem."""
    found: dict[str, tuple[str, ...]] = {}
    for label in labels:
        for word in MARKED_WORD.findall(label):
            *first, last = word.split("|")
            parts = (*(tokens.key(part, "de") for part in first), tokens.stem(last, "de"))
            whole = tokens.fold(word.replace("|", ""))
            found.setdefault(whole, parts)
            found.setdefault(tokens.stem(whole, "de"), parts)
    return found


def _atoms(label: str, language: str) -> Iterable[str]:
    """The stems of the words of a label, and of the marked parts of compounds."""
    for word in LABEL_WORD.findall(label):
        for part in word.split("|"):
            if (len(part) > 2 or tokens.fold(part) in SHORT_PARTS) and not tokens.is_empty(word, language):
                yield tokens.stem(part, language)
