"""Numbers of the matcher in numpy: relations as edges of a graph, and what flows over them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
"""Numbers of single precision; the docstrings say the shape."""
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


AT_ONCE = 32
"""Rows that flow together: what is in between stays near the processor."""
SLOTS = 32
"""Edges that lead to one column and are added one after the other for all columns; the rest of a few are summed up."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """One edge of each of the first columns, in their order: ``weights`` (columns, 1) flow from ``sources``."""

    sources: Ints
    weights: Floats


@dataclass(frozen=True)
class Edges:
    """A sparse matrix W of ``n`` columns, sorted by column: ``weights[k]`` flows from ``sources[k]``.

    ``starts`` are the first edges of those columns that have any, ``targets`` these columns.
    """

    n: int
    sources: Ints
    weights: Floats
    starts: Ints
    targets: Ints

    @classmethod
    def of(cls, n: int, triples: Iterable[tuple[int, int, float]]) -> Edges:
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
        return np.repeat(self.targets, self._lengths)

    def flow(self, values: Floats) -> Floats:
        """``values`` (rows, sources) times W: (rows, n)."""
        return self._in_blocks(values, self._flow)

    def spread(self, values: Floats, *, hops: int, decay: float) -> Floats:
        """``values`` (rows, n), and what flows on from them, ``hops`` times, each time times ``decay``: (rows, n)."""

        def reached(block: Floats) -> Floats:
            total, wave = block.copy(), block
            for _ in range(hops):
                wave = self._flow(wave)
                wave *= np.float32(decay)
                total += wave
            return total

        return self._in_blocks(values, reached)

    def _in_blocks(self, values: Floats, change: Callable[[Floats], Floats]) -> Floats:
        """What ``change`` makes of a few rows at once, which stand in columns there."""
        result = np.empty((len(values), self.n), dtype=np.float32)
        for start in range(0, len(values), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            result[part] = change(np.ascontiguousarray(values[part].T)).T
        return result

    def _flow(self, values: Floats) -> Floats:
        """(sources, rows) to (n, rows): each column's edges in their order."""
        flowed = np.zeros((len(self.starts), values.shape[1]), dtype=np.float32)
        room = np.empty_like(flowed)
        for slot in self._slots:
            carried = room[: len(slot.sources)]
            np.take(values, slot.sources, axis=0, out=carried, mode="clip")  # checked anew, it would be copied
            carried *= slot.weights
            flowed[: len(carried)] += carried
        rest, begins = self._rest
        if len(begins):
            carried = values[rest.sources] * rest.weights
            carried[begins] = flowed[: len(begins)]
            flowed[: len(begins)] = np.add.reduceat(carried, begins, axis=0)
        result = np.zeros((self.n, values.shape[1]), dtype=np.float32)
        result[self._busiest] = flowed
        return result

    @cached_property
    def _lengths(self) -> Ints:
        return np.diff(np.append(self.starts, len(self.sources)))

    @cached_property
    def _order(self) -> Ints:
        """Columns that have edges by how many they have, the most first, as places in ``targets``."""
        return np.argsort(-self._lengths, kind="stable")

    @cached_property
    def _busiest(self) -> Ints:
        return self.targets[self._order]

    @cached_property
    def _slots(self) -> tuple[_Slot, ...]:
        lengths = self._lengths[self._order]
        most = min(SLOTS, int(lengths.max(initial=0)))
        return tuple(self._edges_at(self.starts[self._order[lengths > place]] + place) for place in range(most))

    @cached_property
    def _rest(self) -> tuple[_Slot, Ints]:
        """The edges that no slot has, column by column, after one that stands for the slots, and where those are."""
        order = self._order[self._lengths[self._order] > SLOTS]
        long = self._lengths[order] - SLOTS + 1
        begins = np.cumsum(long) - long
        edges = np.repeat(self.starts[order] + SLOTS - 1 - begins, long) + np.arange(long.sum())
        return self._edges_at(edges), begins

    def _edges_at(self, places: Ints) -> _Slot:
        return _Slot(self.sources[places], self.weights[places][:, None])


def unit(rows: Floats) -> Floats:
    """Each row divided by its length; rows of zeros stay."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    whole: Floats = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return whole


def marked(cells: Iterable[tuple[int, int]], shape: tuple[int, int]) -> Floats:
    """Zeros with a 1 in each of the cells (row, column)."""
    found = np.fromiter(chain.from_iterable(cells), dtype=np.int64).reshape(-1, 2)
    table = np.zeros(shape, dtype=np.float32)
    table[found[:, 0], found[:, 1]] = 1
    return table
