"""What a run was asked and what it reached, in numbers for pages that compare runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from handschlag.engine.scheduling.attendance import Attendance
from handschlag.engine.scheduling.plan import Plan
from handschlag.engine.scheduling.problem import Interpreter, Level, Problem

Figures = dict[str, Any]


def asked(problem: Problem) -> Figures:
    """How much there is to plan, and with what.

    ``seats`` are open tables times slots; ``duties`` the most meetings that the interpreters can serve, and
    ``interpreted`` how many wishes need one; ``weight`` what all wishes count together.
    """
    wished = {party for meeting in problem.meetings for party in meeting.parties}
    slots = {slot.id for slot in problem.slots}
    return {
        "participants": len(problem.participants),
        "without_wish": len(problem.participants) - len(wished),
        "never_there": sum(slots <= one.unavailable for one in problem.participants),
        "wishes": _by_level(Counter(meeting.level for meeting in problem.meetings)),
        "weight": sum(meeting.value for meeting in problem.meetings),
        "slots": len(problem.slots),
        "tables": len(problem.places),
        "seats": sum(len(slots - place.closed) for place in problem.places),
        "interpreters": len(problem.interpreters),
        "duties": sum(duties(problem, interpreter) for interpreter in problem.interpreters),
        "interpreted": _interpreted(problem),
    }


def reached(problem: Problem, plan: Plan) -> Figures:
    """What a plan is worth. ``gap`` is the share of what is possible at most that it may still be short of."""
    level = {meeting.id: meeting.level for meeting in problem.meetings}
    parties = {meeting.id: meeting.parties for meeting in problem.meetings}
    meetings = Counter(party for held in plan.held for party in parties[held.meeting])
    weight = sum(meeting.value for meeting in problem.meetings)
    possible = weight - plan.bound.lost
    return {
        "held": _by_level(Counter(level[held.meeting] for held in plan.held)),
        "duties_used": sum(held.interpreter is not None for held in plan.held),
        "lost": plan.value.lost,
        "breaks": plan.value.breaks,
        "must_unmet": plan.value.must_unmet,
        "must_proven": plan.value.must_unmet == plan.bound.must_unmet,
        "is_optimal": plan.status == "optimal",
        "gap": (plan.value.lost - plan.bound.lost) / possible if possible else 0.0,
        "busy": len(meetings),
        "below_minimum": len(plan.below_minimum),
        "place_changes": plan.place_changes,
        "moves": plan.moves,
        "seconds": plan.seconds,
    }


def duties(problem: Problem, interpreter: Interpreter) -> int:
    """The most meetings that an interpreter can serve between her pauses."""
    if not interpreter.pairs:
        return 0
    most, in_a_row = 0, 0
    for slot, is_joined in zip(problem.slots, problem.joined(), strict=True):
        in_a_row = in_a_row if is_joined else 0
        is_tired = interpreter.max_consecutive is not None and in_a_row >= interpreter.max_consecutive
        if slot.id in interpreter.unavailable or is_tired:
            in_a_row = 0
        else:
            in_a_row += 1
            most += 1
    return most if interpreter.max_meetings is None else min(most, interpreter.max_meetings)


def _interpreted(problem: Problem) -> int:
    """Wishes whose parties share no language, whoever of them comes."""
    attendance = Attendance(problem)
    spoken = {one.id: attendance.spoken(one.representatives) for one in problem.participants}
    return sum(not attendance.understand(*(spoken[party] for party in meeting.parties)) for meeting in problem.meetings)


def _by_level(count: Mapping[Level, int]) -> dict[str, int]:
    return {level.value: count.get(level, 0) for level in Level}
