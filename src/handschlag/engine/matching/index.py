"""Finding the nearest among many vectors: exactly by default, or approximately by inverted lists.

Nearness is the inner product. Both indexes give the same answer for the same vectors; where two are as near, the one
that stands first comes first.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from handschlag.engine.matching.arrays import Floats, Ints

ROWS, COLUMNS = 1024, 2048
"""Products that are computed at once: 8 MiB."""
ASKING = 8192
"""Queries that are sent to the cells together."""
SAMPLE = 4096
"""So many vectors tell how near the nearest must be."""
AMPLE = 2.0
"""The bound lets about so many times the wanted number pass."""


class CandidateIndex(Protocol):
    """What ranks candidates; an adapter to a database or a search engine can stand in its place."""

    def nearest(self, queries: Floats, most: int) -> tuple[Ints, Floats]:
        """For each query, (queries, dim), the places of the nearest and their inner products, nearest first."""
        ...


class Exact:
    """Compares with every vector, (n, dim), in blocks."""

    def __init__(self, vectors: Floats) -> None:
        self._vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        step = max(1, len(vectors) // SAMPLE)
        self._sample = np.ascontiguousarray(self._vectors[::step])

    def nearest(self, queries: Floats, most: int) -> tuple[Ints, Floats]:
        most = min(most, len(self._vectors))
        places = np.empty((len(queries), most), dtype=np.int64)
        values = np.empty((len(queries), most), dtype=np.float32)
        for start in range(0, len(queries), ROWS):
            block = np.ascontiguousarray(queries[start : start + ROWS], dtype=np.float32)
            rows = slice(start, start + len(block))
            places[rows], values[rows] = self._block(block, most)
        return places, values

    def _block(self, block: Floats, most: int) -> tuple[Ints, Floats]:
        rank = int(AMPLE * most * len(self._sample) / max(1, len(self._vectors))) + 4
        if 2 * rank >= len(self._sample):
            return self._plainly(block, most)
        likeness = block @ self._sample.T
        bounds = np.partition(likeness, -rank, axis=1)[:, -rank]
        found = self._above(block, bounds)
        places, values = first(*found, len(block), most)
        short = np.bincount(found[0], minlength=len(block)) < most
        if short.any():  # what is near to these is rarer than the sample says
            places[short], values[short] = self._plainly(block[short], most)
        return places, values

    def _plainly(self, block: Floats, most: int) -> tuple[Ints, Floats]:
        """Without a bound; as good where the vectors are few."""
        rows, places = np.arange(len(block)), np.arange(len(self._vectors))
        return first(*_top(block @ self._vectors.T, rows, places, most), len(block), most)

    def _above(self, block: Floats, bounds: Floats) -> tuple[Ints, Ints, Floats]:
        """Rows, places and values of all products above the bound of their row."""
        found: list[tuple[Ints, Ints, Floats]] = []
        products = np.empty((len(block), COLUMNS), dtype=np.float32)
        passes = np.empty((len(block), COLUMNS), dtype=bool)
        for start in range(0, len(self._vectors), COLUMNS):
            vectors = self._vectors[start : start + COLUMNS]
            if len(vectors) < COLUMNS:
                products, passes = (np.empty((len(block), len(vectors)), one.dtype) for one in (products, passes))
            np.matmul(block, vectors.T, out=products)
            np.greater(products, bounds[:, None], out=passes)
            cells = np.flatnonzero(passes)
            rows, columns = np.divmod(cells, len(vectors))
            found.append((rows, columns + start, products.ravel()[cells]))
        return _joined(found)


class InvertedLists:
    """Vectors in cells around centres; a query looks into the nearest cells only (IVF: Jégou et al. 2011).

    The cells are found by a few rounds of spherical k-means that begins with vectors drawn by ``seed``. ``probes`` is
    the number of cells that a query looks into; all of them make the answer exact.
    """

    def __init__(self, vectors: Floats, *, cells: int | None = None, probes: int | None = None, seed: int = 0) -> None:
        self._vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        count = min(len(vectors), cells or max(1, int(2 * len(vectors) ** 0.5)))
        self._centres = _centres(self._vectors, count, seed)
        self._probes = min(count, probes or max(8, count // 50))
        nearest = Exact(self._centres).nearest(self._vectors, 1)[0][:, 0] if count else np.zeros(0, dtype=np.int64)
        self._order = np.argsort(nearest, kind="stable")
        self._starts = np.searchsorted(nearest[self._order], np.arange(count + 1))

    def nearest(self, queries: Floats, most: int) -> tuple[Ints, Floats]:
        """As ``Exact``; where the cells hold too few, the missing places are -1 and their values minus infinity."""
        most = min(most, len(self._vectors))
        places = np.full((len(queries), most), -1, dtype=np.int64)
        values = np.full((len(queries), most), -np.inf, dtype=np.float32)
        for start in range(0, len(queries), ASKING):
            block = np.ascontiguousarray(queries[start : start + ASKING], dtype=np.float32)
            rows = slice(start, start + len(block))
            places[rows], values[rows] = self._block(block, most)
        return places, values

    def _block(self, block: Floats, most: int) -> tuple[Ints, Floats]:
        probed = Exact(self._centres).nearest(block, self._probes)[0]
        rows = np.repeat(np.arange(len(block)), probed.shape[1])
        by_cell = np.argsort(probed.ravel(), kind="stable")
        ends = np.searchsorted(probed.ravel()[by_cell], np.arange(len(self._centres) + 1))
        found: list[tuple[Ints, Ints, Floats]] = []
        for cell in np.flatnonzero(np.diff(ends)).tolist():
            members = self._order[self._starts[cell] : self._starts[cell + 1]]
            asking = rows[by_cell[ends[cell] : ends[cell + 1]]]
            found.append(_top(block[asking] @ self._vectors[members].T, asking, members, most))
        return first(*_joined(found), len(block), most)


def _joined(found: list[tuple[Ints, Ints, Floats]]) -> tuple[Ints, Ints, Floats]:
    nothing = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    rows, places, values = (np.concatenate(part) for part in zip(nothing, *found, strict=True))
    return rows, places, values


def _top(products: Floats, rows: Ints, columns: Ints, most: int) -> tuple[Ints, Ints, Floats]:
    """The greatest of each row, at least ``most`` of them (equal ones all)."""
    if products.shape[1] > most:
        least = np.partition(products, products.shape[1] - most, axis=1)[:, products.shape[1] - most]
        row, column = np.nonzero(products >= least[:, None])
    else:
        row, column = (one.ravel() for one in np.indices(products.shape))
    return rows[row], columns[column], products[row, column]


def first(rows: Ints, places: Ints, values: Floats, n: int, most: int) -> tuple[Ints, Floats]:
    """The ``most`` greatest of each of ``n`` rows, greatest first, then as they come; -1 where there are fewer."""
    order = np.argsort(rows.astype(np.int16), kind="stable")
    rows = rows[order]
    starts = np.searchsorted(rows, np.arange(n + 1))
    width = max(most, int(np.diff(starts).max(initial=0)))
    cells = rows, np.arange(len(rows)) - starts[rows]
    all_places = np.full((n, width), -1, dtype=np.int64)
    all_values = np.full((n, width), -np.inf, dtype=np.float32)
    all_places[cells], all_values[cells] = places[order], values[order]
    best = np.argsort(-all_values, axis=1, kind="stable")[:, :most]
    return np.take_along_axis(all_places, best, 1), np.take_along_axis(all_values, best, 1)


def _centres(vectors: Floats, count: int, seed: int, rounds: int = 6) -> Floats:
    """Spherical k-means on at most 64 vectors for each centre."""
    drawn = np.random.default_rng(seed).permutation(len(vectors))[: 64 * count]
    sample = vectors[np.sort(drawn)]
    centres = vectors[np.sort(drawn[:count])]
    for _ in range(rounds if count else 0):
        nearest = Exact(centres).nearest(sample, 1)[0][:, 0]
        order = np.argsort(nearest, kind="stable")
        cells, starts = np.unique(nearest[order], return_index=True)
        centres = centres.copy()
        centres[cells] = np.add.reduceat(sample[order], starts, axis=0)
        centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), np.float32(1e-12))
    return centres
