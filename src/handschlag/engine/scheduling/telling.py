"""What is told of a search while it goes on, and when it found what it has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from handschlag.engine.scheduling.grid import BREAKS, GRAIN, LOST, MUST_OUT, UNPLACED
from handschlag.engine.scheduling.limits import Limits
from handschlag.engine.scheduling.plan import Bound, Value

BETWEEN = 0.1
"""Seconds between two reports at least, but for the last one."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known while planning goes on. ``phase`` is ``first``, ``exact``, ``improve`` or ``prove``.

    ``bound.breaks`` is meant for plans that lose no more than the bound says, as in ``bounds.bound``.
    """

    phase: str
    seconds: float
    moves: int
    unplaced: int
    value: Value
    bound: Bound


class Teller:
    """Reports what has become better.

    Attributes
    ----------
    first : seconds until the first plan that holds every meeting; until the first plan at all where none does
    improved_at : seconds until the best plan so far
    """

    def __init__(self, limits: Limits, report: Callable[[Progress], None] | None) -> None:
        self.improved_at = 0.0
        self._limits = limits
        self._report = report
        self._first: float | None = None
        self._first_at_all: float | None = None
        self._seen: list[int] = []
        self._reported: object = None
        self._reported_at = -1.0

    @property
    def first(self) -> float:
        return self._first or self._first_at_all or 0.0

    def look(self, phase: str, best: list[int], bound: Bound, *, last: bool = False) -> None:
        """Note when the totals of the best plan have become better and report them, the last ones in any case."""
        now = self._limits.elapsed()
        if self._first_at_all is None:
            self._first_at_all = now
        if self._first is None and best[UNPLACED] == 0:
            self._first = now
        if best != self._seen:
            self._seen, self.improved_at = best, now
        if (
            self._report is not None
            and (best, bound) != self._reported
            and (last or now - self._reported_at >= BETWEEN)
        ):
            self._reported, self._reported_at = (best, bound), now
            self._report(Progress(phase, now, self._limits.done, best[UNPLACED], _value(best), bound))


def _value(best: Sequence[int]) -> Value:
    return Value(best[MUST_OUT], best[LOST] / GRAIN, best[BREAKS])
