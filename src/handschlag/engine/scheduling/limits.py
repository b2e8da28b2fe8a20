"""When a search ends: a deadline, a number of moves, or somebody who says stop."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

MOST_THREADS = 64
LEAST_SPEED = 1_000
"""Moves that are taken for done when the speed is estimated before anything is."""
FINISH = 1.6
"""How much longer than laying out a problem it takes to finish its plan (measured, 500 to 20,000 meetings) …"""
REASONS = 9
"""… and how much longer than laying out a meeting, to find and write down why it is not held."""


@dataclass(slots=True)
class Limits:
    """What is allowed and what has been used. ``seconds`` count from ``started``, ``moves`` are those of the search."""

    started: float
    seconds: float | None
    moves: int | None
    stop: Callable[[], bool]
    done: int = 0

    def put_aside(self, seconds: float) -> None:
        """Keep so much of the time limit for what comes after the search, a third at most."""
        if self.seconds is not None:
            self.seconds -= min(seconds, self.seconds / 3)

    def elapsed(self) -> float:
        return time.monotonic() - self.started

    def out_of_time(self) -> bool:
        return self.stop() or (self.seconds is not None and self.elapsed() >= self.seconds)

    def over(self) -> bool:
        return self.out_of_time() or (self.moves is not None and self.done >= self.moves)

    def left(self) -> float:
        """Moves that remain, estimated from the speed so far when the limit is a time."""
        by_moves = float("inf") if self.moves is None else float(self.moves - self.done)
        if self.seconds is None:
            return by_moves
        speed = max(self.done, LEAST_SPEED) / max(self.elapsed(), 1e-3)
        return min(by_moves, (self.seconds - self.elapsed()) * speed)


def check_arguments(seconds: float | None, moves: int | None, seed: int, threads: int) -> None:
    """Raise ``ValueError`` with one sentence for what is out of range."""
    if seconds is not None and not 0 <= seconds <= 1e6:
        raise ValueError(f"seconds: expected 0 to 1,000,000, got {seconds}")
    if moves is not None and moves < 0:
        raise ValueError(f"moves: expected 0 or more, got {moves}")
    if not 0 <= seed < 2**32:
        raise ValueError(f"seed: expected 0 to {2**32 - 1}, got {seed}")
    if not 1 <= threads <= MOST_THREADS:
        raise ValueError(f"threads: expected 1 to {MOST_THREADS}, got {threads}")
