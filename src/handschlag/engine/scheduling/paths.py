"""The move of the search that changes times: two slots exchanged along an alternating path.

Meetings are edges between participants and slots are colours. Exchanging two slots along the path that
starts at a participant who is busy in one and free in the other changes the busy pattern of the two
participants at its ends only (Kempe 1879; de Werra 1970 for timetables), so a move costs what the path
is long.
"""

from __future__ import annotations

from typing import Any

from handschlag.engine.scheduling import jit
from handschlag.engine.scheduling.annealing import accepted
from handschlag.engine.scheduling.board import below, draw, find_interpreter, in_order, set_place, shift_price, turn
from handschlag.engine.scheduling.grid import EXCESS_PRICE, Layout

BESIDE = 11
"""In so many of 16 moves a meeting is tried beside another one of the participant."""

REFRESH = 1_000
"""Moves after which the list of participants with breaks is made anew."""


@jit.compiled
def trace(at: Layout, cells: Any, person: int, t1: int, t2: int) -> int:
    """Write the meetings of the alternating path from ``person``, then the participant at its end.

    Returns the number of meetings, or 0 if one of them may not move.
    """
    slots = at.slots
    here = t1
    there = t2
    m = cells[at.meeting_of + person * slots + here]
    n = 0
    while m >= 0:
        if cells[at.code + m * slots + there] < 0:
            return 0
        cells[at.path + n] = m
        n += 1
        person = cells[at.first + m] + cells[at.second + m] - person
        here, there = there, here
        m = cells[at.meeting_of + person * slots + here]
    cells[at.path + n] = person
    return n


@jit.compiled
def excess_change(at: Layout, cells: Any, n: int, t1: int, t2: int) -> int:
    """By how many meetings more places would be overbooked if the path moved."""
    change = 0
    for kind in range(at.kinds):
        if cells[at.served + kind] == 0:
            continue
        moved = 0
        for k in range(n):
            if cells[at.kind + cells[at.path + k]] == kind:
                moved += 1 - 2 * (k & 1)
        for t, more in ((t1, -moved), (t2, moved)):
            used = cells[at.used + kind * at.slots + t]
            room = cells[at.open + kind * at.slots + t]
            change += max(0, used + more - room) - max(0, used - room)
    return change


@jit.compiled
def exchange_interpreters(at: Layout, cells: Any, n: int, t1: int, t2: int) -> bool:
    """Give the meetings of the path, whose slots are already exchanged, interpreters; False: left as it was."""
    slots = at.slots
    touched = False
    for k in range(n):
        m = cells[at.path + k]
        cells[at.kept + k] = cells[at.interpreter + m]
        touched = touched or cells[at.kept + k] >= 0 or cells[at.code + m * slots + cells[at.slot + m]] > 0
    if not touched:
        return True
    for k in range(n):
        if cells[at.kept + k] >= 0:
            cells[at.duty_of + cells[at.kept + k] * slots + (t2 if k & 1 else t1)] = -1
            cells[at.load + cells[at.kept + k]] -= 1
            cells[at.interpreter + cells[at.path + k]] = -1
    done = 0
    while done < n:
        m = cells[at.path + done]
        t = cells[at.slot + m]
        code = cells[at.code + m * slots + t]
        if code > 0:
            interpreter = find_interpreter(at, cells, code, t, cells[at.kept + done])
            if interpreter < 0:
                break
            cells[at.interpreter + m] = interpreter
            cells[at.duty_of + interpreter * slots + t] = m
            cells[at.load + interpreter] += 1
        done += 1
    if done == n:
        return True
    for k in range(done):
        m = cells[at.path + k]
        if cells[at.interpreter + m] >= 0:
            cells[at.duty_of + cells[at.interpreter + m] * slots + cells[at.slot + m]] = -1
            cells[at.load + cells[at.interpreter + m]] -= 1
    for k in range(n):
        m = cells[at.path + k]
        cells[at.interpreter + m] = cells[at.kept + k]
        if cells[at.kept + k] >= 0:
            cells[at.duty_of + cells[at.kept + k] * slots + (t2 if k & 1 else t1)] = m
            cells[at.load + cells[at.kept + k]] += 1
    return False


@jit.compiled
def set_slots(at: Layout, cells: Any, n: int, even: int, odd: int) -> None:
    """Write the slots of the meetings along the path."""
    for k in range(n):
        cells[at.slot + cells[at.path + k]] = odd if k & 1 else even


@jit.compiled
def path_in_order(at: Layout, cells: Any, n: int) -> bool:
    """Do the meetings along the path keep their precedences where they are now?"""
    for k in range(n):
        m = cells[at.path + k]
        if not in_order(at, cells, m, cells[at.slot + m]):
            return False
    return True


@jit.compiled
def any_busy_slot(at: Layout, cells: Any, person: int) -> int:
    """A slot in which the participant has a meeting, at random; there must be one."""
    t = below(at, cells, at.slots)
    while cells[at.meeting_of + person * at.slots + t] < 0:
        t = t + 1 if t + 1 < at.slots else 0
    return t


@jit.compiled
def other_slot(at: Layout, cells: Any, person: int, m: int) -> int:
    """A slot into which m could go, the participant being free: often one beside another meeting; or -1."""
    row = at.meeting_of + person * at.slots
    code = at.code + m * at.slots
    if below(at, cells, 16) < BESIDE:
        t = any_busy_slot(at, cells, person)
        t += 1 if draw(at, cells) & 65536 else -1
        if 0 <= t < at.slots and cells[code + t] >= 0 and cells[row + t] < 0:
            return t
    t = below(at, cells, at.slots)
    for _ in range(at.slots):
        if cells[code + t] >= 0 and cells[row + t] < 0:
            return t
        t = t + 1 if t + 1 < at.slots else 0
    return -1


@jit.compiled
def swing(at: Layout, cells: Any, person: int) -> bool:
    """Exchange two slots along the path that starts at ``person``, if that is accepted."""
    slots = at.slots
    if cells[at.held + person] == 0:
        return False
    t1 = any_busy_slot(at, cells, person)
    m = cells[at.meeting_of + person * slots + t1]
    t2 = other_slot(at, cells, person, m)
    if t2 < 0:
        return False
    n = trace(at, cells, person, t1, t2)
    if n == 0:
        return False
    end = cells[at.path + n]
    more = excess_change(at, cells, n, t1, t2)
    delta = shift_price(at, cells, person, t1, t2) + shift_price(at, cells, end, t1, t2) + EXCESS_PRICE * more
    if not accepted(at, cells, delta):
        return False
    set_slots(at, cells, n, t2, t1)
    if (at.links > 0 and not path_in_order(at, cells, n)) or (
        at.interpreters > 0 and not exchange_interpreters(at, cells, n, t1, t2)
    ):
        set_slots(at, cells, n, t1, t2)
        return False
    for k in range(n):
        m = cells[at.path + k]
        t = t2 if k & 1 else t1
        cells[at.meeting_of + cells[at.first + m] * slots + t] = -1
        cells[at.meeting_of + cells[at.second + m] * slots + t] = -1
    for k in range(n):
        m = cells[at.path + k]
        cells[at.meeting_of + cells[at.first + m] * slots + cells[at.slot + m]] = m
        cells[at.meeting_of + cells[at.second + m] * slots + cells[at.slot + m]] = m
        set_place(at, cells, cells[at.kind + m], t2 if k & 1 else t1, -1)
        set_place(at, cells, cells[at.kind + m], cells[at.slot + m], 1)
    for one in (person, end):
        turn(at, cells, one, t1)
        turn(at, cells, one, t2)
    return True
