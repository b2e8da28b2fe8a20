"""Processes beside the search that decide what the search cannot: see ``decision``."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from handschlag.engine.scheduling.child import Child
from handschlag.engine.scheduling.decision import MODULE, Question, as_text

TEAM = (("cadical153", False), ("cadical195", True))
"""The solvers, and whether each gets the hint. How long one needs to find a plan is a matter of luck: a factor of four
between the two of them is nothing unusual, either way."""
ALONE = 10.0
"""Seconds that the first solver has before the other one begins beside it: most questions are answered by then."""


class Prover:
    """Answers as they come, from whoever is first. The processes are ended with ``end``, and when this one dies."""

    def __init__(self, asked: Question) -> None:
        self._asked = asked
        self._team: list[Child] = []
        self._began = time.monotonic()
        self._send_for_next()

    def _send_for_next(self) -> None:
        solver, is_told = TEAM[len(self._team)]
        asked = replace(self._asked, solver=solver, hint=self._asked.hint if is_told else ())
        self._team.append(Child(MODULE, as_text(asked)))

    def answers(self) -> Iterator[dict[str, Any]]:
        """What has been decided since the last look."""
        if len(self._team) < len(TEAM) and time.monotonic() > self._began + ALONE and self.is_at_work:
            self._send_for_next()
        for child in self._team:
            for answer in child.answers():
                decided = answer["breaks"] + (answer["slots"] is None)
                self._asked = replace(self._asked, proven=max(self._asked.proven, decided))
                yield answer

    @property
    def is_at_work(self) -> bool:
        """May there be another answer?"""
        return any(child.is_at_work for child in self._team)

    def end(self) -> None:
        """Let nothing be left of them."""
        for child in self._team:
            child.end()
