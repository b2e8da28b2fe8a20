"""Class space: which classes of NACE a text belongs to, by its words and by the concepts that it speaks of.

Explicit semantic analysis (Gabrilovich and Markovitch 2007) with a class as a dimension: each class is a document of
its titles, those of its group and division, further words of the trade, and the labels of concepts that belong to it.
A text's likeness to each, by weighted words, is added to what its concepts say; both have length one before.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from handschlag.engine.matching import tokens
from handschlag.engine.matching.arrays import Floats, unit
from handschlag.engine.matching.concepts import ConceptBase
from handschlag.engine.matching.recognition import Recognised, Recogniser, Vocabulary
from handschlag.engine.matching.spreading import ConceptSpace
from handschlag.engine.matching.taxonomy import DIVISION, GROUP, Taxonomy

TITLE, WORDS, GROUP_TITLE, DIVISION_TITLE, LABEL = 2.0, 1.0, 0.6, 0.2, 0.15
"""What a word counts that stands in these."""
CONCEPTS = 0.5
"""What the concepts of a text count beside its words, which count 1."""
ONE_STEP = 0.6
"""What the neighbours of a concept count beside itself."""
SAME_GROUP, SAME_DIVISION = 0.3, 0.08
"""How much of a class passes to others of its group and division when texts are compared."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A class that a text may belong to; ``score`` is 0 to about 1.5 and compares within one text only."""

    code: str
    score: float


class ClassSpace:
    """Texts as vectors over classes."""

    def __init__(self, base: ConceptBase, recogniser: Recogniser, space: ConceptSpace, taxonomy: Taxonomy) -> None:
        self._base, self._recogniser, self._space, self.taxonomy = base, recogniser, space, taxonomy
        self._position = {code: number for number, code in enumerate(taxonomy.classes)}
        self._belonging = self._of_concepts()
        share = self._belonging.sum(axis=0) / max(1.0, float(self._belonging.sum()))
        self._rarity: Floats = np.sqrt(np.log(1 + 1 / (share + 1e-4))).astype(np.float32)
        self._documents: dict[str, _Documents] = {}
        self._tree = self._nearness()

    def suggest(self, text: str, language: str, *, most: int = 5) -> list[Suggestion]:
        """The classes that a text most likely belongs to, the likeliest first; none for a text that says nothing."""
        found = [self._recogniser.recognise(text, language)]
        scores = self.scores([text], found, language)[0]
        best = sorted(range(len(scores)), key=lambda one: (-scores[one], one))[:most]
        return [Suggestion(self.taxonomy.classes[one], float(scores[one])) for one in best if scores[one] > 0]

    def scores(self, texts: Sequence[str], found: Sequence[Sequence[Recognised]], language: str) -> Floats:
        """How much each text belongs to each class, (texts, classes)."""
        return self._by_words(texts, language) + CONCEPTS * self._by_concepts(found)

    def vectors(self, scores: Floats) -> Floats:
        """Vectors of length one for comparing texts; near classes are near."""
        vectors: Floats = unit(np.maximum(scores, 0) @ self._tree)
        return vectors

    def _by_words(self, texts: Sequence[str], language: str) -> Floats:
        documents = self._documents_in(language)
        likeness: Floats = unit(documents.vectors(texts)) @ documents.classes.T
        return likeness

    def _by_concepts(self, found: Sequence[Sequence[Recognised]]) -> Floats:
        active = self._space.active(found)
        reached = active + np.float32(ONE_STEP) * self._space.edges.flow(active)
        likeness: Floats = unit(reached @ self._belonging * self._rarity)
        return likeness

    def _of_concepts(self) -> Floats:
        """(concepts, classes): the first class of a concept counts 1, the second a half …, all of them 1 at most."""
        belonging = np.zeros((len(self._base.concepts), len(self._position)), dtype=np.float32)
        for number, concept in enumerate(self._base.concepts):
            for rank, code in enumerate(concept.codes):
                below = self.taxonomy.below.get(code, ())
                for one in below:
                    belonging[number, self._position[one]] += 1 / (1 + rank) / len(below)
        whole: Floats = belonging / np.maximum(1, belonging.sum(axis=1, keepdims=True))
        return whole

    def _nearness(self) -> Floats:
        codes = np.array(self.taxonomy.classes)
        group, division = codes.astype(f"U{GROUP}"), codes.astype(f"U{DIVISION}")
        near = np.where(group[:, None] == group, SAME_GROUP, np.where(division[:, None] == division, SAME_DIVISION, 0))
        np.fill_diagonal(near, 1.0)
        return near.astype(np.float32)

    def _documents_in(self, language: str) -> _Documents:
        if language not in self._documents:
            vocabulary = self._recogniser.vocabulary(language)
            self._documents[language] = _Documents(vocabulary, self._written(language), len(self._position))
        return self._documents[language]

    def _written(self, language: str) -> Iterable[tuple[int, str, float]]:
        """For each class what stands in its document and how much it counts."""
        titles, words = self.taxonomy.titles, self.taxonomy.words
        for code, number in self._position.items():
            yield number, titles[code].get(language, ""), TITLE
            yield number, words.get(code, {}).get(language, ""), WORDS
            yield number, titles.get(code[:GROUP], {}).get(language, ""), GROUP_TITLE
            yield number, titles.get(code[:DIVISION], {}).get(language, ""), DIVISION_TITLE
        for concept in self._base.concepts:
            for rank, code in enumerate(concept.codes):
                for one in self.taxonomy.below.get(code, ()):
                    for label in concept.labels.get(language, ()):
                        yield self._position[one], label.replace("|", ""), LABEL / (1 + rank)


class _Documents:
    """The classes as bags of stems of one language."""

    def __init__(self, vocabulary: Vocabulary, written: Iterable[tuple[int, str, float]], classes: int) -> None:
        self._vocabulary = vocabulary
        bags: defaultdict[int, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        for number, text, weight in written:
            for stem in set(self._stems(text)):
                bags[number][stem] += weight
        holders = Counter(stem for bag in bags.values() for stem in bag)
        self._position = {stem: place for place, stem in enumerate(sorted(holders))}
        self._weight = {stem: math.log(1 + classes / held) for stem, held in holders.items()}
        self.classes = unit(self._matrix([_damped(bags[number]) for number in range(classes)]))

    def vectors(self, texts: Sequence[str]) -> Floats:
        """(texts, stems): each stem of a text once, by how few classes have it."""
        return self._matrix([dict.fromkeys(self._stems(text), 1.0) for text in texts])

    def _matrix(self, bags: Sequence[Mapping[str, float]]) -> Floats:
        values = np.zeros((len(bags), len(self._position)), dtype=np.float32)
        for row, bag in enumerate(bags):
            for stem, weight in bag.items():
                if stem in self._position:
                    values[row, self._position[stem]] = weight * self._weight[stem]
        return values

    def _stems(self, text: str) -> list[str]:
        found = tokens.words(text, self._vocabulary.language)
        return [stem for word in found for stem in self._vocabulary.parts(word.text)]


def _damped(bag: Mapping[str, float]) -> dict[str, float]:
    return {stem: math.log1p(weight) for stem, weight in bag.items()}
