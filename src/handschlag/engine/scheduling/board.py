"""The state of a search: who sits where, and what it costs; the elementary steps in and out of it.

All functions here are in the subset that ``jit`` compiles: integers, flat arrays, no objects.
Every step keeps the rules of a plan except two, which cost ``EXCESS`` and ``UNFAIR`` and are never part
of the best plan: more meetings than open places in a slot, and too large a difference in breaks.
"""

from __future__ import annotations

from typing import Any

from handschlag.engine.scheduling import jit
from handschlag.engine.scheduling.grid import (
    BREAK,
    BREAKS,
    EXCESS,
    GAP,
    GUIDE,
    IDLE,
    LOCKED_OUT,
    LOSS,
    LOST,
    MUST_OUT,
    NO_LIMIT,
    TOTALS,
    UNFAIR_PRICE,
    UNPLACED,
    Layout,
)


@jit.compiled
def draw(at: Layout, cells: Any) -> int:
    """A random number from 0 to 2**32 - 1 (xorshift with a Weyl sequence; Marsaglia 2003)."""
    x = cells[at.random]
    x ^= (x << 13) & 0xFFFFFFFF
    x ^= x >> 17
    x ^= (x << 5) & 0xFFFFFFFF
    w = (cells[at.random + 1] + 362437) & 0xFFFFFFFF
    cells[at.random] = x
    cells[at.random + 1] = w
    return (x + w) & 0xFFFFFFFF  # type: ignore[no-any-return]


@jit.compiled
def below(at: Layout, cells: Any, n: int) -> int:
    """A random number from 0 to n - 1."""
    return (draw(at, cells) * n) >> 32


@jit.compiled
def gaps(mask: int) -> int:
    """Breaks in a row of busy slots times 1024, plus the idle slots inside them."""
    starts = mask & ~(mask << 1)
    starts &= starts - 1
    if starts == 0:
        return 0
    breaks = 0
    while starts:
        starts &= starts - 1
        breaks += 1
    inside = mask | (mask >> 1)
    inside |= inside >> 2
    inside |= inside >> 4
    inside |= inside >> 8
    inside |= inside >> 16
    inside |= inside >> 32
    inside &= ~mask & ~((mask & -mask) - 1)
    idle = 0
    while inside:
        inside &= inside - 1
        idle += 1
    return breaks * 1024 + idle


@jit.compiled
def unfair(at: Layout, breaks: int) -> int:
    """Search price of so many breaks of one participant beyond what fairness allows."""
    return UNFAIR_PRICE * (breaks - at.fairness) if breaks > at.fairness else 0


@jit.compiled
def turn(at: Layout, cells: Any, person: int, t: int) -> None:
    """Make a participant busy in slot t, or idle again, and count what that costs."""
    row = person * at.stretches + cells[at.stretch + t]
    before = gaps(cells[at.mask + row])
    cells[at.mask + row] ^= cells[at.bit + t]
    after = gaps(cells[at.mask + row])
    if after == before:
        return
    old = cells[at.breaks + person]
    new = old + (after >> 10) - (before >> 10)
    cells[at.totals + GUIDE] += BREAK * (new - old) + IDLE * ((after & 1023) - (before & 1023))
    if new != old:
        cells[at.totals + GUIDE] += unfair(at, new) - unfair(at, old)
        cells[at.totals + BREAKS] += new - old
        cells[at.breaks + person] = new
        cells[at.spread + old] -= 1
        cells[at.spread + new] += 1


