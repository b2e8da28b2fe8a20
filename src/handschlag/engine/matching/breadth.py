"""How much more than is usual a profile speaks of: the price of keywords in heaps, and of every class at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from handschlag.engine.matching.arrays import Floats, marked
from handschlag.engine.matching.reading import Readings

USUAL_CONCEPTS = 18.0
"""One need in 35 words names no more, by the sum of how surely each is meant (of 1,200 texts: 17 at most)."""
USUAL_STRAY = 3.0
"""So many codes that the other one has not beside those that both have are nothing special."""
HEDGING = 3
"""The power of how many times as much. By chance alone it would be 1, so that trying costs as much as it brings; with
2, who named the classes of everybody at a small market was still in a list more."""


def of_texts(seeks: Readings, offers: Readings) -> Floats:
    """By how much less a likeness tells because both speak of more than is usual, 1 at least: (seeks, offers)."""
    ratio: Floats = _times(seeks.said, USUAL_CONCEPTS)[:, None] * _times(offers.said, USUAL_CONCEPTS)
    return ratio


def of_codes(seeks: Readings, offers: Readings) -> Floats:
    """By how much less a shared code tells because of those beside it, 1 at least: (seeks, offers)."""
    here, there = _marks(seeks.codes, offers.codes)
    shared = here @ there.T
    mine, theirs = here.sum(axis=1)[:, None] - shared, there.sum(axis=1) - shared
    return _times(mine, USUAL_STRAY) * _times(theirs, USUAL_STRAY)


def _marks(here: Sequence[Sequence[str]], there: Sequence[Sequence[str]]) -> tuple[Floats, Floats]:
    """(profiles, codes) each: 1 where a profile names the code."""
    place = {code: number for number, code in enumerate(sorted({code for one in (*here, *there) for code in one}))}
    one, other = (
        marked(((row, place[code]) for row, codes in enumerate(side) for code in codes), (len(side), len(place)))
        for side in (here, there)
    )
    return one, other


def _times(values: Floats, usual: float) -> Floats:
    times: Floats = (np.maximum(1, values / np.float32(usual)) ** HEDGING).astype(np.float32)
    return times
