"""One made-up forum: draws its parts in a fixed order and gives them names."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator, Mapping, Sequence

from handschlag.engine.scheduling import objective
from handschlag.engine.scheduling.generate.days import days_of, runs_of, slots_of
from handschlag.engine.scheduling.generate.people import (
    FIRST_TONGUE,
    draw_absences,
    draw_popularity,
    draw_representatives,
    draw_speech,
    languages_of,
    shared_out,
)
from handschlag.engine.scheduling.generate.recipe import TONGUES, Recipe
from handschlag.engine.scheduling.generate.seating import (
    Board,
    Crowd,
    InterpreterAtWork,
    Matchmaker,
    Pair,
    Seat,
    pool_sizes,
)
from handschlag.engine.scheduling.plan import Held, Plan, Unplaced
from handschlag.engine.scheduling.problem import Interpreter, Level, Meeting, Participant, Place, Problem, Room


class Forum:
    """Draws everything in one fixed order; ``problem`` and ``plan`` only give it names."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._dice = random.Random(recipe.seed)
        self._days = days_of(recipe)
        self._draw_people()
        self._draw_interpreters()
        self._draw_wishes()
        self._precedences = draw_precedences(self._dice, recipe.precedences, self._wishes, self._board.seats)
        self._name_things()

    def _draw_people(self) -> None:
        recipe, dice = self._recipe, self._dice
        self._away = draw_absences(dice, recipe.participants, self._days, recipe.absent)
        self._limits = [self._draw_limit() for _ in range(recipe.participants)]
        self._popularity = [draw_popularity(dice, recipe.popularity) for _ in range(recipe.participants)]
        self._speech = draw_speech(recipe, dice)

    def _draw_limit(self) -> int | None:
        slots = self._recipe.slots
        limited = self._dice.random() < self._recipe.limit
        return self._dice.randint(max(1, slots // 3), max(1, slots - 1)) if limited else None

    def _needs(self, meetings: int) -> list[int]:
        """How many of ``meetings`` are to need no interpreter, and how many one of each pool."""
        recipe = self._recipe
        tongues = [0] * recipe.pools
        for speech in self._speech[recipe.size_a :] if recipe.pools else ():
            tongues[(speech // FIRST_TONGUE).bit_length() - 1] += 1
        needing = shared_out(round(recipe.interpreted * meetings), tongues)
        return [meetings - sum(needing), *needing]

    def _draw_interpreters(self) -> None:
        recipe = self._recipe
        self._runs = runs_of(recipe, self._days)
        sizes = pool_sizes(recipe, self._needs(recipe.meetings)[1:], self._runs) if recipe.pools else []
        self._pool_of = [pool for pool, size in enumerate(sizes) for _ in range(size)]
        self._interpreters_away = draw_absences(self._dice, len(self._pool_of), self._days, recipe.absent / 2)

    def _draw_wishes(self) -> None:
        """First those that surely fit, each with its seat; then the others, seated where room is left."""
        self._board = self._empty_board()
        matchmaker = Matchmaker(self._dice, self._crowds(), self._speech)
        self._wishes = self._draw_sure(matchmaker) + self._draw_further(matchmaker)
        self._dice.shuffle(self._wishes)
        self._draw_levels()
        for pair in sorted(self._wishes, key=self._urgency):
            if pair not in self._board.seats:
                self._board.seat(pair)

    def _draw_sure(self, matchmaker: Matchmaker) -> list[Pair]:
        recipe = self._recipe
        wanted = recipe.meetings if recipe.fits else 0
        found = matchmaker.find(self._needs(wanted), self._board.seat, self._board.alive)
        if len(found) < wanted:
            raise ValueError(
                f"meetings: expected at most {len(found):,}, as many as were made to fit {recipe.participants:,} "
                f"participants, {recipe.slots:,} slots and {self._tables():,} tables, got {wanted:,}"
            )
        return found

    def _draw_further(self, matchmaker: Matchmaker) -> list[Pair]:
        recipe = self._recipe
        wanted = recipe.wishes - (recipe.meetings if recipe.fits else 0)
        found = matchmaker.find(self._needs(wanted), lambda _pair: True, lambda _who: True)
        if len(found) < wanted:
            raise ValueError(
                f"meetings: expected at most {recipe.wishes - wanted + len(found):,}, one for each pair that "
                f"can understand each other with these interpreters, got {recipe.wishes:,}"
            )
        return found

    def _draw_levels(self) -> None:
        shares = shared_out(len(self._wishes), self._recipe.levels)
        levels = [level for level, n in zip(Level, shares, strict=True) for _ in range(n)]
        self._dice.shuffle(levels)
        self._levels: Mapping[Pair, Level] = dict(zip(self._wishes, levels, strict=True))

    def _urgency(self, pair: Pair) -> int:
        return list(Level).index(self._levels[pair])

    def _tables(self) -> int:
        recipe = self._recipe
        return recipe.tables or max(1, math.ceil(round(recipe.meetings * (1 + recipe.slack) / recipe.slots, 6)))

    def _empty_board(self) -> Board:
        recipe = self._recipe
        always = (1 << recipe.slots) - 1
        people = [
            InterpreterAtWork(k, always & ~away, self._runs, recipe.rest)
            for k, away in enumerate(self._interpreters_away)
        ]
        return Board(
            self._dice,
            present=[always & ~away for away in self._away],
            limits=[recipe.slots + 1 if limit is None else limit for limit in self._limits],
            tables=[self._tables()] * recipe.slots,
            pools=[[one for one in people if self._pool_of[one.number] == pool] for pool in range(recipe.pools)],
        )

    def _crowds(self) -> tuple[Crowd, Crowd]:
        everybody = range(self._recipe.participants)
        size_a = self._recipe.size_a
        groups = (everybody[:size_a], everybody[size_a:]) if self._recipe.two_sided else (everybody, everybody)
        one, other = (Crowd(self._dice, group, self._popularity) for group in groups)
        return one, other

    # From numbers to names

    def _name_things(self) -> None:
        recipe = self._recipe
        self._slots = tuple(slots_of(recipe, self._days))
        self._participant_ids = _ids("p", recipe.participants, 3)
        self._meeting_ids = _ids("m", len(self._wishes), 3)
        self._interpreter_ids = _ids("i", len(self._pool_of), 1)
        self._place_ids = _ids("t", self._tables(), 3)
        self._slot_sets: dict[int, frozenset[str]] = {}

    def _slots_of(self, bits: int) -> frozenset[str]:
        if bits not in self._slot_sets:
            self._slot_sets[bits] = frozenset(slot.id for k, slot in enumerate(self._slots) if bits >> k & 1)
        return self._slot_sets[bits]

    def problem(self) -> Problem:
        recipe = self._recipe
        return Problem(
            slots=self._slots,
            places=tuple(self._places()),
            participants=tuple(self._participants()),
            meetings=tuple(self._meetings()),
            interpreters=tuple(self._interpreters()),
            rooms=(Room("north", {"south": 1}), Room("south", {"north": 1})),
            precedences=tuple((self._meeting_ids[x], self._meeting_ids[y]) for x, y in self._precedences),
            name=f"made-up forum, seed {recipe.seed}",
        )

    def _places(self) -> Iterator[Place]:
        for k, name in enumerate(self._place_ids):
            yield Place(id=name, room="north" if 2 * k < len(self._place_ids) else "south")

    def _participants(self) -> Iterator[Participant]:
        dice = random.Random(f"representatives {self._recipe.seed}")
        for k, name in enumerate(self._participant_ids):
            spoken = languages_of(self._speech[k])
            side = "a" if k < self._recipe.size_a else "b"
            yield Participant(
                id=name,
                side=side,
                unavailable=self._slots_of(self._away[k]),
                max_meetings=self._limits[k],
                representatives=draw_representatives(dice, name, spoken if side == "a" else spoken[::-1]),
            )

    def _interpreters(self) -> Iterator[Interpreter]:
        for k, name in enumerate(self._interpreter_ids):
            tongue = TONGUES[self._pool_of[k]]
            pairs = (("de", tongue), ("en", tongue)) if k < self._recipe.english else (("de", tongue),)
            yield Interpreter(
                id=name,
                pairs=pairs,
                unavailable=self._slots_of(self._interpreters_away[k]),
                max_consecutive=self._recipe.rest,
            )

    def _meetings(self) -> Iterator[Meeting]:
        for k, (name, pair) in enumerate(zip(self._meeting_ids, self._wishes, strict=True)):
            asker, asked = (pair.one, pair.other) if k % 2 else (pair.other, pair.one)
            parties = (self._participant_ids[asker], self._participant_ids[asked])
            yield Meeting(id=name, parties=parties, level=self._levels[pair])

    def plan(self, problem: Problem) -> Plan:
        names = dict(zip(self._wishes, self._meeting_ids, strict=True))
        seats = self._board.seats
        held = tuple(self._held(names[pair], seats[pair]) for pair in self._wishes if pair in seats)
        return Plan(
            held=held,
            unplaced=tuple(
                Unplaced(names[pair], self._board.why_not(pair)) for pair in self._wishes if pair not in seats
            ),
            value=objective.value(problem, held),
            place_changes=objective.place_changes(problem, held),
            seed=self._recipe.seed,
        )

    def _held(self, meeting: str, seat: Seat) -> Held:
        return Held(
            meeting=meeting,
            slot=self._slots[seat.slot].id,
            place=self._place_ids[seat.table],
            interpreter=None if seat.interpreter is None else self._interpreter_ids[seat.interpreter],
        )


def _ids(letter: str, count: int, least: int) -> list[str]:
    """``p001`` and so on, of equal length, with ``least`` digits or more."""
    digits = max(least, len(str(count)))
    return [f"{letter}{k:0{digits}d}" for k in range(1, count + 1)]


def draw_precedences(
    dice: random.Random, count: int, wishes: Sequence[Pair], seats: Mapping[Pair, Seat]
) -> list[tuple[int, int]]:
    """Numbers of meetings in the order of their seats: first such as share a participant, then any."""
    at = {number: seats[pair].slot for number, pair in enumerate(wishes) if pair in seats}
    found: dict[tuple[int, int], None] = {}
    candidates = itertools.chain(_neighbours(dice, count, wishes, at), itertools.combinations(at, 2) if count else ())
    for one, other in candidates:
        if len(found) == count:
            break
        if at[one] != at[other]:
            found[(one, other) if at[one] < at[other] else (other, one)] = None
    if len(found) < count:
        raise ValueError(f"precedences: expected at most {len(found):,} for these meetings and slots, got {count:,}")
    return list(found)


def _neighbours(
    dice: random.Random, count: int, wishes: Sequence[Pair], at: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    """Random pairs of meetings of one participant."""
    meetings: dict[int, list[int]] = {}
    for number in at:
        for who in (wishes[number].one, wishes[number].other):
            meetings.setdefault(who, []).append(number)
    several = [numbers for numbers in meetings.values() if len(numbers) > 1]
    for _ in range(4 * count if several else 0):
        one, other = dice.sample(dice.choice(several), 2)
        yield one, other