@jit.compiled
def shift_price(at: Layout, cells: Any, person: int, t1: int, t2: int) -> int:
    """What it would cost if the participant's idle and busy state in two slots changed."""
    s1 = cells[at.stretch + t1]
    s2 = cells[at.stretch + t2]
    row = person * at.stretches
    m1 = cells[at.mask + row + s1]
    if s1 == s2:
        before = gaps(m1)
        after = gaps(m1 ^ cells[at.bit + t1] ^ cells[at.bit + t2])
    else:
        m2 = cells[at.mask + row + s2]
        before = gaps(m1) + gaps(m2)
        after = gaps(m1 ^ cells[at.bit + t1]) + gaps(m2 ^ cells[at.bit + t2])
    if after == before:
        return 0
    change = (after >> 10) - (before >> 10)
    price = BREAK * change + IDLE * ((after & 1023) - (before & 1023))
    if change and at.fairness < NO_LIMIT:
        old = cells[at.breaks + person]
        price += unfair(at, old + change) - unfair(at, old)
    return price


@jit.compiled
def set_place(at: Layout, cells: Any, kind: int, t: int, change: int) -> None:
    """Count a meeting in (+1) or out (-1) of the places of a slot."""
    if kind >= 0:
        k = kind * at.slots + t
        if change > 0:
            cells[at.totals + EXCESS] += 1 if cells[at.used + k] >= cells[at.open + k] else 0
        else:
            cells[at.totals + EXCESS] -= 1 if cells[at.used + k] > cells[at.open + k] else 0
        cells[at.used + k] += change
        cells[at.served + kind] += change


@jit.compiled
def put(at: Layout, cells: Any, m: int, t: int, interpreter: int) -> None:
    """Hold an unplaced meeting in slot t; both parties and the interpreter must be free."""
    cells[at.slot + m] = t
    cells[at.interpreter + m] = interpreter
    for person in (cells[at.first + m], cells[at.second + m]):
        cells[at.meeting_of + person * at.slots + t] = m
        cells[at.held + person] += 1
        turn(at, cells, person, t)
    if interpreter >= 0:
        cells[at.duty_of + interpreter * at.slots + t] = m
        cells[at.load + interpreter] += 1
    set_place(at, cells, cells[at.kind + m], t, 1)
    last = cells[at.waiting + cells[at.totals + UNPLACED] - 1]
    k = cells[at.position + m]
    cells[at.waiting + k] = last
    cells[at.position + last] = k
    cells[at.position + m] = -1
    cells[at.totals + UNPLACED] -= 1
    cells[at.totals + LOCKED_OUT] -= cells[at.locked + m]
    cells[at.totals + MUST_OUT] -= cells[at.must + m]
    cells[at.totals + LOST] -= cells[at.weight + m]
    cells[at.totals + LOSS] -= cells[at.loss + m]


@jit.compiled
def take(at: Layout, cells: Any, m: int) -> None:
    """Take a held meeting out of the plan."""
    t = cells[at.slot + m]
    interpreter = cells[at.interpreter + m]
    cells[at.slot + m] = -1
    cells[at.interpreter + m] = -1
    for person in (cells[at.first + m], cells[at.second + m]):
        cells[at.meeting_of + person * at.slots + t] = -1
        cells[at.held + person] -= 1
        turn(at, cells, person, t)
    if interpreter >= 0:
        cells[at.duty_of + interpreter * at.slots + t] = -1
        cells[at.load + interpreter] -= 1
    set_place(at, cells, cells[at.kind + m], t, -1)
    k = cells[at.totals + UNPLACED]
    cells[at.waiting + k] = m
    cells[at.position + m] = k
    cells[at.totals + UNPLACED] += 1
    cells[at.totals + LOCKED_OUT] += cells[at.locked + m]
    cells[at.totals + MUST_OUT] += cells[at.must + m]
    cells[at.totals + LOST] += cells[at.weight + m]
    cells[at.totals + LOSS] += cells[at.loss + m]


@jit.compiled
def in_order(at: Layout, cells: Any, m: int, t: int) -> bool:
    """Would meeting m in slot t keep its precedences?"""
    for k in range(cells[at.link_start + m], cells[at.link_start + m + 1]):
        other = cells[at.slot + cells[at.link_other + k]]
        if other >= 0 and not (t < other if cells[at.link_later + k] else other < t):
            return False
    return True


