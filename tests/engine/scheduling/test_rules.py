from dataclasses import replace

import pytest

from handschlag.engine.scheduling.generate import Recipe, demo_like, planted
from handschlag.engine.scheduling.plan import Held, Plan, Reason, Unplaced
from handschlag.engine.scheduling.problem import (
    Goals,
    Interpreter,
    Meeting,
    Participant,
    Place,
    Problem,
    Representative,
    Slot,
)
from handschlag.engine.scheduling.rules import RULES, Violation, check

DE, RU = {"de": "C1"}, {"ru": "native"}

# A day of five slots with lunch before the fourth. Only a and b share no language.
PROBLEM = Problem(
    slots=(
        Slot("s1", part="morning"),
        Slot("s2", part="morning"),
        Slot("s3", part="morning"),
        Slot("s4", part="afternoon", adjacent_to_previous=False),
        Slot("s5", part="afternoon"),
    ),
    places=(Place("t1"), Place("t2"), Place("t3", closed=frozenset({"s1"})), Place("booth", kind="booth")),
    participants=(
        Participant(
            "a", representatives=(Representative("a1", DE), Representative("a2", DE, unavailable=frozenset({"s1"})))
        ),
        Participant("b", representatives=(Representative("b1", RU),)),
        *map(Participant, "cdefg"),
    ),
    meetings=(
        Meeting("ab", ("a", "b"), locked=True),
        Meeting("ac", ("a", "c")),
        Meeting("cd", ("c", "d"), part="morning"),
        Meeting("bd", ("b", "d"), fixed="s2"),
        Meeting("ef", ("e", "f"), mode="virtual"),
        Meeting("eg", ("e", "g"), mode="virtual"),
        Meeting("fg", ("f", "g")),
    ),
    interpreters=(Interpreter("i1", (("de", "ru"),)), Interpreter("i2", (("en", "fr"),))),
    precedences=(("ab", "ac"),),
    goals=Goals(fairness=0),
)
PLAN = Plan(
    held=(
        Held("ab", "s1", "t1", "i1", {"a": ("a1",), "b": ("b1",)}),
        Held("ac", "s2", "t1"),
        Held("cd", "s1", "t2"),
        Held("bd", "s2", "t2"),
        Held("ef", "s1"),
        Held("eg", "s2"),
    ),
    unplaced=(Unplaced("fg", Reason.BUSY),),
)


def held(meeting, **changes):
    """The plan with one meeting held otherwise."""
    return replace(PLAN, held=tuple(replace(one, **changes) if one.meeting == meeting else one for one in PLAN.held))


def more(*further):
    """The plan with further meetings held."""
    return replace(PLAN, held=PLAN.held + further)


def without(meeting):
    return replace(PLAN, held=tuple(one for one in PLAN.held if one.meeting != meeting))


def other(kind, thing, **changes):
    """The problem with one of its participants, meetings or interpreters changed."""
    things = getattr(PROBLEM, kind)
    return replace(PROBLEM, **{kind: tuple(replace(one, **changes) if one.id == thing else one for one in things)})


S1 = frozenset({"s1"})

