"""Concept space: what a text speaks of, and what that has to do with.

Each text is a vector ``a`` over concepts (``recognition``), times how rare each concept is. Activation flows over the
relations, ``HOPS`` steps, each step weakened by ``DECAY`` (Collins and Loftus 1975; here a truncated random walk with
restart, Tong, Faloutsos and Pan 2006)::

    r = a + d·aW + d²·aW² + …

W has the weight of the relation's type and direction, divided by how many relations lead to the target to the power of
``CROWD``, each row normalised to one. What everything leads to says little: ``rarity = log(1 + 1 / p)`` where ``p`` is
the mean activation when each concept is active once. The vector of a text is ``sqrt(r · rarity)`` of length one, and
two texts are as near as their vectors' scalar product (the square root is Hellinger's, so that no single concept
drowns the others).

Before it spreads, a concept that nothing else in the text has to do with is damped: of the several things that a word
can mean, the one is meant that fits the others.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from handschlag.engine.matching.arrays import Edges, Floats, unit
from handschlag.engine.matching.concepts import ConceptBase, RelationType
from handschlag.engine.matching.recognition import Spoken

FORTH: dict[RelationType, float] = {
    RelationType.BROADER: 1.0,
    RelationType.PART_OF: 0.6,
    RelationType.MADE_BY: 0.9,
    RelationType.MADE_OF: 0.5,
    RelationType.USED_IN: 0.5,
    RelationType.SERVES: 0.8,
    RelationType.SOLVES: 1.0,
    RelationType.MEASURED_BY: 0.5,
    RelationType.NEEDS: 0.6,
}
"""How much flows from a concept to the target of its relation."""
BACK: dict[RelationType, float] = FORTH | {RelationType.BROADER: 0.5, RelationType.PART_OF: 0.7}
"""How much flows from the target back."""
HOPS = 3
DECAY = 0.7
CROWD = 0.2
ALONE = 0.2
"""What a concept counts that nothing else in the text has to do with."""
SUPPORT = 4.0
"""How fast support by others rises to what counts wholly: a quarter of the best supported concept's is enough."""


class ConceptSpace:
    """Texts as vectors over concepts."""

    def __init__(self, base: ConceptBase) -> None:
        self.n = len(base.concepts)
        self.edges = _edges(base)
        everything = np.ones((1, self.n), dtype=np.float32)
        self.rarity: Floats = np.log(1 + self.n / self._spread(everything))[0]

    def active(self, found: Sequence[Spoken]) -> Floats:
        """What each text speaks of, (texts, n): strength times rarity, damped where nothing supports it."""
        values = np.zeros((len(found), self.n), dtype=np.float32)
        for row, one in zip(values, found, strict=True):
            row[one.concepts] = one.strengths
        values *= self.rarity
        support = self._spread(values) - values
        most = support.max(axis=1, keepdims=True, initial=0)
        share = np.divide(support, most, out=np.zeros_like(support), where=most > 0)
        active: Floats = values * (ALONE + (1 - ALONE) * np.minimum(1, SUPPORT * share))
        return active

    def vectors(self, active: Floats) -> Floats:
        """The vectors of texts, (texts, n), each of length one (or zero where nothing was recognised)."""
        return unit(np.sqrt(self._spread(active) * self.rarity))

    def _spread(self, values: Floats) -> Floats:
        return self.edges.spread(values, hops=HOPS, decay=DECAY)


def _edges(base: ConceptBase) -> Edges:
    triples = [
        triple
        for one in base.relations
        for triple in ((one.source, one.target, FORTH[one.type]), (one.target, one.source, BACK[one.type]))
    ]
    plain = Edges.of(len(base.concepts), triples)
    columns = plain.column_of_each()
    crowd = np.bincount(columns, minlength=plain.n).astype(np.float32)
    weights = plain.weights / crowd[columns] ** CROWD
    sums = np.bincount(plain.sources, weights=weights, minlength=plain.n).astype(np.float32)
    return plain.scaled((weights / sums[plain.sources] / plain.weights).astype(np.float32))
