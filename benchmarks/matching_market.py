"""How good lists are at made-up markets, beside other ways of making them; printed as JSON.

``python -m benchmarks.matching_market full`` measures the markets of the table, ``quick`` a tiny one.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.made_up_market import Lists, MadeUp, make_up, meetings
from handschlag.engine.matching.choosing import choose
from handschlag.engine.matching.exposure import exposure
from handschlag.engine.matching.pairs import Pairs
from handschlag.engine.matching.prices import Terms, even_shares, settle
from handschlag.engine.matching.reciprocity import harmonic
from handschlag.engine.matching.swapping import Kinds

PLACES = 10
MARKETS = ((600, 400, 1.0), (800, 200, 2.0))
TINY_MARKETS = ((30, 20, 1.0),)
SEEDS = range(6)


@dataclass(frozen=True, slots=True)
class Made:
    """Lists at a market as looks, (participants, places)."""

    market: MadeUp
    pairs: Pairs
    chosen: npt.NDArray[np.int64]

    def row(self) -> dict[str, float]:
        n, m = self.market.there.shape
        sides = {"a": np.arange(n), "b": np.arange(n, n + m)}
        figures = exposure(self.pairs, self.chosen, [str(one) for one in range(n + m)], sides)
        listed: tuple[Lists, Lists] = (list(self.pairs.at[self.chosen[:n]] - n), list(self.pairs.at[self.chosen[n:]]))
        return {
            "gini_a": figures.gini["a"],
            "gini_b": figures.gini["b"],
            "busiest": figures.busiest,
            "unseen": len(figures.unseen),
            "mutual_a": figures.mutual["a"],
            "mutual_b": figures.mutual["b"],
            "quality_a": figures.quality["a"],
            "quality_b": figures.quality["b"],
            "meetings": meetings(self.market, *listed),
        }


def _pairs(market: MadeUp) -> Pairs:
    n, m = market.there.shape
    one, other = (axis.ravel() for axis in np.indices((n, m)))
    there, back = market.there.ravel(), market.back.ravel()
    return Pairs.of(n + m, one, other + n, there=there, back=back, worth=harmonic(there, back))


def _one_sided(market: MadeUp, pairs: Pairs) -> Made:
    return Made(market, pairs, _best(pairs, pairs.there))


def _harmonic(market: MadeUp, pairs: Pairs) -> Made:
    return Made(market, pairs, _best(pairs, pairs.worth))


def _best(pairs: Pairs, values: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
    order = pairs.order(values)
    best: npt.NDArray[np.int64] = order[pairs.starts[:-1, None] + np.arange(PLACES)]
    return best


def _ours(market: MadeUp, pairs: Pairs) -> Made:
    n, m = market.there.shape
    terms = Terms.fair(pairs.possible(), even_shares(n, m, places=PLACES), places=PLACES)
    return Made(market, pairs, choose(pairs, settle(pairs, terms), terms, Kinds.none(n + m)))


WAYS: Mapping[str, Callable[[MadeUp, Pairs], Made]] = {
    "one-sided": _one_sided,
    "harmonic mean only": _harmonic,
    "ours": _ours,
}


def main(argv: Sequence[str] | None = None) -> int:
    is_full = list(argv if argv is not None else sys.argv[1:]) == ["full"]
    markets, seeds = (MARKETS, SEEDS) if is_full else (TINY_MARKETS, range(1))
    print(json.dumps([row for market in markets for row in _rows(*market, seeds)]))
    return 0


def _rows(n: int, m: int, attraction: float, seeds: range) -> Iterator[dict[str, Any]]:
    found: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    for seed in seeds:
        market = make_up(n, m, attraction=attraction, seed=seed)
        pairs = _pairs(market)
        for way, make in WAYS.items():
            found[way].append(make(market, pairs).row())
    means = {way: {key: float(np.mean([row[key] for row in rows])) for key in rows[0]} for way, rows in found.items()}
    for way, row in means.items():
        gain = row["meetings"] / means["harmonic mean only"]["meetings"] - 1
        shown = {key: round(value, 1 if value > 3 else 3) for key, value in row.items()}
        yield {"market": f"{n} x {m}", "way": way, **shown, "gain": f"{100 * gain:+.1f} %"}


if __name__ == "__main__":
    sys.exit(main())
