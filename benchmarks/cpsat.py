"""A plain CP-SAT model of the whole problem, as one would write it first: to be compared with.

``python -m benchmarks.cpsat PROBLEM --seconds S`` needs OR-Tools (``requirements/compare.txt``). It knows none of the
bounds of the planner and gets no first plan: one variable for each meeting and slot, one for each interpreter who could
serve there, busy slots, starts of blocks, and one weighted sum for the three tiers of the objective.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from handschlag.engine.scheduling import Held, Meeting, Plan, Problem, Status, objective
from handschlag.engine.scheduling.attendance import Attendance
from handschlag.engine.scheduling.files import read_problem, write_plan

MOST_CHOICES = 400_000
"""Variables for meetings beyond which building the model alone takes minutes."""
STATUS = {"OPTIMAL": Status.OPTIMAL, "FEASIBLE": Status.FEASIBLE, "INFEASIBLE": Status.INFEASIBLE}


def is_there() -> bool:
    """Is OR-Tools installed?"""
    try:
        import ortools  # noqa: F401  (an optional package)
    except ImportError:
        return False
    return True


class Model:
    """The variables and what holds between them."""

    def __init__(self, problem: Problem) -> None:
        from ortools.sat.python import cp_model

        self.problem = problem
        self.model: Any = cp_model.CpModel()
        self._attendance = Attendance(problem)
        self._slots = range(len(problem.slots))
        self._at: dict[str, dict[int, Any]] = {}
        self._serving: dict[tuple[str, int, str], Any] = {}
        self._of: dict[str, list[str]] = defaultdict(list)
        for meeting in problem.meetings:
            self._add(meeting)
        self._meet_once_at_a_time()
        self._places()
        self._interpreters()
        self._in_order()
        self.model.minimize(self._lost() + sum(self._breaks(person) for person in self._of))

    @property
    def choices(self) -> int:
        return sum(map(len, self._at.values())) + len(self._serving)

    def _bool(self) -> Any:
        return self.model.new_bool_var("")

    def _add(self, meeting: Meeting) -> None:
        self._at[meeting.id] = held = {}
        for t, slot in enumerate(self.problem.slots):
            can = meeting.fixed in (None, slot.id) and meeting.part in (None, slot.part)
            if not can or not self._attendance.possible(meeting, slot.id):
                continue
            serving = self._attendance.interpreters(meeting, slot.id)
            if serving == ():
                continue
            held[t] = self._bool()
            if serving is not None:
                for name in serving:
                    self._serving[meeting.id, t, name] = self._bool()
                self.model.add(sum(self._serving[meeting.id, t, name] for name in serving) == held[t])
        if meeting.locked:
            self.model.add(sum(held.values()) == 1)
        else:
            self.model.add(sum(held.values()) <= 1)
        for party in meeting.parties:
            self._of[party].append(meeting.id)

    def _meet_once_at_a_time(self) -> None:
        most = {one.id: one.max_meetings for one in self.problem.participants}
        self._busy: dict[str, list[Any]] = {}
        for person, own in self._of.items():
            self._busy[person] = [sum(self._at[m][t] for m in own if t in self._at[m]) for t in self._slots]
            for busy in self._busy[person]:
                self.model.add(busy <= 1)
            limit = most[person]
            if limit is not None:
                self.model.add(sum(self._busy[person]) <= limit)

    def _places(self) -> None:
        for kind in {one.mode for one in self.problem.meetings} - {"virtual"}:
            there = [one.id for one in self.problem.meetings if one.mode == kind]
            for t, slot in enumerate(self.problem.slots):
                places = sum(one.kind == kind and slot.id not in one.closed for one in self.problem.places)
                self.model.add(sum(self._at[m][t] for m in there if t in self._at[m]) <= places)

    def _interpreters(self) -> None:
        duty: dict[str, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for (_, t, name), literal in self._serving.items():
            duty[name][t].append(literal)
        joined = self.problem.joined()
        for one in self.problem.interpreters:
            on = [sum(duty[one.id][t]) for t in self._slots]
            for t, slot in enumerate(self.problem.slots):
                self.model.add(on[t] <= (0 if slot.id in one.unavailable else 1))
            if one.max_meetings is not None:
                self.model.add(sum(on) <= one.max_meetings)
            rest = len(self._slots) if one.max_consecutive is None else one.max_consecutive
            for t in self._slots:
                run = range(t, t + rest + 1)
                if run.stop <= len(self._slots) and all(joined[u] for u in run[1:]):
                    self.model.add(sum(on[u] for u in run) <= rest)

    def _in_order(self) -> None:
        for first, second in self.problem.precedences:
            for t, later in self._at[second].items():
                not_before = [literal for u, literal in self._at[first].items() if u >= t]
                self.model.add(sum(not_before) + later <= 1)

    def _lost(self) -> Any:
        """What is not held, a must above all weights and a weight above all breaks."""
        meetings = self.problem.meetings
        price_of_weight = 2 * len(meetings) + 1
        price_of_must = price_of_weight * (sum(round(1000 * one.value) for one in meetings) + 1)
        return sum(
            (price_of_weight * round(1000 * one.value) + price_of_must * objective.musts(self.problem, [one]))
            * (1 - sum(self._at[one.id].values()))
            for one in meetings
        )

    def _breaks(self, person: str) -> Any:
        blocks: Any = 0
        for stretch in self.problem.stretches():
            starts = []
            for before, t in zip([None, *stretch], stretch, strict=False):
                starts.append(self._bool())
                idle = 0 if before is None else self._busy[person][before]
                self.model.add(starts[-1] >= self._busy[person][t] - idle)
            there = self._bool()
            for t in stretch:
                self.model.add(self._busy[person][t] <= there)
            self.model.add(there <= sum(self._busy[person][t] for t in stretch))
            breaks = self.model.new_int_var(0, len(stretch), "")
            self.model.add(breaks >= sum(starts) - there)
            blocks += breaks
        return blocks

    def solve(self, seconds: float) -> tuple[Status, tuple[Held, ...]]:
        """The best plan found within the limit, places by number."""
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = os.cpu_count() or 1
        status = STATUS.get(solver.status_name(solver.solve(self.model)), Status.UNKNOWN)
        return status, self._held(solver) if status in (Status.OPTIMAL, Status.FEASIBLE) else ()

    def _held(self, solver: Any) -> tuple[Held, ...]:
        free = {
            (kind, t): [one.id for one in self.problem.places if one.kind == kind and slot.id not in one.closed]
            for kind in {one.kind for one in self.problem.places}
            for t, slot in enumerate(self.problem.slots)
        }
        held = []
        for meeting in self.problem.meetings:
            for t, literal in self._at[meeting.id].items():
                if solver.boolean_value(literal):
                    place = None if meeting.mode == "virtual" else free[meeting.mode, t].pop()
                    names = (
                        n
                        for (m, u, n), y in self._serving.items()
                        if (m, u) == (meeting.id, t) and solver.boolean_value(y)
                    )
                    held.append(Held(meeting.id, self.problem.slots[t].id, place, next(names, None)))
        return tuple(held)


def main(arguments: Sequence[str]) -> int:
    """Print the plan as ``b2b-plan/1``; ``seconds`` counts building the model, too."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cpsat")
    parser.add_argument("problem")
    parser.add_argument("--seconds", type=float, default=10.0)
    args = parser.parse_args(arguments)
    problem, sha256 = read_problem(args.problem)
    began = time.perf_counter()
    status: Status = Status.UNKNOWN
    held: tuple[Held, ...] = ()
    if len(problem.meetings) * len(problem.slots) <= MOST_CHOICES:
        status, held = Model(problem).solve(max(0.1, args.seconds - (time.perf_counter() - began)))
    seconds = round(time.perf_counter() - began, 3)
    plan = Plan(held, status=status, value=objective.value(problem, held), seconds=seconds)
    print(write_plan(problem, plan, problem_sha256=sha256), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
