"""Numbers of the matcher in numpy: relations as edges of a graph, and what flows over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
"""Numbers of single precision; the docstrings say the shape."""
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Edges:
    """A sparse square matrix W of ``n`` rows, sorted by column: ``weights[k]`` flows from ``sources[k]``.

    ``starts`` are the first edges of those columns that have any, ``targets`` these columns.
    """

    n: int
    sources: Ints
    weights: Floats
    starts: Ints
    targets: Ints

    @classmethod
    def of(cls, n: int, triples: Sequence[tuple[int, int, float]]) -> Edges:
        """From (source, target, weight); of several edges between two nodes the strongest counts."""
        best: dict[tuple[int, int], float] = {}
        for source, target, weight in triples:
            best[target, source] = max(weight, best.get((target, source), 0.0))
        order = sorted(best)
        targets = np.array([target for target, _ in order], dtype=np.int64)
        found, starts = np.unique(targets, return_index=True)
        return cls(
            n,
            np.array([source for _, source in order], dtype=np.int64),
            np.array([best[pair] for pair in order], dtype=np.float32),
            starts.astype(np.int64),
            found,
        )

    def scaled(self, factors: Floats) -> Edges:
        """The same edges with other weights; ``factors`` is (edges,)."""
        return Edges(self.n, self.sources, self.weights * factors, self.starts, self.targets)

    def column_of_each(self) -> Ints:
        """The target of each edge."""
        lengths = np.diff(np.append(self.starts, len(self.sources)))
        return np.repeat(self.targets, lengths)

    def flow(self, values: Floats) -> Floats:
        """``values`` (texts, n) times W: (texts, n)."""
        result = np.zeros_like(values)
        if len(self.sources):
            carried = values[:, self.sources] * self.weights
            result[:, self.targets] = np.add.reduceat(carried, self.starts, axis=1)
        return result


def unit(rows: Floats) -> Floats:
    """Each row divided by its length; rows of zeros stay."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    whole: Floats = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return whole
