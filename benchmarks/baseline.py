"""First come, first served: the planner that most products have, to be compared with.

``python -m benchmarks.baseline PROBLEM`` goes through the meetings in the order of the file and gives each the
first slot in which both parties, a place and, where needed, an interpreter are free. It keeps every
rule of ``rules.py`` except ``locked`` and ``fair``, and never changes what it has once decided.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence

from handschlag.engine.scheduling import Held, Interpreter, Meeting, Plan, Problem, objective
from handschlag.engine.scheduling.attendance import Attendance
from handschlag.engine.scheduling.files import read_problem, write_plan

REPEATS = 3
"""The time is the median of so many."""


class FirstCome:
    """One plan in the making. Slots are numbers."""

    def __init__(self, problem: Problem) -> None:
        self._slots = problem.slots
        self._joined = problem.joined()
        self._attendance = Attendance(problem)
        self._limit = {one.id: one.max_meetings for one in problem.participants}
        self._staff = {one.id: one for one in problem.interpreters}
        self._free = {
            (kind, t): [place.id for place in problem.places if place.kind == kind and slot.id not in place.closed]
            for kind in {place.kind for place in problem.places}
            for t, slot in enumerate(problem.slots)
        }
        self._before: dict[str, list[str]] = defaultdict(list)
        self._after: dict[str, list[str]] = defaultdict(list)
        for first, second in problem.precedences:
            self._before[second].append(first)
            self._after[first].append(second)
        self._at: dict[str, int] = {}
        self._busy: set[tuple[str, int]] = set()
        self._count: Counter[str] = Counter()
        self._duty: dict[str, set[int]] = defaultdict(set)

    def place(self, meeting: Meeting) -> Held | None:
        """Hold the meeting in the first slot that fits."""
        if any(self._full(party) for party in meeting.parties):
            return None
        for t in range(len(self._slots)):
            if not self._fits(meeting, t):
                continue
            serving = self._attendance.interpreters(meeting, self._slots[t].id)
            interpreter = None if serving is None else next((i for i in serving if self._can_serve(i, t)), None)
            if serving is None or interpreter is not None:
                return self._held(meeting, t, interpreter)
        return None

    def _full(self, party: str) -> bool:
        limit = self._limit[party]
        return limit is not None and self._count[party] >= limit

    def _fits(self, meeting: Meeting, t: int) -> bool:
        slot = self._slots[t]
        return (
            not any((party, t) in self._busy for party in meeting.parties)
            and meeting.fixed in (None, slot.id)
            and meeting.part in (None, slot.part)
            and (meeting.mode == "virtual" or bool(self._free.get((meeting.mode, t))))
            and all(self._at.get(other, -1) < t for other in self._before[meeting.id])
            and all(self._at.get(other, len(self._slots)) > t for other in self._after[meeting.id])
            and self._attendance.possible(meeting, slot.id)
        )

    def _can_serve(self, name: str, t: int) -> bool:
        interpreter, duty = self._staff[name], self._duty[name]
        return (
            t not in duty
            and self._slots[t].id not in interpreter.unavailable
            and (interpreter.max_meetings is None or len(duty) < interpreter.max_meetings)
            and self._rested(interpreter, t)
        )

    def _rested(self, interpreter: Interpreter, t: int) -> bool:
        if interpreter.max_consecutive is None:
            return True
        duty = self._duty[interpreter.id]
        first = last = t
        while self._joined[first] and first - 1 in duty:
            first -= 1
        while last + 1 < len(self._slots) and self._joined[last + 1] and last + 1 in duty:
            last += 1
        return last - first < interpreter.max_consecutive

    def _held(self, meeting: Meeting, t: int, interpreter: str | None) -> Held:
        self._at[meeting.id] = t
        for party in meeting.parties:
            self._busy.add((party, t))
            self._count[party] += 1
        if interpreter is not None:
            self._duty[interpreter].add(t)
        place = None if meeting.mode == "virtual" else self._free[meeting.mode, t].pop(0)
        return Held(meeting.id, self._slots[t].id, place, interpreter)


def first_come(problem: Problem) -> tuple[Held, ...]:
    """What is held when those who ask first are served first."""
    plan = FirstCome(problem)
    return tuple(held for meeting in problem.meetings if (held := plan.place(meeting)))


def main(arguments: Sequence[str]) -> int:
    """Print the plan as ``b2b-plan/1``; ``seconds`` is the time of planning alone."""
    problem, sha256 = read_problem(arguments[0])
    seconds = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        held = first_come(problem)
        seconds.append(time.perf_counter() - began)
    plan = Plan(held, value=objective.value(problem, held), seconds=statistics.median(seconds))
    print(write_plan(problem, plan, problem_sha256=sha256), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
