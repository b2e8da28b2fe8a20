"""Exhausted search for small problems: every combination is tried, or shown to be no better.

Meetings are decided one after the other; each takes a slot and an interpreter or is left out. A branch
ends when what it has left out, or the breaks of those whose meetings are all decided, can no longer
lead to a better plan.
"""

from __future__ import annotations

from typing import Any

from handschlag.engine.scheduling import jit
from handschlag.engine.scheduling.board import can_serve, note, put, take
from handschlag.engine.scheduling.construct import fits
from handschlag.engine.scheduling.grid import BREAKS, GAP, LOCKED_OUT, LOST, MUST_OUT, Layout

MOST_MEETINGS = 16
"""Larger problems are not worth the attempt."""
MOST_STEPS = 3_000_000
STEPS_AT_ONCE = 20_000


@jit.compiled
def next_option(at: Layout, cells: Any, m: int, option: int) -> int:
    """The first possible option of the meeting from ``option`` on.

    Options are numbered slot by slot, in each first "without interpreter", then one per interpreter; the
    last is to leave the meeting out; -1 when none is left. Of idle interpreters who are alike only the
    first is tried.
    """
    width = at.interpreters + 1
    last = at.slots * width
    while option < last:
        t = option // width
        interpreter = option % width - 1
        code = cells[at.code + m * at.slots + t]
        if code < 0 or not fits(at, cells, m, t):
            option = (t + 1) * width
            continue
        if code == 0 and interpreter < 0:
            return option
        if code > 0 and interpreter >= 0 and may_serve(at, cells, code, interpreter, t):
            return option
        option += 1
    return last if option == last and cells[at.locked + m] == 0 else -1


@jit.compiled
def may_serve(at: Layout, cells: Any, code: int, interpreter: int, t: int) -> bool:
    """Is the interpreter in the set and free, and not merely another one like an idle one before?"""
    twin = cells[at.twin + interpreter]
    if twin >= 0 and cells[at.load + twin] == 0 and cells[at.load + interpreter] == 0:
        return False
    for k in range(cells[at.set_start + code], cells[at.set_start + code + 1]):
        if cells[at.set_member + k] == interpreter:
            return can_serve(at, cells, interpreter, t)
    return False


@jit.compiled
def hopeless(at: Layout, cells: Any, order: Any, depth: int) -> bool:
    """Can no plan that agrees with the first ``depth`` decisions be better than the best?"""
    must = 0
    lost = 0
    for k in range(depth):
        m = order[k]
        if cells[at.slot + m] < 0:
            must += cells[at.must + m]
            lost += cells[at.weight + m]
    if cells[at.best + LOCKED_OUT] > 0:
        return False
    if must != cells[at.best + MUST_OUT]:
        return must > cells[at.best + MUST_OUT]  # type: ignore[no-any-return]
    if lost != cells[at.best + LOST]:
        return lost > cells[at.best + LOST]  # type: ignore[no-any-return]
    for person in range(at.participants):
        cells[at.restless + person] = 0
    for k in range(depth, at.meetings):
        cells[at.restless + cells[at.first + order[k]]] = 1
        cells[at.restless + cells[at.second + order[k]]] = 1
    breaks = 0
    for person in range(at.participants):
        if cells[at.restless + person] == 0:
            breaks += cells[at.breaks + person]
    if breaks != cells[at.best + BREAKS]:
        return breaks > cells[at.best + BREAKS]  # type: ignore[no-any-return]
    return cells[at.best + GAP] == 0  # type: ignore[no-any-return]


@jit.compiled
def exhaust(at: Layout, cells: Any, order: Any, stack: Any, steps: int) -> bool:
    """Go on with the search for so many steps; True when everything has been tried.

    ``stack`` holds the depth and then the option of each decided meeting; it begins as zeros. The best
    plan so far, from wherever it comes, is what has to be beaten.
    """
    width = at.slots * (at.interpreters + 1)
    depth = stack[0]
    for _ in range(steps):
        m = order[depth]
        if cells[at.slot + m] >= 0:
            take(at, cells, m)
        option = next_option(at, cells, m, stack[1 + depth])
        if option < 0:
            if depth == 0:
                return True
            stack[1 + depth] = 0
            depth -= 1
            continue
        stack[1 + depth] = option + 1
        if option < width:
            put(at, cells, m, option // (at.interpreters + 1), option % (at.interpreters + 1) - 1)
        if hopeless(at, cells, order, depth + 1):
            continue
        if depth + 1 == at.meetings:
            note(at, cells)
            continue
        depth += 1
    stack[0] = depth
    return False
