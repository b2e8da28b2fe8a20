"""Whether all that must be held can be held, while a search has not got there: a way, or a proof that there is none."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from handschlag.engine.scheduling.child import Child
from handschlag.engine.scheduling.conflict.question import RULES
from handschlag.engine.scheduling.conflict.translation import certificate, question
from handschlag.engine.scheduling.grid import Grid
from handschlag.engine.scheduling.plan import Certificate
from handschlag.engine.scheduling.problem import Problem

SHRINKING = 5.0
"""Seconds that nobody should have to wait longer for a smaller proof once there is one."""
Way = list[tuple[int, int, int]]
"""Meetings with their slots and interpreters (-1 for none), in the numbers of the grid."""


class Dispute:
    """Carried on by a process beside the search, once it has begun. ``proof`` is the smallest one so far."""

    def __init__(self, problem: Problem, grid: Grid) -> None:
        self._problem = problem
        self._grid = grid
        self._child: Child | None = None
        self.proof: Certificate | None = None
        self._settled_at = float("inf")

    @property
    def is_settled(self) -> bool:
        """Is there a proof that need not become any smaller?"""
        return time.monotonic() >= self._settled_at

    def begin(self) -> None:
        """Ask, if the problem is not too large for that."""
        asked = question(self._grid)
        if asked is not None:
            self._child = Child("handschlag.engine.scheduling.conflict", asked.as_text())

    def ways(self) -> Iterator[Way]:
        """Take down what has been found out since the last look; yields the way if there is one."""
        for told in self._child.answers() if self._child is not None else ():
            if "held" in told:
                yield told["held"]
            else:
                self.proof = certificate(self._problem, self._grid, told)
                longest = 0.0 if told["is_final"] else SHRINKING
                self._settled_at = min(self._settled_at, time.monotonic() + longest)

    def end(self) -> None:
        """Let nothing be left of the process."""
        if self._child is not None:
            self._child.end()
            self._child = None


def shrunk(problem: Problem, grid: Grid) -> Certificate:
    """The proof for a small problem of which it is known that not all can be held that must be."""
    told: list[dict[str, Any]] = [{"meetings": range(grid.at.meetings), "rules": RULES}]
    asked = question(grid)
    if asked is not None:
        with suppress(ImportError):  # without the solver it stays as large as it is
            from handschlag.engine.scheduling.conflict.shrinking import settle

            settle(asked, told.append)
    return certificate(problem, grid, told[-1])
