"""Local search: alternating paths and insertion with ejection, under simulated annealing."""

from __future__ import annotations

from typing import Any

from handschlag.engine.scheduling import jit
from handschlag.engine.scheduling.board import below, note
from handschlag.engine.scheduling.grid import BREAKS, LOCKED_OUT, LOST, MUST_OUT, UNPLACED, Layout
from handschlag.engine.scheduling.insertion import seat
from handschlag.engine.scheduling.paths import swing

REFRESH = 1_000
"""Moves after which the list of participants with breaks is made anew."""


@jit.compiled
def reached(at: Layout, cells: Any) -> bool:
    """Is the best plan as good as the bound? (See ``goal`` of the layout.)"""
    for k in (LOCKED_OUT, MUST_OUT, LOST, BREAKS):
        if cells[at.best + k] > cells[at.goal + k]:
            return False
    return True


@jit.compiled
def search(at: Layout, cells: Any, moves: int, seats: int) -> int:
    """Try ``moves`` moves, or fewer if the goal is reached; the number of moves tried.

    ``seats`` of 16 moves insert an unplaced meeting while there is one; of the others most start at a
    participant with breaks.
    """
    n = 0
    for k in range(moves):
        if k % REFRESH == 0:
            n = 0
            for person in range(at.participants):
                if cells[at.breaks + person] > 0:
                    cells[at.restless + n] = person
                    n += 1
        if cells[at.totals + UNPLACED] > 0 and below(at, cells, 16) < seats:
            changed = seat(at, cells)
        else:
            person = below(at, cells, at.participants)
            if n > 0 and below(at, cells, 10) < 7:
                person = cells[at.restless + below(at, cells, n)]
            changed = swing(at, cells, person)
        if changed and note(at, cells) and reached(at, cells):
            return k + 1
    return moves
