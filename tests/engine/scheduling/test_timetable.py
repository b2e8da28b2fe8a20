from dataclasses import replace

import pytest

from handschlag.engine.scheduling.generate import Recipe, demo_like, planted
from handschlag.engine.scheduling.plan import Bound, Certificate, Held, Plan, Reason, Status, Unplaced, Value
from handschlag.engine.scheduling.problem import Interpreter, Level, Meeting, Participant, Place, Problem, Slot
from handschlag.engine.scheduling.timetable import remedy, standing, timetable

FORUM = Problem(
    name="Small forum",
    slots=(
        Slot("s1", "d1", "morning", "2027-03-10T10:00", 20),
        Slot("s2", "d1", "morning", "2027-03-10T10:20", 20),
        Slot("s3", "d1", "afternoon", "2027-03-10T12:00", 20, adjacent_to_previous=False),
    ),
    places=(Place("t1"), Place("t2", closed=frozenset({"s3"}))),
    participants=tuple(Participant(f"p{k}") for k in range(1, 6)),
    interpreters=(
        Interpreter("i1", (("de", "ru"),)),
        Interpreter("i2", (("de", "zh"), ("en", "zh")), unavailable=frozenset({"s1"})),
    ),
    meetings=(
        Meeting("m1", ("p1", "p2"), Level.MUST),
        Meeting("m2", ("p1", "p3")),
        Meeting("m3", ("p4", "p5"), mode="virtual"),
        Meeting("m4", ("p2", "p3"), Level.POSSIBLE),
        Meeting("m5", ("p1", "p5"), Level.MUST),
        Meeting("m6", ("p2", "p5")),
    ),
)
PLAN = Plan(
    held=(Held("m1", "s1", "t1", "i1"), Held("m2", "s2", "t2"), Held("m3", "s2"), Held("m4", "s3", "t1", "i2")),
    unplaced=(
        Unplaced(
            "m5", Reason.INTERPRETER, ("m1", "m4"), {"kind": "interpreter", "pair": ("de", "ru"), "slots": ("s3",)}
        ),
        Unplaced("m6", Reason.PLACE),
    ),
    status=Status.FEASIBLE,
    value=Value(1, 6, 2),
    bound=Bound(0, 4, 1),
    place_changes=1,
    below_minimum=("p5",),
)
HEAD = """\
Small forum
═══════════
5 participants · 4 of 6 meetings held · 1 must unmet
lost weight 6 (bound 4) · breaks 2 (bound 1) · changes of place 1
at most 1 unmet must, 2 of lost weight and 1 break above the best conceivable
fewer meetings than they should have: p5
"""
REST = """
Places in use, of those open
  10:00 s1  1/2  ████████████████████░░░░░░░░░░░░░░░░░░░░
  10:20 s2  1/2  ████████████████████░░░░░░░░░░░░░░░░░░░░
  12:00 s3  1/1  ████████████████████████████████████████

Interpreters slot by slot: ■ in a meeting, · free, × away
  i1 de-ru        ■· ·  1
  i2 de-zh en-zh  ×· ■  1

Not held: 2 meetings

  interpreter (1): where both are free, no interpreter is
    1 must
    m5 p1–p5 (must): in the way: m1, m4; it would help to have one more interpreter de-ru at 12:00

  place (1): where both are free, and an interpreter where they need one, no place is
    1 want
    m6 p2–p5 (want)
"""
GRID = """
── d1, 2027-03-10 ──────────────────────────────────────────────────────────────────────────────────
     10:00        10:20 ┆ 12:00
t1   p1–p2 [i1]         ┆ p2–p3 [i2]
t2                p1–p3 ┆
–                 p4–p5 ┆
"""
LIST = """
── d1, 2027-03-10 ──────────────────────────────────────────────────
10:00 s1    north001–south002 t1 [i1]
1 meeting

10:20 s2    north001–south003 t2       south004–north005 –
2 meetings
┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
12:00 s3    south002–south003 t1 [i2]
1 meeting

Places"""


def test_a_small_plan_is_a_grid_of_places_and_slots():
    assert timetable(FORUM, PLAN) == HEAD + GRID + REST


def test_where_the_grid_is_too_wide_each_slot_lists_its_meetings():
    names = {"p1": "north001", "p2": "south002", "p3": "south003", "p4": "south004", "p5": "north005"}
    problem = replace(
        FORUM,
        participants=tuple(replace(one, id=names[one.id]) for one in FORUM.participants),
        meetings=tuple(replace(one, parties=tuple(names[party] for party in one.parties)) for one in FORUM.meetings),
    )

    assert LIST in timetable(problem, PLAN, width=68)


def test_without_a_plan_every_slot_is_still_there():
    assert timetable(replace(FORUM, interpreters=(), places=()), Plan((), status=Status.FEASIBLE)) == (
        "Small forum\n"
        "═══════════\n"
        "5 participants · 0 of 6 meetings held · 0 musts unmet\n"
        "lost weight 0 (bound 0) · breaks 0 (bound 0) · changes of place 0\n"
        "as good as the best conceivable\n"
        "\n"
        f"── d1, 2027-03-10 {'─' * 82}\n"
        "10:00 s1\n"
        "no meeting\n"
        "\n"
        "10:20 s2\n"
        "no meeting\n"
        f"{'┄' * 100}\n"
        "12:00 s3\n"
        "no meeting\n"
    )