@jit.compiled
def run_length(at: Layout, cells: Any, interpreter: int, t: int) -> int:
    """Meetings in a row around slot t if the interpreter had one there."""
    row = interpreter * at.slots
    n = 1
    k = t
    while cells[at.joined + k] and cells[at.duty_of + row + k - 1] >= 0:
        k -= 1
        n += 1
    k = t + 1
    while k < at.slots and cells[at.joined + k] and cells[at.duty_of + row + k] >= 0:
        k += 1
        n += 1
    return n


@jit.compiled
def can_serve(at: Layout, cells: Any, interpreter: int, t: int) -> bool:
    """Could this interpreter take one more meeting, in slot t?"""
    k = interpreter * at.slots + t
    return (  # type: ignore[no-any-return]
        cells[at.on_duty + k] == 1
        and cells[at.duty_of + k] < 0
        and cells[at.load + interpreter] < cells[at.load_limit + interpreter]
        and (
            cells[at.run_limit + interpreter] >= at.slots
            or run_length(at, cells, interpreter, t) <= cells[at.run_limit + interpreter]
        )
    )


@jit.compiled
def find_interpreter(at: Layout, cells: Any, code: int, t: int, wanted: int) -> int:
    """An interpreter of set ``code`` who can serve in slot t, the wanted one if she can; -1 if nobody can."""
    start = cells[at.set_start + code]
    n = cells[at.set_start + code + 1] - start
    if n == 0:
        return -1
    if wanted >= 0:
        for k in range(start, start + n):
            if cells[at.set_member + k] == wanted and can_serve(at, cells, wanted, t):
                return wanted
    offset = below(at, cells, n)
    for k in range(n):
        interpreter = cells[at.set_member + start + (offset + k) % n]
        if can_serve(at, cells, interpreter, t):
            return interpreter  # type: ignore[no-any-return]
    return -1


@jit.compiled
def spread_of_breaks(at: Layout, cells: Any) -> int:
    """Most breaks of a participant less fewest."""
    low = 0
    high = 0
    seen = 0
    for b in range(at.slots + 1):
        if cells[at.spread + b] > 0:
            if seen == 0:
                low = b
                seen = 1
            high = b
    return high - low


@jit.compiled
def better(at: Layout, cells: Any) -> bool:
    """Is the plan on the board better than the best? Compared without the difference in breaks; see ``note``."""
    for k in (LOCKED_OUT, MUST_OUT, LOST, BREAKS):
        if cells[at.totals + k] != cells[at.best + k]:
            return cells[at.totals + k] < cells[at.best + k]  # type: ignore[no-any-return]
    return True


@jit.compiled
def note(at: Layout, cells: Any) -> bool:
    """Keep the plan on the board if it breaks no rule and is better than the best so far."""
    if cells[at.totals + EXCESS] > 0 or not better(at, cells):
        return False
    gap = spread_of_breaks(at, cells)
    cells[at.totals + GAP] = gap
    if gap > at.fairness:
        return False
    same = True
    for k in (LOCKED_OUT, MUST_OUT, LOST, BREAKS):
        same = same and cells[at.totals + k] == cells[at.best + k]
    if same and gap >= cells[at.best + GAP]:
        return False
    for k in range(TOTALS):
        cells[at.best + k] = cells[at.totals + k]
    for m in range(at.meetings):
        cells[at.best_slot + m] = cells[at.slot + m]
        cells[at.best_interpreter + m] = cells[at.interpreter + m]
    return True


@jit.compiled
def recall(at: Layout, cells: Any) -> None:
    """Set the board to the best plan so far."""
    for m in range(at.meetings):
        if cells[at.slot + m] >= 0:
            take(at, cells, m)
    for m in range(at.meetings):
        if cells[at.best_slot + m] >= 0:
            put(at, cells, m, cells[at.best_slot + m], cells[at.best_interpreter + m])
