"""A first plan: one meeting after the other into the slot where it waits least and tables are many."""

from __future__ import annotations

from typing import Any

from handschlag.engine.scheduling import jit
from handschlag.engine.scheduling.board import find_interpreter, in_order, note, put, take
from handschlag.engine.scheduling.grid import GUIDE, Layout

CROWD = 30
"""Search price of a slot whose places are all taken, in proportion less for emptier ones."""


def order(at: Layout, cells: Any) -> list[int]:
    """Meetings in the order in which they are placed: locked, musts, heavy ones, those with few slots."""
    slots = at.slots

    def urgency(m: int) -> tuple[int, int, int, int, int]:
        choices = sum(1 for code in cells[at.code + m * slots : at.code + (m + 1) * slots] if code >= 0)
        return (-int(cells[at.locked + m]), -int(cells[at.must + m]), -int(cells[at.weight + m]), choices, m)

    return sorted(range(at.meetings), key=urgency)


@jit.compiled
def fits(at: Layout, cells: Any, m: int, t: int) -> bool:
    """Can the unplaced meeting be held in slot t without moving anything (interpreters apart)?"""
    if cells[at.code + m * at.slots + t] < 0:
        return False
    for person in (cells[at.first + m], cells[at.second + m]):
        if cells[at.meeting_of + person * at.slots + t] >= 0 or cells[at.held + person] >= cells[at.limit + person]:
            return False
    kind = cells[at.kind + m]
    if kind >= 0 and cells[at.used + kind * at.slots + t] >= cells[at.open + kind * at.slots + t]:
        return False
    return in_order(at, cells, m, t)


@jit.compiled
def crowding(at: Layout, cells: Any, m: int, t: int) -> int:
    """Search price of taking one of the places that are left in slot t."""
    kind = cells[at.kind + m]
    if kind < 0:
        return 0
    k = kind * at.slots + t
    return (CROWD * cells[at.used + k]) // cells[at.open + k]  # type: ignore[no-any-return]


@jit.compiled
def place(at: Layout, cells: Any, m: int) -> bool:
    """Hold the unplaced meeting in the best slot that fits; False if none does."""
    best = -1
    best_price = 0
    chosen = -1
    for t in range(at.slots):
        if not fits(at, cells, m, t):
            continue
        code = cells[at.code + m * at.slots + t]
        interpreter = -1
        if code > 0:
            interpreter = find_interpreter(at, cells, code, t, -1)
            if interpreter < 0:
                continue
        before = cells[at.totals + GUIDE]
        put(at, cells, m, t, interpreter)
        price = cells[at.totals + GUIDE] - before
        take(at, cells, m)
        price += crowding(at, cells, m, t)
        if best < 0 or price < best_price:
            best = t
            best_price = price
            chosen = interpreter
    if best < 0:
        return False
    put(at, cells, m, best, chosen)
    return True


@jit.compiled
def place_at(at: Layout, cells: Any, m: int, t: int, wanted: int) -> bool:
    """Hold the unplaced meeting in slot t, with the wanted interpreter if she can; False if it does not fit."""
    if not fits(at, cells, m, t):
        return False
    code = cells[at.code + m * at.slots + t]
    interpreter = -1
    if code > 0:
        interpreter = find_interpreter(at, cells, code, t, wanted)
        if interpreter < 0:
            return False
    put(at, cells, m, t, interpreter)
    note(at, cells)
    return True


@jit.compiled
def build(at: Layout, cells: Any, meetings: object) -> None:
    """Place the meetings in the given order as far as they fit, noting each fair plan on the way."""
    n = 0
    for m in meetings:  # type: ignore[attr-defined]
        if cells[at.slot + m] < 0 and place(at, cells, m):
            n += 1
            if at.fairness < at.slots:
                note(at, cells)
    note(at, cells)


@jit.compiled
def fill(at: Layout, cells: Any) -> None:
    """Add to the best plan whatever still fits, so that what stays out has a true reason.

    A meeting may close the gap that made another one unfair, so this goes on until nothing is added.
    """
    added = True
    while added:
        added = False
        for m in range(at.meetings):
            if cells[at.slot + m] < 0 and place(at, cells, m):
                if note(at, cells):
                    added = True
                else:
                    take(at, cells, m)
