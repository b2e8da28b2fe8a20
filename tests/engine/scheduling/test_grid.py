import random
from dataclasses import replace

import pytest
from hypothesis import given, settings

from handschlag.engine.scheduling import jit
from handschlag.engine.scheduling.attendance import Attendance
from handschlag.engine.scheduling.choices import Choices
from handschlag.engine.scheduling.consistency import PLACE_KINDS
from handschlag.engine.scheduling.generate import Recipe, demo_like, generate
from handschlag.engine.scheduling.grid import LOCKED_OUT, LOST, MUST_OUT, NO_LIMIT, UNPLACED, lay_out
from handschlag.engine.scheduling.problem import Goals, Interpreter, Level, Meeting, Participant, Place, Problem, Slot
from tests.engine.scheduling.strategies import SEEDS, small_problems

ROWS = {
    "stretch": ("slots",),
    "code": ("meetings", "slots"),
    "open": ("kinds", "slots"),
    "capacity": ("kinds",),
    "weight": ("meetings",),
    "must": ("meetings",),
    "locked": ("meetings",),
    "kind": ("meetings",),
    "limit": ("participants",),
    "twin": ("interpreters",),
    "load_limit": ("interpreters",),
    "run_limit": ("interpreters",),
    "on_duty": ("interpreters", "slots"),
    "waiting": ("meetings",),
}


def table(grid, name):
    """A table of the grid as a list; over two things a list of rows."""
    first, *rest = (getattr(grid.at, count) for count in ROWS[name])
    cells = jit.plain(grid.cells, getattr(grid.at, name), first * (rest[0] if rest else 1))
    return [cells[k * rest[0] : (k + 1) * rest[0]] for k in range(first)] if rest else cells


def who_could(problem, meeting, slot):
    """What a code means, said by the problem itself: None if the meeting cannot be, else who could interpret."""
    if meeting.fixed not in (None, slot.id) or meeting.part not in (None, slot.part):
        return None
    attendance = Attendance(problem)
    places = [p for p in problem.places if p.kind == meeting.mode and slot.id not in p.closed]
    if not attendance.possible(meeting, slot.id) or not (places or meeting.mode == "virtual"):
        return None
    serving = attendance.interpreters(meeting, slot.id)
    if serving is None:
        return ()
    staff = {one.id: one for one in problem.interpreters}
    there = any(slot.id not in staff[name].unavailable and staff[name].max_meetings != 0 for name in serving)
    return tuple(sorted(serving)) if there else None


def meanings(problem):
    """The codes of all meetings in words, per meeting id."""
    names = sorted(one.id for one in problem.interpreters)
    choices = Choices(problem, names)
    codes = {meeting.id: choices.of(meeting) for meeting in problem.meetings}
    sets = [tuple(names[k] for k in members) for members in choices.sets()]
    return {name: [None if code < 0 else sets[code] for code in row] for name, row in codes.items()}


@settings(max_examples=50, deadline=None, derandomize=True, database=None)
@given(small_problems())
def test_a_code_says_whether_a_meeting_can_be_in_a_slot_and_who_could_interpret(problem):
    assert meanings(problem) == {
        meeting.id: [who_could(problem, meeting, slot) for slot in problem.slots] for meeting in problem.meetings
    }


@pytest.mark.slow
@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(small_problems(), SEEDS)
def test_the_grid_does_not_depend_on_the_order_of_the_input(problem, seed):
    dice = random.Random(seed)

    def shuffled(things):
        return tuple(dice.sample(things, len(things)))

    mixed = replace(
        problem,
        meetings=shuffled(problem.meetings),
        participants=shuffled(problem.participants),
        interpreters=shuffled(problem.interpreters),
        places=shuffled(problem.places),
        precedences=shuffled(problem.precedences) + problem.precedences[:1],
    )
    one, other = lay_out(problem, 3), lay_out(mixed, 3)

    assert (one.at, list(one.cells), one.names) == (other.at, list(other.cells), other.names)


