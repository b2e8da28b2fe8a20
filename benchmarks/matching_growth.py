"""One measurement of the matcher's lists, printed as JSON, so that each runs in a process of its own.

``nearest N`` finds the 50 nearest of N vectors for each of N others, exactly; ``inverted N`` by inverted lists.
``lists N`` makes everybody's list at a market of N participants on either side, from vectors to prices to lists.
``market N`` makes them from given scores, all pairs judged; ``renew N`` one fresh list among N participants.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from handschlag.engine.matching.arrays import unit
from handschlag.engine.matching.candidates import Scores
from handschlag.engine.matching.choosing import choose
from handschlag.engine.matching.exposure import exposure
from handschlag.engine.matching.index import Exact, InvertedLists
from handschlag.engine.matching.prices import Terms, even_shares, settle
from handschlag.engine.matching.profile import Market, Participant
from handschlag.engine.matching.recommendation import recommend, renew
from handschlag.engine.matching.swapping import Kinds
from handschlag.engine.matching.vectors import Directed, pairs_of_vectors

Floats = npt.NDArray[np.float32]
DIM, MOST, CANDIDATES, PLACES = 256, 50, 30, 10


def main(argv: Sequence[str] | None = None) -> int:
    what, size = argv if argv is not None else sys.argv[1:]
    print(json.dumps(MEASURES[what](int(size))))
    return 0


def _side(n: int, dim: int, random: np.random.Generator, centres: Floats) -> Floats:
    found = centres[random.integers(0, len(centres), n)]
    found += np.float32(0.9) * random.standard_normal((n, dim), dtype=np.float32)
    return unit(found)


def _centres(n: int, dim: int, random: np.random.Generator) -> Floats:
    return random.standard_normal((max(50, n // 100), dim), dtype=np.float32)


def _nearest(n: int, index: Callable[[Floats], Any] = Exact) -> dict[str, Any]:
    random = np.random.default_rng(0)
    centres = _centres(n, DIM, random)
    here, there = (_side(n, DIM, random, centres) for _ in range(2))
    began = time.perf_counter()
    made = index(there)
    building = time.perf_counter() - began
    places, _ = made.nearest(here, MOST)
    seconds = time.perf_counter() - began
    some = slice(0, min(n, 200))
    best = np.argsort(-(here[some] @ there.T), axis=1)[:, :MOST]
    recall = np.mean([len(set(one) & set(other)) / len(other) for one, other in zip(places[some], best, strict=True)])
    return {"seconds": seconds, "building": building, "recall": float(recall)}


def _inverted(n: int) -> dict[str, Any]:
    return _nearest(n, InvertedLists)


def _directed(n: int, random: np.random.Generator, centres: Floats) -> Directed:
    return Directed(*(_side(n, DIM // 2, random, centres) for _ in range(2)))


def _lists(n: int) -> dict[str, Any]:
    random = np.random.default_rng(0)
    centres = _centres(n, DIM // 2, random)
    ones, others = (_directed(n, random, centres) for _ in range(2))
    times = [time.perf_counter()]
    pairs = pairs_of_vectors(ones, others, most=CANDIDATES)
    times.append(time.perf_counter())
    terms = Terms.fair(pairs.possible(), even_shares(n, n, places=PLACES), places=PLACES)
    prices = settle(pairs, terms)
    times.append(time.perf_counter())
    chosen = choose(pairs, prices, terms, Kinds.none(2 * n))
    times.append(time.perf_counter())
    figures = exposure(pairs, chosen, [str(one) for one in range(2 * n)], {"a": np.arange(n), "b": np.arange(n, 2 * n)})
    return {
        **dict(zip(("candidates", "prices", "lists"), np.diff(times).tolist(), strict=True)),
        "seconds": times[-1] - times[0],
        "gini": figures.gini["a"],
        "unseen": len(figures.unseen),
        "mutual": figures.mutual["a"],
        "quality": figures.quality["a"],
    }


def _given(n: int, m: int) -> tuple[Market, Scores]:
    random = np.random.default_rng(0)
    centres = _centres(n + m, DIM // 2, random)
    everybody = _directed(n + m, random, centres)
    ids = [f"a{one}" for one in range(n)] + [f"b{one}" for one in range(m)]
    people = tuple(Participant(id_, id_[0]) for id_ in ids)
    market = Market(people, ("a", "b"), frozenset({frozenset({"a", "b"})}))

    def scores(of: Sequence[int], to: Sequence[int]) -> Floats:
        result: Floats = np.maximum(everybody.seeks[list(of)] @ everybody.offers[list(to)].T, 0)
        return result

    return market, scores


def _market(n: int) -> dict[str, Any]:
    market, scores = _given(n, n)
    began = time.perf_counter()
    found = recommend(market, scores)
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "gini": found.exposure.gini["a"], "unseen": len(found.exposure.unseen)}


def _renew(n: int) -> dict[str, Any]:
    market, scores = _given(n // 2, n - n // 2)
    known = recommend(market, scores)
    times = []
    for one in range(20):
        began = time.perf_counter()
        renew(known, market, scores, id_=f"a{one % (n // 2)}")
        times.append(time.perf_counter() - began)
    return {"seconds": float(np.median(times)), "worst": max(times)}


MEASURES: dict[str, Callable[[int], dict[str, Any]]] = {
    "nearest": _nearest,
    "inverted": _inverted,
    "lists": _lists,
    "market": _market,
    "renew": _renew,
}

if __name__ == "__main__":
    sys.exit(main())
