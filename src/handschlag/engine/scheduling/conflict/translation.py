"""From a grid to the question, and from a proof in numbers to a certificate in names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handschlag.engine.scheduling import jit
from handschlag.engine.scheduling.conflict.question import Question
from handschlag.engine.scheduling.grid import NO_LIMIT, Grid
from handschlag.engine.scheduling.plan import Certificate
from handschlag.engine.scheduling.problem import Problem

MOST_CHOICES = 150_000
"""Slots and interpreters of all meetings together, beyond which nobody should wait for an answer."""


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
