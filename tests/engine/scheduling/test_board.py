import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.engine.scheduling import annealing, board, insertion, jit, objective, paths
from handschlag.engine.scheduling.generate import Recipe, demo_like, generate
from handschlag.engine.scheduling.grid import (
    BREAK,
    EXCESS,
    GAP,
    GRAIN,
    IDLE,
    TOTALS,
    UNFAIR_PRICE,
    lay_out,
)
from handschlag.engine.scheduling.plan import Held, Plan
from handschlag.engine.scheduling.problem import Goals
from handschlag.engine.scheduling.rules import check
from tests.engine.scheduling.strategies import small_problems


def bits(mask):
    return [k for k in range(mask.bit_length()) if mask >> k & 1]


def counted(busy):
    """What ``board.gaps`` ought to say."""
    idle = busy[-1] - busy[0] + 1 - len(busy) if busy else 0
    return objective.gaps(busy) * 1024 + idle


def test_breaks_and_idle_slots_of_every_short_row_are_counted_right():
    assert [board.gaps(mask) for mask in range(1 << 10)] == [counted(bits(mask)) for mask in range(1 << 10)]


def test_breaks_and_idle_slots_of_long_rows_are_counted_right():
    dice = random.Random(1)
    masks = [dice.getrandbits(60) & dice.getrandbits(60) for _ in range(300)]
    masks += [dice.getrandbits(60) for _ in range(300)] + [1, 1 << 59, (1 << 59) + 1, (1 << 60) - 1, 0b101 << 57]

    assert [board.gaps(mask) for mask in masks] == [counted(bits(mask)) for mask in masks]


class Search:
    """A board, and all its tables counted anew from what is held when and with whom."""

    def __init__(self, problem, seed=1):
        self.problem = problem
        self.at, self.cells, self.names = lay_out(problem, seed)
        annealing.set_temperature(self.at, self.cells, 45.0)

    def row(self, name, n):
        return jit.plain(self.cells, getattr(self.at, name), n)

    def held(self):
        """Slot and interpreter of each meeting that is held, by number."""
        at = self.at
        both = zip(self.row("slot", at.meetings), self.row("interpreter", at.meetings), strict=True)
        return {m: one for m, one in enumerate(both) if one[0] >= 0}

    def tables(self):
        at = self.at
        return {
            "meeting_of": self.row("meeting_of", at.participants * at.slots),
            "mask": self.row("mask", at.participants * at.stretches),
            "breaks": self.row("breaks", at.participants),
            "held": self.row("held", at.participants),
            "spread": self.row("spread", at.slots + 1),
            "used": self.row("used", at.kinds * at.slots),
            "served": self.row("served", at.kinds),
            "duty_of": self.row("duty_of", at.interpreters * at.slots),
            "load": self.row("load", at.interpreters),
            "totals": [n for k, n in enumerate(self.row("totals", TOTALS)) if k != GAP],
        }

    def recounted(self):
        at, held = self.at, self.held()
        first, second = self.row("first", at.meetings), self.row("second", at.meetings)
        kinds, opened = self.row("kind", at.meetings), self.row("open", at.kinds * at.slots)
        stretches = self.problem.stretches()
        parties = list(zip(first, second, strict=True))
        busy = [{t: m for m, (t, _) in held.items() if p in parties[m]} for p in range(at.participants)]
        duty = [{t: m for m, (t, one) in held.items() if one == i} for i in range(at.interpreters)]
        apart = [[sorted(t for t in own if t in stretch) for stretch in stretches] for own in busy]
        breaks = [sum(map(objective.gaps, rows)) for rows in apart]
        idle = sum(counted(row) & 1023 for rows in apart for row in rows)
        used = [
            sum(t == slot and kinds[m] == kind for m, (t, _) in held.items())
            for kind in range(at.kinds)
            for slot in range(at.slots)
        ]
        out = [m for m in range(at.meetings) if m not in held]
        losses = self.row("loss", at.meetings)
        meetings = [self.names.meetings[m] for m in out]
        return {
            "meeting_of": [own.get(t, -1) for own in busy for t in range(at.slots)],
            "mask": [
                sum(1 << stretch.index(t) for t in row)
                for rows in apart
                for stretch, row in zip(stretches, rows, strict=True)
            ],
            "breaks": breaks,
            "held": [len(own) for own in busy],
            "spread": [breaks.count(b) for b in range(at.slots + 1)],
            "used": used,
            "served": [sum(used[kind * at.slots : (kind + 1) * at.slots]) for kind in range(at.kinds)],
            "duty_of": [own.get(t, -1) for own in duty for t in range(at.slots)],
            "load": [len(own) for own in duty],
            "totals": [
                len(out),
                sum(meeting.locked for meeting in meetings),
                objective.musts(self.problem, meetings),
                sum(round(meeting.value * GRAIN) for meeting in meetings),
                sum(breaks),
                BREAK * sum(breaks) + IDLE * idle + UNFAIR_PRICE * sum(max(0, b - at.fairness) for b in breaks),
                sum(losses[m] for m in out),
                sum(max(0, n - room) for n, room in zip(used, opened, strict=True)),
            ],
        }

    def assert_consistent(self):
        assert self.tables() == self.recounted()
        waiting = self.row("waiting", self.cells[self.at.totals])
        assert sorted(waiting) == [m for m in range(self.at.meetings) if m not in self.held()]
        assert [m for m, k in enumerate(self.row("position", self.at.meetings)) if k >= 0] == sorted(waiting)

    def put_somewhere(self, dice):
        """Hold an unplaced meeting where its parties and an interpreter are free, be there a place or not."""
        at, cells = self.at, self.cells
        options = []
        for m in set(range(at.meetings)) - self.held().keys():
            for t in range(at.slots):
                parties = (cells[at.first + m], cells[at.second + m])
                code = int(cells[at.code + m * at.slots + t])
                if code < 0 or any(cells[at.meeting_of + p * at.slots + t] >= 0 for p in parties):
                    continue
                interpreter = board.find_interpreter(at, cells, code, t, -1) if code else -1
                if interpreter >= 0 or not code:
                    options.append((m, t, interpreter))
        if options:
            board.put(at, cells, *dice.choice(options))

    def step(self, dice):
        at, cells = self.at, self.cells
        match dice.randrange(4):
            case 0:
                self.put_somewhere(dice)
            case 1 if self.held():
                board.take(at, cells, dice.choice(list(self.held())))
            case 2 if self.row("totals", 1) != [0]:
                insertion.seat(at, cells)
            case _:
                paths.swing(at, cells, dice.randrange(at.participants))


