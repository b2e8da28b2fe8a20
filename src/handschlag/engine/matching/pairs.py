"""Who might meet whom: pairs as a graph of flat arrays, read from either side, with what each pair is worth.

Only pairs that may be suggested are here. What is not here (a veto, the same organisation, sides that do not meet)
cannot come out of anything that is computed from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from handschlag.engine.matching.arrays import Floats, Ints

NARROWEST = 16
"""Rows up to so many pairs are handled together."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Each pair twice, as a *look* of the one at the other, sorted by who looks and then by who is looked at.

    Attributes
    ----------
    n : number of participants, 0 to n - 1; whoever comes first wins where nothing else decides
    by, at : (looks,) who looks, and at whom
    there : (looks,) what the one who looks gains, 0 to 1
    worth : (looks,) what the pair is worth, the same for both looks
    twin : (looks,) the look back
    starts : (n + 1,) the looks of i are ``starts[i]`` to ``starts[i + 1]``
    """

    n: int
    by: Ints
    at: Ints
    there: Floats
    worth: Floats
    twin: Ints
    starts: Ints

    @classmethod
    def of(cls, n: int, one: Ints, other: Ints, *, there: Floats, back: Floats, worth: Floats) -> Pairs:
        """From pairs that each stand here once, in any order and either way round."""
        by, at = np.concatenate([one, other]), np.concatenate([other, one])
        order = np.argsort(by * n + at)
        by, at = by[order], at[order]
        return cls(
            n,
            by,
            at,
            np.concatenate([there, back]).astype(np.float32)[order],
            np.concatenate([worth, worth]).astype(np.float32)[order],
            np.argsort(at * n + by),
            np.searchsorted(by, np.arange(n + 1)),
        )

    def possible(self) -> Ints:
        """(n,) how many each might meet."""
        return np.diff(self.starts)

    def descending(self, values: Floats) -> Descending:
        """The values of everybody's looks, greatest first."""
        return Descending(self, values)

    def order(self, values: Floats) -> Ints:
        """The looks sorted by who looks, then greatest value first, then who comes first."""
        result = np.empty(len(values), dtype=np.int64)
        for _, looks, is_padding in self.bands():
            rows = -values[looks]
            rows[is_padding] = np.inf
            in_order = np.take_along_axis(looks, np.argsort(rows, axis=1, kind="stable"), axis=1)
            result[looks[~is_padding]] = in_order[~is_padding]
        return result

    def bands(self) -> Iterator[tuple[Ints, Ints, npt.NDArray[np.bool_]]]:
        """Participants with about as many looks: who, their looks (who, width), and which of these are padding."""
        lengths = self.possible()
        width = NARROWEST
        while (lengths > width // 2).any() or width == NARROWEST:
            least = 0 if width == NARROWEST else width // 2
            who = np.flatnonzero((lengths > least) & (lengths <= width))
            if len(who):
                places = np.arange(int(lengths[who].max()))
                looks = self.starts[who, None] + places
                is_padding = places >= lengths[who, None]
                yield who, np.where(is_padding, 0, looks), is_padding
            width *= 2


class Descending:
    """The values of everybody's looks, sorted."""

    def __init__(self, pairs: Pairs, values: Floats) -> None:
        self._n = pairs.n
        self._bands: list[tuple[Ints, Floats]] = []
        for who, looks, is_padding in pairs.bands():
            rows = -values[looks]
            rows[is_padding] = np.inf
            rows.sort(axis=1)
            self._bands.append((who, -rows))

    def nth(self, ranks: Ints) -> Floats:
        """(n,) each one's value of that rank, from 1; minus infinity where there are fewer."""
        result = np.full(self._n, -np.inf, dtype=np.float32)
        for who, rows in self._bands:
            wanted = ranks[who]
            found = rows[np.arange(len(who)), np.minimum(wanted, rows.shape[1]) - 1]
            result[who] = np.where(wanted <= rows.shape[1], found, -np.inf)
        return result
