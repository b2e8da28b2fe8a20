"""What full slots cost in breaks: participants who would all be busy at the same time cannot be.

The isolated bound looks at each participant alone, and so may have all of them busy in the best slots. Here each
slot has a price for those who are busy in it, and each participant takes the pattern of busy slots that costs her
least, breaks included. For any prices the sum of these costs, less the prices of all seats, bounds the breaks of every
plan from below (Everett 1963); prices are raised where a slot is wanted by too many (Polyak 1969). They are whole
thousandths of a break, so every sum is exact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from handschlag.engine.scheduling import jit

BREAK = 1000
"""The price of a break."""
NEVER = 2**40
ROUNDS = 400
WORK = 10_000_000
"""Rounds of changing the prices, and steps of all of them together, at most."""
PATIENCE = 15
"""Rounds without progress before less is hoped for."""
FIRST_HOPE = 3 * BREAK
UNTOUCHED, WAITING, BUSY = 0, 1, 2
"""Where a participant is in a stretch: not busy so far, idle after having been busy, or busy."""


@dataclass(frozen=True, slots=True)
class Habit:
    """What decides which patterns a participant can have; those who have it in common are counted together.

    Attributes
    ----------
    meetings : how many she has, each of which has to be held
    slots : a mask of the slots in which any of them can be held
    least, most : busy slots among the first k, for k from 0 on: meetings that can only be held in them, and
        meetings that can be held in them at all
    breaks : that she has at least (the isolated bound)
    """

    meetings: int
    slots: int
    least: tuple[int, ...]
    most: tuple[int, ...]
    breaks: int


def habit(domains: Sequence[int], slots: int, breaks: int) -> Habit:
    """The habit of a participant with meetings of these masks of slots."""
    union = 0
    for domain in domains:
        union |= domain
    first = range(slots + 1)
    return Habit(
        meetings=len(domains),
        slots=union,
        least=tuple(sum(domain >> k == 0 for domain in domains) for k in first),
        most=tuple(sum(domain & (1 << k) - 1 != 0 for domain in domains) for k in first),
        breaks=breaks,
    )


def least_breaks(
    habits: Iterable[Habit],
    seats: Sequence[int],
    stretch: Sequence[int],
    *,
    known: int | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Breaks that these participants have at least, all together.

    Parameters
    ----------
    seats : how many of them can be busy in each slot
    stretch : the number of the stretch of each slot; breaks are counted inside a stretch
    known : breaks of some plan, which end the search for more; ``stop`` ends it as well
    """
    counted = Counter(habits)
    if not counted:
        return 0
    return _Prices(counted, seats, stretch).least_breaks(known, stop)


