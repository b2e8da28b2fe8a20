"""Draws pairs and gives each a slot, a table and, where it needs one, an interpreter. Sets of slots are bits."""

from __future__ import annotations

import bisect
import itertools
import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from handschlag.engine.scheduling.generate.people import NOBODY_SERVES, bits_of, pool_for, shared_out
from handschlag.engine.scheduling.generate.recipe import Recipe
from handschlag.engine.scheduling.plan import Reason

_LOOKS = 3_000_000
"""How many pairs are looked at, when luck finds no more, before a recipe counts as too full."""


def _capacity(runs: Sequence[range], rest: int | None) -> int:
    """How many meetings one interpreter can take who is always there."""
    return sum(len(run) - (len(run) // (rest + 1) if rest else 0) for run in runs)


def pool_sizes(recipe: Recipe, needs: Sequence[int], runs: Sequence[range]) -> list[int]:
    """Interpreters of each pool, given how many meetings need it."""
    if recipe.interpreters:
        more = shared_out(recipe.interpreters - recipe.pools, needs if sum(needs) else [1.0] * recipe.pools)
        return [1 + n for n in more]
    each = max(1.0, _capacity(runs, recipe.rest) * (1 - recipe.absent / 2))
    return [max(1, math.ceil(need * (1 + recipe.slack) / each)) for need in needs]


class InterpreterAtWork:
    """One interpreter while the plan grows; ``free`` has a bit for each slot she can still take."""

    def __init__(self, number: int, free: int, runs: Sequence[range], rest: int | None) -> None:
        self.number = number
        self.free = free
        self._runs = runs
        self._rest = rest
        self._busy = 0

    def take(self, slot: int) -> None:
        self._busy |= 1 << slot
        self.free &= ~(1 << slot)
        if self._rest is not None:
            run = next(run for run in self._runs if slot in run)
            near = range(max(run.start, slot - self._rest), min(run.stop, slot + self._rest + 1))
            self.free &= ~bits_of([k for k in near if self._tiring(k, run, self._rest)])

    def _tiring(self, slot: int, run: range, rest: int) -> bool:
        """Would a meeting in ``slot`` be one too many without a pause?"""
        before = itertools.takewhile(self._is_busy, range(slot - 1, run.start - 1, -1))
        after = itertools.takewhile(self._is_busy, range(slot + 1, run.stop))
        return 1 + sum(1 for _ in before) + sum(1 for _ in after) > rest

    def _is_busy(self, slot: int) -> bool:
        return bool(self._busy >> slot & 1)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two participants by number, and the pool of interpreters that they need."""

    one: int
    other: int
    pool: int


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a pair meets, all by number; ``interpreter`` is None where none is needed."""

    slot: int
    table: int
    interpreter: int | None


class Board:
    """What is still free while the plan grows; slots are bits of whole numbers."""

    def __init__(
        self,
        dice: random.Random,
        present: list[int],
        limits: list[int],
        tables: list[int],
        pools: list[list[InterpreterAtWork]],
    ) -> None:
        self.seats: dict[Pair, Seat] = {}
        self._dice = dice
        self._present = present
        self._free = list(present)
        self._left = limits
        self._tables = tables
        self._used = [0] * len(tables)
        self._pools = pools
        self._open = bits_of([k for k, number in enumerate(tables) if number])
        self._served = [-1, *map(_anybody, pools)]

    def alive(self, who: int) -> bool:
        """Has this participant a free slot with a table left?"""
        return bool(self._free[who] & self._open)

    def seat(self, pair: Pair) -> bool:
        """Give the pair a random slot in which it fits; False if there is none."""
        fitting = self._free[pair.one] & self._free[pair.other] & self._open & self._served[pair.pool]
        if not fitting:
            return False
        slot = self._one_of(fitting)
        self.seats[pair] = Seat(slot, self._take_table(slot), self._take_interpreter(pair.pool, slot))
        for who in (pair.one, pair.other):
            self._left[who] -= 1
            self._free[who] &= ~(1 << slot) if self._left[who] else 0
        return True

    def why_not(self, pair: Pair) -> Reason:
        """Why a pair without a seat found none."""
        if not self._present[pair.one] & self._present[pair.other]:
            return Reason.NO_COMMON_SLOT
        if not (self._left[pair.one] and self._left[pair.other]):
            return Reason.LIMIT
        both = self._free[pair.one] & self._free[pair.other]
        if not both:
            return Reason.BUSY
        return Reason.INTERPRETER if both & self._open else Reason.PLACE

    def _one_of(self, slots: int) -> int:
        for _ in range(int(self._dice.random() * slots.bit_count())):
            slots &= slots - 1
        return (slots & -slots).bit_length() - 1

    def _take_table(self, slot: int) -> int:
        table = self._used[slot]
        self._used[slot] += 1
        if self._used[slot] == self._tables[slot]:
            self._open &= ~(1 << slot)
        return table

    def _take_interpreter(self, pool: int, slot: int) -> int | None:
        if pool == 0:
            return None
        people = self._pools[pool - 1]
        chosen = max((one for one in people if one.free >> slot & 1), key=lambda one: one.free.bit_count())
        chosen.take(slot)
        self._served[pool] = _anybody(people)
        return chosen.number


def _anybody(people: Sequence[InterpreterAtWork]) -> int:
    free = 0
    for one in people:
        free |= one.free
    return free


class Crowd:
    """Participants of one side (or all), drawn by popularity."""

    def __init__(self, dice: random.Random, members: Sequence[int], popularity: Sequence[int]) -> None:
        self._dice = dice
        self._popularity = popularity
        self.keep(members)

    def keep(self, members: Sequence[int]) -> None:
        """From now on draw only these."""
        self.members = list(members)
        self._sums = list(itertools.accumulate(self._popularity[who] for who in members))

    def draw(self) -> int:
        return self.members[bisect.bisect_right(self._sums, int(self._dice.random() * self._sums[-1]))]


class Matchmaker:
    """Finds pairs that have not been found before, the more sought after the sooner."""

    def __init__(self, dice: random.Random, crowds: tuple[Crowd, Crowd], speech: Sequence[int]) -> None:
        self._quota: list[int] = []
        self._dice = dice
        self._crowds = crowds
        self._everybody = tuple(tuple(crowd.members) for crowd in crowds)
        self._speech = speech
        self._pools: dict[tuple[int, int], int] = {}
        self._found: set[tuple[int, int]] = set()

    def find(self, quota: Sequence[int], accept: Callable[[Pair], bool], alive: Callable[[int], bool]) -> list[Pair]:
        """Pairs that ``accept`` takes, of participants who are ``alive``, that is, may be in one more.

        ``quota`` says how many of each pool; where they cannot be had, others make up the number.
        """
        self._quota = list(quota)
        for crowd, members in zip(self._crowds, self._everybody, strict=True):
            crowd.keep(members)
        searches = (self._by_luck(alive), self._by_search(alive), self._by_search(alive, any_pool=True))
        accepted = filter(accept, itertools.chain.from_iterable(searches))
        return [self._noted(pair) for pair in itertools.islice(accepted, sum(quota))]

    def _noted(self, pair: Pair) -> Pair:
        self._found.add((pair.one, pair.other))
        self._quota[pair.pool] -= 1
        return pair

    def _by_luck(self, alive: Callable[[int], bool]) -> Iterator[Pair]:
        """Random pairs, until two long rows of draws (those without a chance taken out between) bring nothing."""
        patience = 50 + len(self._speech) // 4
        fruitless = 0
        while fruitless < 2 and all(crowd.members for crowd in self._crowds):
            before = len(self._found)
            one, other = self._crowds
            for _ in range(patience):
                pair = self._pair(one.draw(), other.draw())
                if pair is not None and self._quota[pair.pool] > 0:
                    yield pair
            fruitless = 0 if len(self._found) > before + patience // 20 else fruitless + 1
            for crowd in self._crowds:
                crowd.keep([who for who in crowd.members if alive(who)])

    def _by_search(self, alive: Callable[[int], bool], any_pool: bool = False) -> Iterator[Pair]:
        """All pairs in random order, or as many as ``_LOOKS`` allows."""
        ones, others = (self._dice.sample(crowd.members, len(crowd.members)) for crowd in self._crowds)
        for one, other in itertools.islice(((x, y) for x in ones if alive(x) for y in others), _LOOKS):
            if alive(one) and alive(other):
                pair = self._pair(one, other)
                if pair is not None and (any_pool or self._quota[pair.pool] > 0):
                    yield pair

    def _pair(self, one: int, other: int) -> Pair | None:
        if one > other:
            one, other = other, one
        if one == other or (one, other) in self._found:
            return None
        speeches = (self._speech[one], self._speech[other])
        pool = self._pools.get(speeches)
        if pool is None:
            pool = self._pools[speeches] = pool_for(*speeches)
        return None if pool == NOBODY_SERVES else Pair(one, other, pool)
