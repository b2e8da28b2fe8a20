"""What is asked: a problem in numbers, as far as it decides what can be held; and what the answer means."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from handschlag.engine.scheduling import jit
from handschlag.engine.scheduling.grid import NO_LIMIT, Grid
from handschlag.engine.scheduling.plan import Certificate
from handschlag.engine.scheduling.problem import Problem

RULES = (
    "one_meeting_at_a_place",
    "one_meeting_an_interpreter",
    "interpreter_load",
    "interpreter_rest",
    "within_limit",
    "in_order",
    "fair",
)
"""The rules that an answer may do without, by their names in ``rules``. All others always hold."""
MOST_CHOICES = 150_000
"""Slots and interpreters of all meetings together, beyond which nobody should wait for an answer."""


@dataclass(frozen=True, slots=True)
class Question:
    """Meetings of which some have to be held, in numbers. Those that may be left out count for fairness only.

    Attributes
    ----------
    meetings : per meeting its number in the grid
    locked : per meeting, must it be held?
    parties : per meeting its two participants
    options : per meeting the slots that it can take, each with those who could interpret (empty: nobody has to)
    kinds : per meeting the kind of place that it needs, -1 for none
    open : per kind the open places in each slot
    joined, stretch : per slot: does it follow without a pause, and in which stretch is it?
    precedences : pairs of meetings
    participants : their number
    limits : most meetings per participant
    loads, runs : per interpreter: most meetings, and most in a row
    fairness : allowed difference in breaks, None for any
    """

    meetings: Sequence[int]
    locked: Sequence[bool]
    parties: Sequence[tuple[int, int]]
    options: Sequence[Sequence[tuple[int, Sequence[int]]]]
    kinds: Sequence[int]
    open: Sequence[Sequence[int]]
    joined: Sequence[int]
    stretch: Sequence[int]
    precedences: Sequence[tuple[int, int]]
    participants: int
    limits: Sequence[int]
    loads: Sequence[int]
    runs: Sequence[int]
    fairness: int | None

    @classmethod
    def read(cls, text: str) -> Question:
        """From the text that ``as_text`` gives."""
        return cls(**json.loads(text))

    def as_text(self) -> str:
        """As the process reads it."""
        return json.dumps(asdict(self))


def question(grid: Grid) -> Question | None:
    """The problem as a question; None if it is too large."""
    at, cells = grid.at, grid.cells
    fairness = None if at.fairness == NO_LIMIT else at.fairness
    chosen = [m for m in range(at.meetings) if fairness is not None or cells[at.locked + m]]
    if len(chosen) * at.slots > MOST_CHOICES:
        return None
    options = [_options(grid, m) for m in chosen]
    if sum(len(staff) or 1 for some in options for _, staff in some) > MOST_CHOICES:
        return None

    def row(start: int, n: int) -> list[int]:
        return jit.plain(cells, start, n)

    return Question(
        meetings=chosen,
        locked=[bool(cells[at.locked + m]) for m in chosen],
        parties=[(int(cells[at.first + m]), int(cells[at.second + m])) for m in chosen],
        options=options,
        kinds=[int(cells[at.kind + m]) for m in chosen],
        open=[row(at.open + kind * at.slots, at.slots) for kind in range(at.kinds)],
        joined=row(at.joined, at.slots),
        stretch=row(at.stretch, at.slots),
        precedences=_precedences(grid, {m: k for k, m in enumerate(chosen)}),
        participants=at.participants,
        limits=row(at.limit, at.participants),
        loads=row(at.load_limit, at.interpreters),
        runs=row(at.run_limit, at.interpreters),
        fairness=fairness,
    )


def certificate(problem: Problem, grid: Grid, proof: Mapping[str, Any]) -> Certificate:
    """A proof in numbers as a certificate in names."""
    at, meetings = grid.at, sorted(proof["meetings"])
    slots = {t for m in meetings for t in range(at.slots) if grid.cells[at.code + m * at.slots + t] >= 0}
    return Certificate(
        "search",
        tuple(grid.names.meetings[m].id for m in meetings),
        slots=tuple(problem.slots[t].id for t in sorted(slots)),
        rules=tuple(proof["rules"]),
    )


def _options(grid: Grid, m: int) -> list[tuple[int, list[int]]]:
    at, cells = grid.at, grid.cells
    found: list[tuple[int, list[int]]] = []
    for t, code in enumerate(jit.plain(cells, at.code + m * at.slots, at.slots)):
        if code == 0:
            found.append((t, []))
        elif code > 0:
            members = jit.plain(cells, at.set_start + code, 2)
            staff = jit.plain(cells, at.set_member + members[0], members[1] - members[0])
            able = [i for i in staff if cells[at.on_duty + i * at.slots + t] and cells[at.load_limit + i]]
            found.append((t, able))
    return found


def _precedences(grid: Grid, number: Mapping[int, int]) -> list[tuple[int, int]]:
    at, cells = grid.at, grid.cells
    return [
        (number[before], number[after])
        for before in number
        for k in range(int(cells[at.link_start + before]), int(cells[at.link_start + before + 1]))
        if cells[at.link_later + k] and (after := int(cells[at.link_other + k])) in number
    ]
