"""What a pair is worth to both: one number from the two directions, the same read from either side."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from handschlag.engine.matching.arrays import Floats

FLOOR = 0.05
"""What a direction counts at least, so that a missing text does not erase what the other direction says."""

Reciprocity = Callable[[Floats, Floats], Floats]
"""From there and back, both 0 to 1 and of one shape, what the pairs are worth."""


def harmonic(there: Floats, back: Floats, *, floor: float = FLOOR) -> Floats:
    """The harmonic mean, which is near the lesser of the two (RECON: Pizzato et al. 2010)."""
    one, other = _raised(there, floor), _raised(back, floor)
    mean: Floats = 2 * one * other / np.maximum(one + other, np.float32(1e-12))
    return mean


def product(there: Floats, back: Floats, *, floor: float = FLOOR) -> Floats:
    """The product: the chance that both say yes, if they decide independently."""
    return _raised(there, floor) * _raised(back, floor)


def _raised(values: Floats, floor: float) -> Floats:
    return np.maximum(np.asarray(values, dtype=np.float32), np.float32(floor))
