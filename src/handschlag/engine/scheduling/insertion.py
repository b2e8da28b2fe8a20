"""The move of the search that changes what is held: a meeting goes in, whoever is in the way goes out."""

from __future__ import annotations

from typing import Any

from handschlag.engine.scheduling import jit
from handschlag.engine.scheduling.annealing import accepted, price
from handschlag.engine.scheduling.board import below, find_interpreter, put, run_length, take
from handschlag.engine.scheduling.grid import UNPLACED, Layout
from handschlag.engine.scheduling.paths import any_busy_slot


@jit.compiled
def take_out(at: Layout, cells: Any, m: int) -> None:
    """Take a meeting out and remember where it was."""
    k = 3 * cells[at.out] + 1
    cells[at.out + k] = m
    cells[at.out + k + 1] = cells[at.slot + m]
    cells[at.out + k + 2] = cells[at.interpreter + m]
    cells[at.out] += 1
    take(at, cells, m)


@jit.compiled
def put_back(at: Layout, cells: Any) -> None:
    """Undo every ``take_out`` of the move at hand."""
    for n in range(cells[at.out]):
        k = 3 * n + 1
        put(at, cells, cells[at.out + k], cells[at.out + k + 1], cells[at.out + k + 2])


@jit.compiled
def any_meeting_at(at: Layout, cells: Any, kind: int, t: int) -> int:
    """A meeting at a place of this kind in slot t, at random; there must be one."""
    m = below(at, cells, at.meetings)
    while cells[at.slot + m] != t or cells[at.kind + m] != kind:
        m = m + 1 if m + 1 < at.meetings else 0
    return m


@jit.compiled
def free_parties(at: Layout, cells: Any, m: int, t: int) -> bool:
    """Take out what keeps the parties of m from meeting in slot t; False if nothing would help."""
    for person in (cells[at.first + m], cells[at.second + m]):
        if cells[at.limit + person] == 0:
            return False
        other = cells[at.meeting_of + person * at.slots + t]
        if other >= 0:
            take_out(at, cells, other)
    for person in (cells[at.first + m], cells[at.second + m]):
        if cells[at.held + person] >= cells[at.limit + person]:
            take_out(at, cells, cells[at.meeting_of + person * at.slots + any_busy_slot(at, cells, person)])
    for k in range(cells[at.link_start + m], cells[at.link_start + m + 1]):
        other = cells[at.link_other + k]
        where = cells[at.slot + other]
        if where >= 0 and (t >= where if cells[at.link_later + k] else where >= t):
            take_out(at, cells, other)
    return True


@jit.compiled
def free_place(at: Layout, cells: Any, kind: int, t: int) -> bool:
    """See to a place in slot t: take a meeting out of a full slot, or overbook it while others have room."""
    if kind < 0:
        return True
    k = kind * at.slots + t
    if cells[at.open + k] == 0:
        return False
    full = cells[at.served + kind] >= cells[at.capacity + kind]
    if cells[at.used + k] >= cells[at.open + k] and (full or below(at, cells, 2) == 0):
        take_out(at, cells, any_meeting_at(at, cells, kind, t))
        full = False
    return not full


@jit.compiled
def free_interpreter(at: Layout, cells: Any, code: int, t: int) -> int:
    """An interpreter of the set for slot t, of whose meetings some are taken out; -1 if that does not help."""
    start = cells[at.set_start + code]
    size = cells[at.set_start + code + 1] - start
    if size == 0:
        return -1
    interpreter = cells[at.set_member + start + below(at, cells, size)]
    row = interpreter * at.slots
    if cells[at.on_duty + row + t] == 0 or cells[at.load_limit + interpreter] == 0:
        return -1
    if cells[at.duty_of + row + t] >= 0:
        take_out(at, cells, cells[at.duty_of + row + t])
    if cells[at.load + interpreter] >= cells[at.load_limit + interpreter]:
        k = below(at, cells, at.slots)
        while cells[at.duty_of + row + k] < 0:
            k = k + 1 if k + 1 < at.slots else 0
        take_out(at, cells, cells[at.duty_of + row + k])
    while run_length(at, cells, interpreter, t) > cells[at.run_limit + interpreter]:
        before = cells[at.joined + t] == 1 and cells[at.duty_of + row + t - 1] >= 0
        after = t + 1 < at.slots and cells[at.joined + t + 1] == 1 and cells[at.duty_of + row + t + 1] >= 0
        side = t - 1 if before and (not after or below(at, cells, 2) == 0) else t + 1
        take_out(at, cells, cells[at.duty_of + row + side])
    return interpreter  # type: ignore[no-any-return]


@jit.compiled
def make_way(at: Layout, cells: Any, m: int, t: int) -> bool:
    """Hold the unplaced meeting in slot t and take out whatever is in the way; False if that cannot be."""
    if not free_parties(at, cells, m, t) or not free_place(at, cells, cells[at.kind + m], t):
        return False
    code = cells[at.code + m * at.slots + t]
    interpreter = -1
    if code > 0:
        interpreter = find_interpreter(at, cells, code, t, -1)
        if interpreter < 0:
            interpreter = free_interpreter(at, cells, code, t)
        if interpreter < 0:
            return False
    put(at, cells, m, t, interpreter)
    return True


@jit.compiled
def seat(at: Layout, cells: Any) -> bool:
    """Put an unplaced meeting into a random slot at the cost of others, if that is accepted."""
    m = cells[at.waiting + below(at, cells, cells[at.totals + UNPLACED])]
    t = below(at, cells, at.slots)
    tries = 0
    while cells[at.code + m * at.slots + t] < 0:
        t = t + 1 if t + 1 < at.slots else 0
        tries += 1
        if tries >= at.slots:
            return False
    before = price(at, cells)
    cells[at.out] = 0
    if make_way(at, cells, m, t):
        if accepted(at, cells, price(at, cells) - before):
            return True
        take(at, cells, m)
    put_back(at, cells)
    return False
