"""The curve of a planning run as a drawing: what the plan is worth rises, what is possible at most falls.

Coordinates are those of an SVG view box; a template draws them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

POINTS = 10
"""Of a weight of one; a must counts 60, a want 20, a possible 10."""
LINES = 6
"""About so many lines lie across the drawing."""


@dataclass(frozen=True, slots=True)
class Size:
    """The view box and its margins."""

    width: int
    height: int
    left: int = 52
    right: int = 16
    top: int = 24
    bottom: int = 30


WIDE, NARROW = Size(860, 330), Size(350, 270)


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that the template draws. Ticks are pairs of a coordinate and a number."""

    size: Size
    across: tuple[tuple[float, float], ...]
    along: tuple[tuple[float, float], ...]
    value_path: str
    bound_path: str
    between_path: str
    now: float
    value_y: float
    bound_y: float
    first: float
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """The share of what is possible at most that is not reached."""
        return (self.bound - self.value) / self.bound if self.bound else 0.0

    @property
    def is_late(self) -> bool:
        """Does the pencil stand so far right that words must stand left of it?"""
        return self.now > self.size.width * 0.68


def draw(
    curve: Sequence[Sequence[float]],
    *,
    weight: float,
    bound: Mapping[str, Any],
    seconds: float,
    now: float,
    size: Size = WIDE,
) -> Chart | None:
    """The drawing after ``now`` of at most ``seconds``; None while there is no plan.

    ``curve`` and ``bound`` are those of the run, ``weight`` what all wishes count together.
    """
    if not curve or weight <= 0:
        return None
    values = [(point[0], POINTS * (weight - point[4])) for point in curve]
    now = max(now, values[-1][0])
    best, first = POINTS * (weight - bound.get("lost", 0)), POINTS * weight
    known_at = bound.get("known_at")
    bounds = [(values[0][0], first)]
    if known_at is not None:
        bounds.append((max(known_at, values[0][0]), best))
    lowest, highest, step = _span(values[0][1], first)
    until = max(seconds, now, 0.1)

    def x(second: float) -> float:
        return round(size.left + (size.width - size.left - size.right) * second / until, 1)

    def y(points: float) -> float:
        share = (points - lowest) / (highest - lowest)
        return round(size.height - size.bottom - (size.height - size.top - size.bottom) * share, 1)

    value_path = _stairs([(x(s), y(p)) for s, p in values], x(now))
    bound_path = _stairs([(x(s), y(p)) for s, p in bounds], x(now))
    return Chart(
        size=size,
        across=tuple((y(points), points) for points in _steps(lowest, highest, step)),
        along=tuple((x(second), second) for second in _steps(0, until, _nice(until / (5 if size is WIDE else 3)))),
        value_path=value_path,
        bound_path=bound_path,
        between_path=f"{value_path}V{y(bounds[-1][1])}{_back([(x(s), y(p)) for s, p in bounds])}Z",
        now=x(now),
        value_y=y(values[-1][1]),
        bound_y=y(bounds[-1][1]),
        first=values[0][1],
        value=values[-1][1],
        bound=bounds[-1][1],
    )


def _stairs(points: Sequence[tuple[float, float]], end: float) -> str:
    """A line that keeps its height until the next point."""
    steps = "".join(f"H{later[0]}V{later[1]}" for _, later in pairwise(points))
    return f"M{points[0][0]} {points[0][1]}{steps}H{end}"


def _back(points: Sequence[tuple[float, float]]) -> str:
    """The same stairs walked back to the beginning."""
    return (
        "".join(f"H{later[0]}V{before[1]}" for before, later in reversed(list(pairwise(points)))) + f"H{points[0][0]}"
    )


def _span(low: float, high: float) -> tuple[float, float, float]:
    """A range in round numbers around both, and its step; some room even where both are the same."""
    room = max(high - low, high * 0.02, 1)
    step = _nice(room / LINES)
    return math.floor((high - room) / step) * step, math.ceil(high / step) * step, step


def _nice(step: float) -> float:
    """1, 2 or 5 of a power of ten, or a little more than asked."""
    power = 10 ** math.floor(math.log10(step))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= step - 1e-9)


def _steps(low: float, high: float, step: float) -> list[float]:
    """From low to high, both included where the steps fit."""
    return [round(low + k * step, 6) for k in range(int((high - low) / step + 1e-9) + 1)]
