"""The best plan of a search in words: who meets whom, when, where, with which people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from handschlag.engine.scheduling import jit, places
from handschlag.engine.scheduling.attendance import Attendance
from handschlag.engine.scheduling.grid import Grid
from handschlag.engine.scheduling.plan import Held
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


def below_minimum(problem: Problem, meetings: Sequence[Held]) -> tuple[str, ...]:
    """Participants with fewer meetings than their ``min_meetings``, in order of their ids."""
    parties = {meeting.id: meeting.parties for meeting in problem.meetings}
    count = Counter(party for one in meetings for party in parties[one.meeting])
    return tuple(sorted(one.id for one in problem.participants if count[one.id] < one.min_meetings))