class _Prices:
    """Prices of being busy, slot by slot, and what they prove."""

    def __init__(self, habits: Counter[Habit], seats: Sequence[int], stretch: Sequence[int]) -> None:
        tables = [_Table(habit, stretch) for habit in habits]
        self._work = sum(table.size for table in tables)
        room = jit.numbers([0] * max(table.size for table in tables))
        self._habits = [(table, count, room) for table, count in zip(tables, habits.values(), strict=True)]
        self._seats = seats
        self._exact = [0.0] * len(seats)

    def least_breaks(self, known: int | None, stop: Callable[[], bool]) -> int:
        """The largest bound of all prices tried, rounded up to whole breaks."""
        best, waiting, hope = 0, 0, float(FIRST_HOPE)
        for _ in range(min(ROUNDS, WORK // self._work + 1)):
            bound, slope = self._bound()
            waiting = 0 if bound > best else waiting + 1
            best = max(best, bound)
            if waiting > PATIENCE:
                hope, waiting = hope / 2, 0
            length = sum(value * value for value in slope)
            if not length or hope < BREAK / 50 or stop() or (known is not None and best > (known - 1) * BREAK):
                break
            step = (best + hope - bound) / length
            self._exact = [max(0.0, price + step * value) for price, value in zip(self._exact, slope, strict=True)]
        return -(-best // BREAK)

    def _bound(self) -> tuple[int, list[int]]:
        """What these prices prove, in thousandths, and by how many participants each slot is wanted too often."""
        prices = [round(price) for price in self._exact]
        given = jit.numbers(prices)
        bound = -sum(price * seats for price, seats in zip(prices, self._seats, strict=True))
        slope = [-seats for seats in self._seats]
        for table, count, room in self._habits:
            cost, busy = table.cheapest(given, room)
            bound += count * (table.breaks * BREAK + cost)
            for t in busy:
                slope[t] += count
        # A slot without a price that has seats to spare keeps it so.
        return bound, [value if value > 0 or prices[t] > 0 else 0 for t, value in enumerate(slope)]


class _Table:
    """One habit as the compiled functions read it."""

    def __init__(self, habit: Habit, stretch: Sequence[int]) -> None:
        self.breaks = habit.breaks
        self._slots = len(stretch)
        self._shape = jit.numbers([self._slots, habit.meetings, habit.breaks])
        able = [habit.slots >> t & 1 for t in range(self._slots)]
        self._given = jit.numbers([*able, *stretch, *habit.least, *habit.most])
        self._busy = jit.numbers([0] * self._slots)
        self.size = 3 * (self._slots + 1) * (habit.meetings + 1) * (habit.breaks + 1)

    def cheapest(self, prices: Any, room: Any) -> tuple[int, list[int]]:
        """The least cost of a pattern beyond the breaks of the isolated bound, and the slots of such a pattern."""
        cost = int(fill(self._shape, self._given, prices, room))
        trace(self._shape, self._given, prices, room, self._busy)
        return cost, [t for t, busy in enumerate(jit.plain(self._busy, 0, self._slots)) if busy]


@jit.compiled
def at(shape: Any, t: int, held: int, breaks: int, state: int) -> int:
    """Where the cost of a state after ``t`` slots stands; breaks beyond the bound are counted as the bound."""
    return ((t * (shape[1] + 1) + held) * (shape[2] + 1) + breaks) * 3 + state  # type: ignore[no-any-return]


@jit.compiled
def fill(shape: Any, given: Any, prices: Any, cost: Any) -> int:
    """Fill the table from the first slot to the last; returns the least cost of a whole pattern."""
    slots, meetings, bound = shape[0], shape[1], shape[2]
    for k in range(3 * (slots + 1) * (meetings + 1) * (bound + 1)):
        cost[k] = NEVER
    cost[at(shape, 0, 0, 0, UNTOUCHED)] = 0
    for t in range(slots):
        fresh = t == 0 or given[slots + t] != given[slots + t - 1]
        for held in range(meetings + 1):
            for breaks in range(bound + 1):
                for state in range(3):
                    so_far = cost[at(shape, t, held, breaks, state)]
                    if so_far >= NEVER:
                        continue
                    before = UNTOUCHED if fresh else state
                    idle = WAITING if before == BUSY else before
                    if held_allowed(shape, given, t + 1, held):
                        k = at(shape, t + 1, held, breaks, idle)
                        cost[k] = min(cost[k], so_far)
                    if held < meetings and given[t] == 1 and held_allowed(shape, given, t + 1, held + 1):
                        more = 1 if before == WAITING else 0
                        paid = BREAK if more == 1 and breaks == bound else 0
                        k = at(shape, t + 1, held + 1, min(bound, breaks + more), BUSY)
                        cost[k] = min(cost[k], so_far + prices[t] + paid)
    best = NEVER
    for breaks in range(bound + 1):
        for state in range(3):
            best = min(best, cost[at(shape, slots, meetings, breaks, state)])
    return best


@jit.compiled
def held_allowed(shape: Any, given: Any, t: int, held: int) -> bool:
    """Can so many of her meetings have been held after ``t`` slots?"""
    start = 2 * shape[0]
    return given[start + t] <= held and held <= given[start + shape[0] + 1 + t]  # type: ignore[no-any-return]


@jit.compiled
def trace(shape: Any, given: Any, prices: Any, cost: Any, busy: Any) -> None:
    """Walk back through the table and mark the busy slots of a cheapest pattern."""
    slots, held, bound = shape[0], shape[1], shape[2]
    breaks = 0
    state = 0
    for b in range(bound + 1):
        for s in range(3):
            if cost[at(shape, slots, held, b, s)] < cost[at(shape, slots, held, breaks, state)]:
                breaks = b
                state = s
    for t in range(slots - 1, -1, -1):
        fresh = t == 0 or given[slots + t] != given[slots + t - 1]
        here = cost[at(shape, t + 1, held, breaks, state)]
        busy[t] = 1 if state == BUSY else 0
        found = False
        for b in range(bound + 1):
            for s in range(3):
                if found or held < busy[t]:
                    continue
                before = UNTOUCHED if fresh else s
                so_far = cost[at(shape, t, held - busy[t], b, s)]
                if busy[t] == 0:
                    fits = b == breaks and state == (WAITING if before == BUSY else before) and so_far == here
                else:
                    more = 1 if before == WAITING else 0
                    paid = BREAK if more == 1 and b == bound else 0
                    fits = min(bound, b + more) == breaks and so_far + prices[t] + paid == here
                if fits and so_far < NEVER:
                    found = True
                    next_breaks = b
                    next_state = s
        held -= busy[t]
        breaks = next_breaks
        state = next_state