@pytest.mark.parametrize("width", [40, 80, 100, 160])
@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(pools=2),
        demo_like(1),
        Recipe(participants=20, meetings=8, slots=1),
        Recipe(participants=20, meetings=60, slots=60, lunch=31, pools=1),
        Recipe(participants=20, meetings=60, slots=9, days=3),
        Recipe(participants=2, meetings=0, slots=1),
    ],
)
def test_every_meeting_is_shown_and_no_line_is_too_long(recipe, width):
    problem, plan = planted(recipe)

    text = timetable(problem, plan, width=width)

    grid, _, _ = text.partition("Places in use")
    parties = {meeting.id: meeting.parties for meeting in problem.meetings}
    assert max(len(line) for line in text.splitlines()) <= width
    assert all("\N{EN DASH}".join(parties[one.meeting]) in grid for one in plan.held)


def test_slots_without_times_and_a_plan_of_virtual_meetings_are_shown():
    problem = Problem(
        slots=(Slot("s1"),),
        places=(),
        participants=tuple(Participant(f"p{k}") for k in range(4)),
        meetings=(Meeting("m1", ("p0", "p1"), mode="virtual"), Meeting("m2", ("p2", "p3"), mode="virtual")),
    )

    text = timetable(problem, Plan((Held("m1", "s1"), Held("m2", "s1")), status=Status.FEASIBLE))

    assert text.partition("conceivable\n\n")[2] == "    s1\n–   p0–p1\n–   p2–p3\n"


def test_of_many_unmet_wishes_the_most_wished_for_are_shown_and_the_others_counted():
    unplaced = tuple(Unplaced(meeting.id, Reason.BUSY, tuple("abcdefgh")) for meeting in FORUM.meetings)

    text = timetable(FORUM, Plan((), unplaced))

    assert text.partition("another meeting\n")[2].replace("\N{EN DASH}", "-") == (
        "    2 must, 3 want, 1 possible\n"
        "    m1 p1-p2 (must): in the way: a, b, c, d, e and 3 more\n"
        "    m5 p1-p5 (must): in the way: a, b, c, d, e and 3 more\n"
        "    m2 p1-p3 (want): in the way: a, b, c, d, e and 3 more\n"
        "    m3 p4-p5 (want): in the way: a, b, c, d, e and 3 more\n"
        "    … and 2 more\n"
    )


def test_ids_that_the_problem_does_not_know_do_no_harm():
    plan = Plan((Held("m9", "s1", "t9", "i9"), Held("m1", "s9", "t1")), (Unplaced("m8", Reason.BUSY),))

    text = timetable(FORUM, plan)

    assert "\nt9   m9 [i9]" in text
    assert text.endswith("\n    m8\n")


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (Plan((), status=Status.OPTIMAL), "proven optimal"),
        (
            Plan((), status=Status.FEASIBLE, value=Value(0, 4, 3), bound=Bound(0, 4, 0)),
            "at most 3 breaks above the best conceivable",
        ),
        (
            Plan((), status=Status.FEASIBLE, value=Value(2, 4.5, 3), bound=Bound(0, 4, 3)),
            "at most 2 unmet musts and 0.5 of lost weight above the best conceivable",
        ),
        (
            Plan((), status=Status.FEASIBLE, value=Value(0, 4, 3), bound=Bound(0, 4, 3)),
            "as good as the best conceivable",
        ),
        (Plan((), status=Status.INFEASIBLE), "no plan keeps every rule"),
        (
            Plan((), status=Status.INFEASIBLE, certificate=Certificate("hall", ("m1", "m2"), "p1", ("s1",))),
            "no plan keeps every rule, proven by: hall (participant p1; meetings m1, m2; slots s1)",
        ),
        (
            Plan((), status=Status.INFEASIBLE, certificate=Certificate("search", ("m1",), None, ("s1",), ("fair",))),
            "no plan keeps every rule, proven by: search (meetings m1; slots s1; rules fair)",
        ),
        (
            Plan((), status=Status.UNKNOWN),
            "neither a plan that keeps every rule nor a proof that there is none was found",
        ),
    ],
)
def test_what_is_known_of_a_plan_is_said_in_plain_words(plan, words):
    assert standing(plan) == words


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ({"kind": "availability", "participants": ["p1", "p2"], "slots": ["s1"]}, "if p1 and p2 could come at s1"),
        ({"kind": "limit", "participant": "p1"}, "if p1 were allowed one more meeting"),
        ({"kind": "exchange", "meetings": ["m1"], "weight": 2.0}, "to leave out m1 (weight 2) instead"),
        ({"kind": "place", "place_kind": "booth", "slots": ["s1", "s2"]}, "to have one more booth at s1 or s2"),
        ({"kind": "interpreter", "pair": ["de", "ru"], "slots": []}, "to have one more interpreter de-ru"),
        ({"kind": "interpreter", "pair": None}, "to have one more interpreter"),
        ({"kind": "order", "meetings": ("m1", "m2", "m3")}, "to drop the order among m1, m2 and m3"),
        ({"kind": "fairness", "participant": "p1"}, "if p1 were allowed more breaks"),
        ({"kind": "second_hall"}, "second hall"),
        ({}, "unknown"),
    ],
)
def test_each_remedy_is_put_into_words(what, words):
    assert remedy(what) == words