def test_interpreters_who_are_alike_in_everything_are_twins_of_the_one_before():
    pair, away = (("de", "ru"),), frozenset({"s1"})
    staff = (
        Interpreter("i0", pair),
        Interpreter("i1", pair, away),
        Interpreter("i2", (("ru", "de"),)),
        Interpreter("i3", pair, max_meetings=3),
        Interpreter("i4", pair),
        Interpreter("i5", (("de", "en"),)),
        Interpreter("i6", (("ru", "de"), ("de", "ru")), away),
        Interpreter("i7", pair, max_consecutive=3),
    )

    assert table(lay_out(Problem((Slot("s1"),), (), (), (), staff), 0), "twin") == [-1, -1, 0, -1, 2, -1, 1, -1]


FORUM = Problem(
    slots=(Slot("s1"), Slot("s2", adjacent_to_previous=False)),
    places=(Place("t1"), Place("t2", closed=frozenset({"s2"})), Place("b1", kind="booth")),
    participants=(Participant("b", max_meetings=2), Participant("a"), Participant("c")),
    meetings=(
        Meeting("m2", ("c", "b"), Level.POSSIBLE, weight=0.0014, mode="virtual"),
        Meeting("m1", ("a", "b"), Level.MUST, locked=True, mode="booth"),
        Meeting("m3", ("a", "c")),
    ),
    interpreters=(Interpreter("i1", (), frozenset({"s1"}), max_meetings=4), Interpreter("i0", (), max_consecutive=2)),
)


@pytest.mark.parametrize(("most", "code"), [(0, None), (1, ("i1",)), (None, ("i1",))])
def test_an_interpreter_who_may_have_no_meeting_makes_none_possible(most, code):
    people = (Participant("a"), Participant("b"))
    staff = (Interpreter("i1", (("de", "ru"),), max_meetings=most),)
    problem = Problem((Slot("s1"),), (Place("t"),), people, (Meeting("ab", ("a", "b"), interpreted=True),), staff)

    assert meanings(problem) == {"ab": [code]}


def test_the_tables_say_what_the_problem_says_in_order_of_ids():
    grid = lay_out(FORUM, 0)

    assert {name: table(grid, name) for name in ROWS} == {
        "stretch": [0, 1],
        "code": [[0, 0]] * 3,
        "open": [[2, 1], [1, 1], [0, 0], [0, 0]],
        "capacity": [3, 2, 0, 0],
        "weight": [4000, 1, 2000],
        "must": [1, 0, 0],
        "locked": [1, 0, 0],
        "kind": [PLACE_KINDS.index("booth"), -1, PLACE_KINDS.index("table")],
        "limit": [NO_LIMIT, 2, NO_LIMIT],
        "twin": [-1, -1],
        "load_limit": [NO_LIMIT, 4],
        "run_limit": [2, NO_LIMIT],
        "on_duty": [[1, 1], [0, 1]],
        "waiting": [0, 1, 2],
    }
    assert [meeting.id for meeting in grid.names.meetings] == ["m1", "m2", "m3"]
    assert (grid.names.participants, grid.names.interpreters) == (("a", "b", "c"), ("i0", "i1"))


def test_at_first_everything_is_unplaced_and_that_is_the_best_plan():
    grid = lay_out(FORUM, 0)
    totals = jit.plain(grid.cells, grid.at.totals, 4)

    assert (totals[UNPLACED], totals[LOCKED_OUT], totals[MUST_OUT], totals[LOST]) == (3, 1, 1, 6001)
    assert jit.plain(grid.cells, grid.at.best, 4) == totals


def test_no_meeting_is_a_must_where_musts_are_no_tier_of_their_own():
    assert table(lay_out(replace(FORUM, goals=Goals(must_first=False)), 0), "must") == [0, 0, 0]


@pytest.mark.parametrize("recipe", [demo_like(2), Recipe(participants=60, meetings=200, pools=3, days=2, rest=2)])
def test_the_tables_of_a_grid_fill_its_cells_without_a_gap(recipe):
    at, cells, _ = lay_out(generate(recipe), 1)
    starts = list(at)[list(at._fields).index("stretch") :]

    assert starts[0] == 0
    assert starts == sorted(starts)
    assert starts[-1] + 2 == len(cells)