RED = [
    ("known", PROBLEM, more(Held("xy", "s1")), ("xy",), 'meeting "xy": unknown meeting "xy"'),
    ("known", PROBLEM, held("ef", slot="s9"), ("ef",), 'meeting "ef": unknown slot "s9"'),
    ("known", PROBLEM, held("ac", place="t9"), ("ac",), 'meeting "ac": unknown place "t9"'),
    ("known", PROBLEM, held("ac", interpreter="i9"), ("ac",), 'meeting "ac": unknown interpreter "i9"'),
    (
        "known",
        PROBLEM,
        replace(PLAN, unplaced=(Unplaced("xy", Reason.BUSY),)),
        ("xy",),
        'unplaced: unknown meeting "xy"',
    ),
    ("at_most_once", PROBLEM, more(Held("ef", "s1")), ("ef",), 'meeting "ef" is held twice'),
    ("at_most_once", PROBLEM, more(Held("ef", "s4")), ("ef",), 'meeting "ef" is held twice'),
    ("at_most_once", PROBLEM, more(Held("fg", "s4", "t1")), ("fg",), 'meeting "fg" is both held and unplaced'),
    ("locked", PROBLEM, without("ab"), ("ab",), 'meeting "ab" is locked and not held'),
    (
        "one_meeting_at_a_time",
        PROBLEM,
        held("eg", slot="s1"),
        ("ef", "eg"),
        'participant "e" is in 2 meetings in slot "s1"',
    ),
    (
        "one_meeting_at_a_place",
        PROBLEM,
        held("cd", place="t1"),
        ("ab", "cd"),
        'place "t1" is in 2 meetings in slot "s1"',
    ),
    (
        "one_meeting_an_interpreter",
        PROBLEM,
        held("cd", interpreter="i1"),
        ("ab", "cd"),
        'interpreter "i1" is in 2 meetings in slot "s1"',
    ),
    (
        "present",
        other("participants", "d", unavailable=S1),
        PLAN,
        ("cd",),
        'participant "d" cannot be at meeting "cd" in slot "s1"',
    ),
    (
        "present",
        other("participants", "d", representatives=(Representative("d1", unavailable=S1),)),
        PLAN,
        ("cd",),
        'participant "d" cannot be at meeting "cd" in slot "s1"',
    ),
    (
        "present",
        other("meetings", "ab", representatives={"a": ("a1", "a2")}),
        held("ab", representatives={}),
        ("ab",),
        'participant "a" cannot be at meeting "ab" in slot "s1"',
    ),
    (
        "represented",
        PROBLEM,
        held("ab", representatives={"a": ("a1", "a2")}),
        ("ab",),
        'representative "a2" cannot be at meeting "ab" for "a"',
    ),
    (
        "represented",
        PROBLEM,
        held("ab", representatives={"a": ("b1",)}),
        ("ab",),
        'representative "b1" cannot be at meeting "ab" for "a"',
    ),
    (
        "represented",
        PROBLEM,
        held("ac", representatives={"b": ("b1",)}),
        ("ac",),
        'representative "b1" cannot be at meeting "ac" for "b"',
    ),
    (
        "in_its_part",
        other("meetings", "cd", part="afternoon"),
        PLAN,
        ("cd",),
        'meeting "cd" belongs to part "afternoon", slot "s1" does not',
    ),
    (
        "as_fixed",
        other("meetings", "bd", fixed="s3"),
        PLAN,
        ("bd",),
        'meeting "bd" is fixed to slot "s3", not "s2"',
    ),
    ("at_a_place", PROBLEM, held("ef", place="t3", slot="s3"), ("ef",), 'meeting "ef" is virtual and needs no place'),
    ("at_a_place", PROBLEM, held("ac", place=None), ("ac",), 'meeting "ac" has no place'),
    (
        "at_a_place",
        PROBLEM,
        held("ac", place="booth"),
        ("ac",),
        'meeting "ac" needs a table, place "booth" is a booth',
    ),
    ("at_a_place", PROBLEM, held("cd", place="t3"), ("cd",), 'place "t3" is closed in slot "s1"'),
    ("understood", PROBLEM, held("ab", interpreter=None), ("ab",), 'meeting "ab" needs an interpreter'),
    (
        "understood",
        PROBLEM,
        held("ab", interpreter="i2"),
        ("ab",),
        'interpreter "i2" does not serve the languages of "ab"',
    ),
    (
        "understood",
        other("meetings", "eg", interpreted=True),
        PLAN,
        ("eg",),
        'meeting "eg" needs an interpreter',
    ),
    (
        "interpreter_present",
        other("interpreters", "i1", unavailable=S1),
        PLAN,
        ("ab",),
        'interpreter "i1" is not available in slot "s1"',
    ),
    (
        "interpreter_load",
        other("interpreters", "i1", max_meetings=1),
        held("bd", interpreter="i1"),
        ("ab", "bd"),
        'interpreter "i1" has 2 meetings, at most 1 are allowed',
    ),
    (
        "interpreter_rest",
        other("interpreters", "i1", max_consecutive=1),
        held("bd", interpreter="i1"),
        ("ab", "bd"),
        'interpreter "i1" has 2 meetings in a row, at most 1',
    ),
    (
        "within_limit",
        other("participants", "c", max_meetings=1),
        PLAN,
        ("ac", "cd"),
        'participant "c" has 2 meetings, at most 1 are allowed',
    ),
    (
        "in_order",
        replace(PROBLEM, precedences=(("ac", "ab"),)),
        PLAN,
        ("ac", "ab"),
        'meeting "ac" is not held before meeting "ab"',
    ),
    (
        "in_order",
        replace(PROBLEM, precedences=(("ab", "cd"),)),
        PLAN,
        ("ab", "cd"),
        'meeting "ab" is not held before meeting "cd"',
    ),
    (
        "fair",
        PROBLEM,
        held("eg", slot="s3"),
        ("ef", "eg"),
        'breaks of participant "e": 1, of another: 0; at most 0 more are allowed',
    ),
]


