"""Class space: which classes of NACE a text belongs to, by its words and by the concepts that it speaks of.

Explicit semantic analysis (Gabrilovich and Markovitch 2007) with a class as a dimension: each class is a document of
its titles, those of its group and division, further words of the trade, and the labels of concepts that belong to it.
A text's likeness to each, by weighted words, is added to what its concepts say; both have length one before.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from handschlag.engine.matching import tokens
from handschlag.engine.matching.arrays import Edges, Floats, unit
from handschlag.engine.matching.concepts import ConceptBase
from handschlag.engine.matching.recognition import Recogniser
from handschlag.engine.matching.spreading import ConceptSpace
from handschlag.engine.matching.taxonomy import DIVISION, GROUP, Taxonomy
from handschlag.engine.matching.tokens import Word
from handschlag.engine.matching.vocabulary import Vocabulary

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
        held = np.bincount(self._belonging.column_of_each(), self._belonging.weights, len(self._position))
        share = held / max(1.0, float(held.sum()))
        self._rarity: Floats = np.sqrt(np.log(1 + 1 / (share + 1e-4))).astype(np.float32)
        self._documents: dict[str, _Documents] = {}
        self._tree = self._nearness()

    def suggest(self, text: str, language: str, *, most: int = 5) -> list[Suggestion]:
        """The classes that a text most likely belongs to, the likeliest first; none for a text that says nothing."""
        words = tokens.every_word(text, language)
        active = self._space.active([self._recogniser.spoken(words, language)])
        scores = (self.by_words([words], language) + self.by_concepts(active))[0]
        best = sorted(range(len(scores)), key=lambda one: (-scores[one], one))[:most]
        return [Suggestion(self.taxonomy.classes[one], float(scores[one])) for one in best if scores[one] > 0]

    def by_words(self, texts: Sequence[Sequence[Word]], language: str) -> Floats:
        """How much each text has in common with the document of each class, (texts, classes).

        Of each text all words (``tokens.every_word``).
        """
        return self._documents_in(language).likeness(texts)

    def by_concepts(self, active: Floats) -> Floats:
        """How much belongs to each class of what texts speak of, weighted beside ``by_words``: (texts, classes)."""
        reached = active + np.float32(ONE_STEP) * self._space.edges.flow(active)
        likeness: Floats = CONCEPTS * unit(self._belonging.flow(reached) * self._rarity)
        return likeness

    def vectors(self, scores: Floats) -> Floats:
        """Vectors of length one for comparing texts; near classes are near."""
        vectors: Floats = unit(np.maximum(scores, 0) @ self._tree)
        return vectors

    def _of_concepts(self) -> Edges:
        """From concepts to classes: the first one of a concept counts 1, the second a half …, all of them 1 at most."""
        triples = []
        for number, concept in enumerate(self._base.concepts):
            shares: defaultdict[int, float] = defaultdict(float)
            for rank, code in enumerate(concept.codes):
                below = self.taxonomy.below.get(code, ())
                for one in below:
                    shares[self._position[one]] += 1 / (1 + rank) / len(below)
            whole = max(1.0, sum(shares.values()))
            triples += [(number, place, share / whole) for place, share in shares.items()]
        return Edges.of(len(self._position), triples)

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
                        yield self._position[one], label, LABEL / (1 + rank)


class _Documents:
    """The classes as bags of stems of one language."""

    def __init__(self, vocabulary: Vocabulary, written: Iterable[tuple[int, str, float]], classes: int) -> None:
        self._vocabulary = vocabulary
        bags: defaultdict[int, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        for number, text, weight in written:
            # The stems of labels are known already: they are most of what is written.
            for stem in vocabulary.of_label.get(text) or self._stems_of(text):
                bags[number][stem] += weight
        holders = Counter(stem for bag in bags.values() for stem in bag)
        self._weight = {stem: math.log(1 + classes / held) for stem, held in holders.items()}
        postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for number in range(classes):
            values = {stem: math.log1p(weight) * self._weight[stem] for stem, weight in bags[number].items()}
            length = math.hypot(*values.values())
            for stem, value in values.items():
                postings[stem].append((number, value / length))
        self._postings = {
            stem: (np.array([one for one, _ in held]), np.array([value for _, value in held], dtype=np.float32))
            for stem, held in postings.items()
        }
        self._classes = classes

    def likeness(self, texts: Sequence[Sequence[Word]]) -> Floats:
        """(texts, classes): the cosine of what they have in common, each stem of a text once."""
        result = np.zeros((len(texts), self._classes), dtype=np.float32)
        for row, words in zip(result, texts, strict=True):
            stems = [stem for stem in dict.fromkeys(self._stems(words)) if stem in self._postings]
            length = math.hypot(*(self._weight[stem] for stem in stems))
            for stem in stems:
                held, values = self._postings[stem]
                row[held] += np.float32(self._weight[stem] / length) * values
        return result

    def _stems_of(self, text: str) -> Iterable[str]:
        return dict.fromkeys(self._stems(tokens.every_word(text, self._vocabulary.language)))

    def _stems(self, words: Iterable[Word]) -> list[str]:
        found = tokens.telling(words, self._vocabulary.language)
        return [stem for word in found for stem in self._vocabulary.parts(word.text)]
