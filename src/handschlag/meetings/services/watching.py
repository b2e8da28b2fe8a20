"""What pages show of a run while it goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from handschlag.foundation import revisions
from handschlag.meetings.models import PlanningRun
from handschlag.meetings.states import RunState

BETWEEN_POINTS = 0.2
"""Seconds between two points of the curve at least."""
BETWEEN_BEATS = 1.0
"""Seconds between two signs of life at most."""


class Watch:
    """Takes down the curve of one run and passes it on to its row, its job and the pages that are open."""

    def __init__(self, run: PlanningRun, beat: Callable[[dict[str, Any]], object]) -> None:
        self.curve: list[list[float]] = []
        self._run = run
        self._beat = beat
        self._wishes = 0
        self._bound: dict[str, Any] = {}
        self._waiting: list[float] | None = None
        self._told_at = 0.0

    def begin(self, figures: Mapping[str, Any]) -> None:
        """Note what is to be planned."""
        self._wishes = sum(figures["wishes"].values())
        PlanningRun.objects.filter(pk=self._run.pk, state=RunState.RUNNING).update(figures=dict(figures))
        self._tell()

    def look(self, progress: Mapping[str, Any] | None) -> None:
        """A better plan, or None where there is none for the moment."""
        if progress is not None:
            self._waiting = self._point(progress)
            self._note_bound(progress)
        since = time.monotonic() - self._told_at
        if since >= BETWEEN_BEATS or (self._waiting is not None and since >= BETWEEN_POINTS):
            self._tell()

    def bound(self, proven: Mapping[str, Any]) -> dict[str, Any]:
        """What is proven in the end, and since when the page knew of it."""
        if self._waiting is not None:  # the last point is part of the curve even if nobody was told
            self.curve.append(self._waiting)
            self._waiting = None
        return {**proven, "known_at": self._bound.get("known_at")}

    def prove(self) -> None:
        """Make sure that the job is still ours, in the transaction that writes the result."""
        self._beat({"points": len(self.curve)})

    def _point(self, progress: Mapping[str, Any]) -> list[float]:
        value = progress["value"]
        held = self._wishes - progress["unplaced"]
        return [
            round(progress["seconds"], 2),
            progress["moves"],
            held,
            value["must_unmet"],
            value["lost"],
            value["breaks"],
        ]

    def _note_bound(self, progress: Mapping[str, Any]) -> None:
        # The planner proves what cannot be beaten after its first plans, and says so with the next better one.
        if progress["phase"] in ("improve", "prove") and progress["bound"] != {"must_unmet": 0, "lost": 0, "breaks": 0}:
            self._bound = {"known_at": round(progress["seconds"], 2), **progress["bound"]} | self._bound

    def _tell(self) -> None:
        if self._waiting is not None:
            self.curve.append(self._waiting)
            self._waiting = None
        with transaction.atomic():
            running = PlanningRun.objects.filter(pk=self._run.pk, state=RunState.RUNNING)
            running.update(curve=self.curve, bound=self._bound)
            self._beat({"points": len(self.curve)})
            revisions.bump(self._run.event.slug, "plan")
        self._told_at = time.monotonic()