@pytest.mark.parametrize(("rule", "problem", "plan", "meetings", "message"), RED, ids=[one[0] for one in RED])
def test_a_plan_with_just_this_rule_broken_is_named_so(rule, problem, plan, meetings, message):
    assert check(problem, plan) == [Violation(rule, meetings, message)]


def test_every_rule_has_a_red_control():
    assert {one[0] for one in RED} == {rule.__name__ for rule in RULES}


def test_every_rule_has_a_sentence_of_its_own():
    assert len({rule.__doc__ for rule in RULES} - {None}) == len(RULES)


GREEN = {
    "the plan itself": (PROBLEM, PLAN),
    "a precedence of which one meeting is left out": (replace(PROBLEM, precedences=(("fg", "ab"),)), PLAN),
    "an interpreter where none is needed": (PROBLEM, held("cd", interpreter="i2")),
    "any interpreter where no languages are known": (
        other("meetings", "ef", interpreted=True),
        held("ef", interpreter="i2"),
    ),
    "a meeting that says it needs no interpreter": (
        other("meetings", "ab", interpreted=False),
        held("ab", interpreter=None),
    ),
    "just as many meetings as a participant may have": (other("participants", "c", max_meetings=2), PLAN),
    "just as many meetings as an interpreter may have": (other("interpreters", "i1", max_meetings=1), PLAN),
    "just as many meetings in a row as an interpreter may have": (
        other("interpreters", "i1", max_consecutive=2),
        held("bd", interpreter="i1"),
    ),
    "a break that is lunch": (PROBLEM, held("eg", slot="s4")),
    "as many more breaks as allowed": (replace(PROBLEM, goals=Goals(fairness=1)), held("eg", slot="s3")),
    "no limit to breaks": (replace(PROBLEM, goals=Goals()), held("eg", slot="s3")),
    "a place closed at another time": (PROBLEM, held("bd", place="t3")),
    "representatives not named": (PROBLEM, held("ab", representatives={})),
    "nothing held and nothing locked": (other("meetings", "ab", locked=False), Plan(())),
}


@pytest.mark.parametrize(("problem", "plan"), GREEN.values(), ids=GREEN.keys())
def test_a_plan_that_keeps_every_rule_has_no_violations(problem, plan):
    assert check(problem, plan) == []


def test_a_pause_is_a_rest_for_an_interpreter():
    ids = ("m1", "m2", "m3", "m4")
    people = tuple(map(Participant, "abcdefgh"))
    meetings = tuple(
        Meeting(name, (one.id, two.id)) for name, one, two in zip(ids, people[:4], people[4:], strict=True)
    )
    slots = (Slot("s1"), Slot("s2"), Slot("s3", adjacent_to_previous=False), Slot("s4"))
    plan = Plan(tuple(Held(name, f"s{k}", "t", "i") for k, name in enumerate(ids, 1)))

    def broken(slots):
        problem = Problem(slots, (Place("t"),), people, meetings, (Interpreter("i", (), max_consecutive=2),))
        return [(one.rule, one.meetings) for one in check(problem, plan)]

    assert broken(slots) == []
    assert broken(tuple(map(Slot, ("s1", "s2", "s3", "s4")))) == [("interpreter_rest", ids)]
    assert broken((*slots[:1], Slot("s2"), Slot("s3"), replace(slots[2], id="s4"))) == [("interpreter_rest", ids[:3])]


def test_several_broken_rules_are_all_named():
    plan = held("ab", slot="s3", interpreter=None, place="t1")

    assert {one.rule for one in check(PROBLEM, plan)} == {"understood", "in_order"}


@pytest.mark.parametrize(
    "recipe",
    [
        demo_like(1),
        Recipe(participants=40, meetings=90, days=2, pools=2, interpreted=0.4, rest=2, overload=0.3, precedences=9),
    ],
    ids=["demo", "two days"],
)
def test_one_meeting_moved_into_a_taken_slot_is_found_in_a_large_plan(recipe):
    problem, plan = planted(recipe)
    parties = {meeting.id: set(meeting.parties) for meeting in problem.meetings}
    first, second = next(
        (one, other)
        for one in plan.held
        for other in plan.held
        if one.slot != other.slot and len(parties[one.meeting] & parties[other.meeting]) == 1
    )
    moved = replace(plan, held=tuple(replace(one, slot=second.slot) if one is first else one for one in plan.held))

    assert check(problem, plan) == []
    clashes = [set(one.meetings) for one in check(problem, moved) if one.rule == "one_meeting_at_a_time"]
    assert {first.meeting, second.meeting} in clashes