FORUMS = [
    Recipe(participants=14, meetings=24, slots=6, pools=2, interpreted=0.5, rest=2, days=2, precedences=4),
    Recipe(participants=12, meetings=30, slots=8, fits=False, limit=0.5, tables=3, absent=0.2),
]


@pytest.mark.parametrize("recipe", FORUMS)
@pytest.mark.parametrize("fairness", [None, 1])
@pytest.mark.parametrize("steps", [80, pytest.param(2_000, marks=pytest.mark.long)])
def test_after_any_sequence_of_steps_all_tables_say_what_is_held(recipe, fairness, steps):
    dice = random.Random(1)
    search = Search(replace(generate(recipe), goals=Goals(fairness=fairness)))
    for _ in range(steps):
        search.step(dice)
        search.assert_consistent()
    assert search.held()


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(small_problems(), st.integers(0, 2**32 - 1))
def test_all_tables_say_what_is_held_in_any_small_problem(problem, seed):
    dice = random.Random(seed)
    search = Search(problem)
    for _ in range(12):
        search.step(dice)
    search.assert_consistent()


@pytest.mark.parametrize("recipe", [*FORUMS, demo_like(1)])
def test_steps_of_the_search_keep_every_rule_but_those_that_have_a_price(recipe):
    problem = generate(recipe)
    search = Search(problem)
    for k in range(250):
        if search.row("totals", 1) != [0]:
            insertion.seat(search.at, search.cells)
        paths.swing(search.at, search.cells, k % search.at.participants)
    held = [
        Held(
            search.names.meetings[m].id,
            problem.slots[t].id,
            interpreter=None if i < 0 else search.names.interpreters[i],
        )
        for m, (t, i) in search.held().items()
    ]

    assert len(held) > 10
    assert {one.rule for one in check(problem, Plan(tuple(held)))} - {"at_a_place", "fair"} == set()


def test_what_is_taken_out_and_put_back_leaves_everything_as_it_was():
    search = Search(generate(FORUMS[0]))
    dice = random.Random(2)
    for _ in range(20):
        search.put_somewhere(dice)
    before = search.tables()
    for m, (t, interpreter) in search.held().items():
        board.take(search.at, search.cells, m)
        board.put(search.at, search.cells, m, t, interpreter)

    assert search.tables() == before


def test_the_best_plan_can_be_recalled_and_no_worse_one_takes_its_place():
    search = Search(generate(FORUMS[0]))
    dice = random.Random(3)
    noted = []
    for _ in range(200):
        search.step(dice)
        if board.note(search.at, search.cells):
            noted.append((*search.row("totals", 5)[1:], board.spread_of_breaks(search.at, search.cells)))
            best = search.held()
        assert search.row("best", TOTALS)[EXCESS] == 0
    board.recall(search.at, search.cells)

    assert noted == sorted(set(noted), reverse=True)
    assert len(noted) > 3
    assert {m: t for m, (t, _) in search.held().items()} == {m: t for m, (t, _) in best.items()}
    assert search.tables()["totals"] == [n for k, n in enumerate(search.row("best", TOTALS)) if k != GAP]
    search.assert_consistent()


def test_a_plan_that_is_not_fair_or_has_too_few_places_is_not_noted():
    problem = generate(FORUMS[1])
    crowded = Search(replace(problem, places=problem.places[:1]))
    dice = random.Random(4)
    while not crowded.row("totals", TOTALS)[EXCESS]:
        crowded.put_somewhere(dice)
    unfair = Search(replace(problem, goals=Goals(fairness=0)))
    while board.spread_of_breaks(unfair.at, unfair.cells) == 0:
        unfair.put_somewhere(dice)

    assert not board.note(crowded.at, crowded.cells)
    assert not board.note(unfair.at, unfair.cells)


def test_random_numbers_are_the_same_everywhere_and_spread_evenly():
    search = Search(generate(FORUMS[0]), seed=7)
    x, w = search.row("random", 2)
    counts = [0] * 8
    for _ in range(4_000):
        for shift in (13, -17, 5):
            x = (x ^ (x << shift if shift > 0 else x >> -shift)) % 2**32
        w = (w + 362437) % 2**32
        drawn = board.draw(search.at, search.cells)
        counts[drawn >> 29] += 1

        assert drawn == (x + w) % 2**32
    assert all(400 < n < 600 for n in counts)
