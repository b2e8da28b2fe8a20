"""The labels of a concept base in one language, by the stems of their words.

A base has tens of thousands of labels, but far fewer words: whatever is asked of a word is asked once for each.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from handschlag.engine.matching import tokens
from handschlag.engine.matching.arrays import Ints
from handschlag.engine.matching.compounds import SHORT_PARTS, Splitter
from handschlag.engine.matching.concepts import ConceptBase

LEAST_SHARED = 5
"""Words of one kin share at least so many letters at the beginning …"""
MOST_ENDING = 3
"""… and differ in so many at the end …"""
SURE_KIN = 6
"""… and where they share fewer than so many, one is the beginning of the other (привозят is no привод)."""
MARKED_WORD = re.compile(r"[^\W_]+(?:\|[^\W_]+)+")
"""A compound with the bars that mark its parts."""
LABEL_WORD = re.compile(f"{MARKED_WORD.pattern}|{tokens.WORD.pattern}")


@dataclass(frozen=True, slots=True)
class Label:
    """A label of a concept: its stems, and what they weigh together.

    ``is_tight``: it counts only where its words stand side by side; ``is_compound``: it is written as one word.
    """

    concept: int
    stems: tuple[str, ...]
    weight: float
    is_tight: bool
    is_compound: bool


class Vocabulary:
    """The labels of one language.

    Attributes
    ----------
    labels : all that have a stem, in the order of the base
    of_label : the stems of each label by its text
    holders : for each stem the labels that have it, as places in ``labels``
    weight : of each stem, the more the fewer labels have it
    """

    def __init__(self, base: ConceptBase, language: str) -> None:
        self.language = language
        written = [
            (concept, label) for concept, row in enumerate(base.concepts) for label in row.labels.get(language, ())
        ]
        words = {label: LABEL_WORD.findall(label) for _, label in written}
        each = dict.fromkeys(word for found in words.values() for word in found)
        known = {stem for word in each for stem in _atoms(word, language)}
        self._splitter = Splitter(known, _marked(each)) if language == "de" else None
        self._meant: dict[str, tuple[str, ...]] = {}
        stems = _LabelStems(self, each)
        self.of_label = {label: stems.of(found) for label, found in words.items()}
        stemmed = [(concept, label, found) for concept, label in written if (found := self.of_label[label])]
        held: defaultdict[str, list[int]] = defaultdict(list)
        for number, (_, _, found) in enumerate(stemmed):
            for stem in found:
                held[stem].append(number)
        self.holders: dict[str, Ints] = {stem: np.array(numbers) for stem, numbers in held.items()}
        beginnings: defaultdict[str, list[str]] = defaultdict(list)
        for stem in held:
            beginnings[stem[:LEAST_SHARED]].append(stem)
        self._beginnings = dict(beginnings)
        self.weight = {stem: math.log(1 + len(written) / len(found)) for stem, found in held.items()}
        self.labels = [
            Label(
                concept,
                found,
                sum([self.weight[stem] for stem in found]),
                is_tight=any(stem.startswith("=") for stem in found),
                is_compound=len(found) > 1 and len(tokens.WORD.findall(label.replace("|", ""))) == 1,
            )
            for concept, label, found in stemmed
        ]

    def parts(self, word: str) -> tuple[str, ...]:
        """The stems of a word: of its parts where it is a compound; a key of its own for a word of every day."""
        if tokens.is_everyday(word, self.language):
            return (tokens.key(word, self.language),)
        return self.apart(word)

    def apart(self, word: str) -> tuple[str, ...]:
        """The same of a word that is meant as one of the trade."""
        return (tokens.stem(word, self.language),) if self._splitter is None else self._splitter.parts(word)

    def meant(self, word: str) -> tuple[str, ...]:
        """Its parts, with the nearest known stem for each that no label has (шлифованный: шлифование)."""
        if tokens.is_everyday(word, self.language):
            return self.parts(word)
        if word not in self._meant:
            if len(self._meant) >= tokens.MOST_KEPT:
                self._meant.clear()
            stems = [stem if stem in self.holders else self._kin(stem) for stem in self.parts(word)]
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
        return tokens.is_everyday(word, self.language) or any(stem in self.holders for stem in self.parts(word))


class _LabelStems:
    """The stems by which labels are found; ``words`` are all that stand in any."""

    def __init__(self, vocabulary: Vocabulary, words: Iterable[str]) -> None:
        language = vocabulary.language
        self._vocabulary = vocabulary
        self._numbers = {word for word in words if tokens.SHORT_NUMBER.fullmatch(word)}
        self._empty = {word for word in words if tokens.is_empty(word, language)}
        self._everyday = {word for word in words if tokens.is_everyday(word, language)}
        self._known: dict[tuple[str, bool], tuple[str, ...]] = {}

    def of(self, label: Sequence[str]) -> tuple[str, ...]:
        """Those of a label, each once, in the order of its words."""
        words = [word for word in label if word not in self._numbers]
        said = [word for word in words if word not in self._empty]
        keeps_all = len(said) == 1 and "|" not in said[0]  # "IT security" is not any security
        is_plain = self._everyday.issuperset(said)  # meant as the word of the trade
        chosen = words if keeps_all or not said else said
        return tuple(dict.fromkeys([stem for word in chosen for stem in self._of_word(word, is_plain)]))

    def _of_word(self, word: str, is_plain: bool) -> tuple[str, ...]:
        if (word, is_plain) not in self._known:
            self._known[word, is_plain] = tuple(self._found(word, is_plain=is_plain))
        return self._known[word, is_plain]

    def _found(self, word: str, *, is_plain: bool) -> Iterator[str]:
        if word in self._empty and "|" not in word:
            yield tokens.small(word)
        else:
            *first, last = word.split("|")
            for part in first:
                yield from self._vocabulary.parts(part)
            yield from self._vocabulary.apart(last) if first or is_plain else self._vocabulary.parts(last)


def _shared_beginning(one: str, other: str) -> int:
    """How many letters two words share at the beginning."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _marked(words: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """The words that labels take apart by bars: their parts by the folded word and by its stem."""
    found: dict[str, tuple[str, ...]] = {}
    for word in words:
        *first, last = word.split("|")
        if first:
            parts = (*(tokens.key(part, "de") for part in first), tokens.stem(last, "de"))
            whole = tokens.fold(word.replace("|", ""))
            found.setdefault(whole, parts)
            found.setdefault(tokens.stem(whole, "de"), parts)
    return found


def _atoms(word: str, language: str) -> Iterator[str]:
    """The stem of a word of a label, and of each marked part of a compound."""
    if not tokens.is_empty(word, language):
        for part in word.split("|"):
            if len(part) > 2 or tokens.fold(part) in SHORT_PARTS:
                yield tokens.stem(part, language)
