"""Who is seen by whom: what an organiser looks at to know whether the lists are fair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from handschlag.engine.matching.arrays import Floats, Ints
from handschlag.engine.matching.pairs import Pairs
from handschlag.engine.matching.swapping import MUTUAL, NOBODY, mutual, seen


@dataclass(frozen=True, slots=True)
class Exposure:
    """Figures of each side, by its name; a side on which nobody can be suggested has 0 (quality 1).

    Attributes
    ----------
    gini : how unequally its participants are seen, 0 (all in as many lists) to 1
    mutual : the share of those who have at least three mutual suggestions, or as many as they might meet
    quality : the worth of the lists of its participants beside that of the best lists one could have
    unseen : who might be suggested to somebody and is in no list
    busiest : in how many lists the one is who is in most
    """

    gini: Mapping[str, float]
    mutual: Mapping[str, float]
    quality: Mapping[str, float]
    unseen: tuple[str, ...]
    busiest: int


def exposure(pairs: Pairs, chosen: Ints, ids: Sequence[str], sides: Mapping[str, Ints]) -> Exposure:
    """The figures; ``sides`` are the numbers of the participants of each."""
    counts, might = seen(pairs, chosen), pairs.possible() > 0
    enough = mutual(pairs, chosen) >= np.minimum(MUTUAL, pairs.possible())
    good = quality(pairs, chosen)
    able = {side: who[might[who]] for side, who in sides.items()}
    return Exposure(
        {side: gini(counts[who]) for side, who in able.items()},
        {side: float(enough[who].mean()) if len(who) else 0.0 for side, who in able.items()},
        {side: float(good[who].mean()) if len(who) else 1.0 for side, who in able.items()},
        tuple(ids[who] for who in np.flatnonzero((counts == 0) & might).tolist()),
        int(counts.max(initial=0)),
    )


def gini(counts: Ints | Floats) -> float:
    """Gini coefficient of numbers from 0; 0 where there are none."""
    ordered = np.sort(np.asarray(counts, dtype=np.float64))
    n, total = len(ordered), ordered.sum()
    return float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * total)) if total else 0.0


def quality(pairs: Pairs, chosen: Ints) -> Floats:
    """(n,) the worth of everybody's list beside the best list of that length; 1 where there is none."""
    if not len(pairs.by):
        return np.ones(pairs.n, dtype=np.float32)
    have = np.where(chosen == NOBODY, 0, pairs.worth[chosen]).sum(axis=1, dtype=np.float64)
    order = pairs.order(pairs.worth)
    rank = np.arange(len(order)) - pairs.starts[pairs.by]
    top = rank < (chosen != NOBODY).sum(axis=1)[pairs.by]
    best = np.bincount(pairs.by[top], weights=pairs.worth[order][top], minlength=pairs.n)
    shares: Floats = np.divide(have, best, out=np.ones_like(have), where=best > 0).astype(np.float32)
    return shares
