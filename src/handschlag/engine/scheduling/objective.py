"""What a plan is worth, counted anew from the plan itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise

from handschlag.engine.scheduling.plan import Held, Value
from handschlag.engine.scheduling.problem import Level, Meeting, Problem


def value(problem: Problem, held: Collection[Held]) -> Value:
    """Unmet musts, lost weight, breaks and the largest difference in breaks, in the order in which they count."""
    there = {one.meeting for one in held}
    unmet = [meeting for meeting in problem.meetings if meeting.id not in there]
    breaks = breaks_of(problem, held)
    return Value(
        must_unmet=musts(problem, unmet),
        lost=weight(unmet),
        breaks=sum(breaks.values()),
        max_breaks_gap=max(breaks.values(), default=0) - min(breaks.values(), default=0),
    )


def musts(problem: Problem, meetings: Iterable[Meeting]) -> int:
    """How many of ``meetings`` are musts; none when the goals do not put musts first."""
    return sum(meeting.level is Level.MUST for meeting in meetings) if problem.goals.must_first else 0


def weight(meetings: Iterable[Meeting]) -> float:
    """Weight of all these meetings, each counted in whole thousandths as everywhere."""
    return sum(round(1000 * meeting.value) for meeting in meetings) / 1000


def breaks_of(problem: Problem, held: Iterable[Held]) -> Mapping[str, int]:
    """Breaks of every participant by id, those without meetings included."""
    number = {slot.id: k for k, slot in enumerate(problem.slots)}
    parties = {meeting.id: meeting.parties for meeting in problem.meetings}
    busy: dict[str, set[int]] = defaultdict(set)
    for one in held:
        for party in parties[one.meeting]:
            busy[party].add(number[one.slot])
    stretches = problem.stretches()
    return {
        participant.id: sum(gaps(busy[participant.id].intersection(stretch)) for stretch in stretches)
        for participant in problem.participants
    }


def gaps(busy: Iterable[int]) -> int:
    """Idle gaps, of whatever length, between two busy slots of one stretch."""
    order = sorted(busy)
    return sum(later - earlier > 1 for earlier, later in pairwise(order))


def place_changes(problem: Problem, held: Collection[Held]) -> int:
    """How often a participant has to change the place from one meeting to the next of the same day."""
    number = {slot.id: k for k, slot in enumerate(problem.slots)}
    parties = {meeting.id: meeting.parties for meeting in problem.meetings}
    last: dict[tuple[str, str], str] = {}
    changes = 0
    for one in sorted(held, key=lambda one: number[one.slot]):
        if one.place is None:
            continue
        for party in parties[one.meeting]:
            key = (party, problem.slots[number[one.slot]].day)
            changes += last.get(key, one.place) != one.place
            last[key] = one.place
    return changes
