"""The best plan of a search in words: who meets whom, when, where, with which people; and a plan in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from handschlag.engine.scheduling import jit, places
from handschlag.engine.scheduling.attendance import Attendance
from handschlag.engine.scheduling.grid import Grid
from handschlag.engine.scheduling.plan import Held, Plan
from handschlag.engine.scheduling.problem import Problem


def held(problem: Problem, grid: Grid, cells: Any) -> tuple[Held, ...]:
    """Every meeting that the best plan in ``cells`` holds, with place, interpreter and representatives."""
    at, names = grid.at, grid.names
    slots = jit.plain(cells, at.best_slot, at.meetings)
    staff = jit.plain(cells, at.best_interpreter, at.meetings)
    numbered = [one for one in zip(names.meetings, slots, staff, strict=True) if one[1] >= 0]
    when = {meeting.id: problem.slots[t].id for meeting, t, _ in numbered}
    where = places.assign(problem, when)
    attendance = Attendance(problem)
    found = []
    for meeting, _, interpreter in numbered:
        people = {party: attendance.people(meeting, party, when[meeting.id]) for party in meeting.parties}
        found.append(
            Held(
                meeting.id,
                when[meeting.id],
                where.get(meeting.id),
                names.interpreters[interpreter] if interpreter >= 0 else None,
                {party: tuple(person.id for person in present) for party, present in people.items() if present},
            )
        )
    return tuple(found)


def numbers(problem: Problem, grid: Grid, plan: Plan) -> Iterator[tuple[int, int, int]]:
    """Meeting, slot and interpreter (-1 for none) of what a plan holds, as far as they are known."""
    meeting = {one.id: k for k, one in enumerate(grid.names.meetings)}
    slot = {one.id: k for k, one in enumerate(problem.slots)}
    staff = {name: k for k, name in enumerate(grid.names.interpreters)}
    seen = set()
    for one in plan.held:
        if one.meeting in meeting and one.slot in slot and one.meeting not in seen:
            seen.add(one.meeting)
            yield meeting[one.meeting], slot[one.slot], staff.get(one.interpreter or "", -1)


def below_minimum(problem: Problem, meetings: Sequence[Held]) -> tuple[str, ...]:
    """Participants with fewer meetings than their ``min_meetings``, in order of their ids."""
    parties = {meeting.id: meeting.parties for meeting in problem.meetings}
    count = Counter(party for one in meetings for party in parties[one.meeting])
    return tuple(sorted(one.id for one in problem.participants if count[one.id] < one.min_meetings))
