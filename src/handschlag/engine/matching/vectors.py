"""Large markets: candidates from vectors, without ever judging all pairs.

A pair is good in both directions if what each seeks is near to what the other offers. With [seek, offer] of the one
put beside [offer, seek] of the other, the inner product is the sum of both, so that one search finds the candidates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from handschlag.engine.matching.arrays import Floats, Ints
from handschlag.engine.matching.index import CandidateIndex, Exact
from handschlag.engine.matching.pairs import Pairs
from handschlag.engine.matching.reciprocity import Reciprocity, harmonic

AT_ONCE = 65_536


@dataclass(frozen=True, slots=True)
class Directed:
    """What the participants of a side seek and offer, (n, dim) each; rows have length one."""

    seeks: Floats
    offers: Floats

    def as_queries(self) -> Floats:
        return np.hstack([self.seeks, self.offers])

    def as_candidates(self) -> Floats:
        return np.hstack([self.offers, self.seeks])


def pairs_of_vectors(
    ones: Directed,
    others: Directed,
    *,
    most: int,
    index: Callable[[Floats], CandidateIndex] = Exact,
    reciprocity: Reciprocity = harmonic,
) -> Pairs:
    """The ``most`` nearest from either side; participants are numbered through both, ``ones`` first."""
    n, m = len(ones.seeks), len(others.seeks)
    there = index(others.as_candidates()).nearest(ones.as_queries(), most)[0]
    back = index(ones.as_candidates()).nearest(others.as_queries(), most)[0]
    cells = np.unique(np.concatenate([_cells(there, m), _cells(back, n, turned=m)]))
    one, other = np.divmod(cells, m)
    forth = _products(ones.seeks, others.offers, one, other)
    home = _products(ones.offers, others.seeks, one, other)
    return Pairs.of(n + m, one, other + n, there=forth, back=home, worth=reciprocity(forth, home))


def _cells(found: Ints, width: int, *, turned: int = 0) -> Ints:
    """Numbers of (one, other) in a table of so many columns."""
    rows, columns = np.repeat(np.arange(len(found)), found.shape[1]), found.ravel()
    rows, columns = rows[columns >= 0], columns[columns >= 0]
    return columns * turned + rows if turned else rows * width + columns


def _products(left: Floats, right: Floats, one: Ints, other: Ints) -> Floats:
    """The inner products of pairs of rows, 0 at least."""
    result = np.empty(len(one), dtype=np.float32)
    for start in range(0, len(one), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        result[part] = np.einsum("ij,ij->i", left[one[part]], right[other[part]])
    return np.maximum(result, 0)
