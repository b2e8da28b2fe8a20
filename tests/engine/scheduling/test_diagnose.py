from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.engine.scheduling import solve
from handschlag.engine.scheduling.diagnose import MOST_BLOCKERS_NAMED, diagnose
from handschlag.engine.scheduling.generate import Recipe, generate
from handschlag.engine.scheduling.objective import weight
from handschlag.engine.scheduling.plan import Held, Plan, Reason, Status, Unplaced
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
from handschlag.engine.scheduling.rules import check
from tests.engine.scheduling.strategies import small_problems

FAMILY = {
    "present": Reason.NO_COMMON_SLOT,
    "in_its_part": Reason.NO_COMMON_SLOT,
    "as_fixed": Reason.NO_COMMON_SLOT,
    "within_limit": Reason.LIMIT,
    "one_meeting_at_a_time": Reason.BUSY,
    "in_order": Reason.ORDER,
    "at_a_place": Reason.PLACE,
    "one_meeting_at_a_place": Reason.PLACE,
    "understood": Reason.INTERPRETER,
    "one_meeting_an_interpreter": Reason.INTERPRETER,
    "interpreter_present": Reason.INTERPRETER,
    "interpreter_load": Reason.INTERPRETER,
    "interpreter_rest": Reason.INTERPRETER,
    "fair": Reason.FAIRNESS,
}
"""Which reason a broken rule stands for, if the plan breaks it only with one more meeting."""


def stopping(problem, held, meeting, slot, place=None, interpreter=None):
    """The reasons that speak against one more meeting, according to the rules of a plan."""
    plan = Plan((*held, Held(meeting.id, slot, place, interpreter)))
    return {FAMILY[one.rule] for one in check(problem, plan) if one.rule != "locked"}


def in_the_way(reason, problem, held, meeting, slot):
    """Does this reason speak against the slot, whichever place or interpreter is taken?"""
    options = {
        Reason.PLACE: [{"place": one.id} for one in problem.places],
        Reason.INTERPRETER: [{"interpreter": one.id} for one in problem.interpreters],
    }.get(reason, [])
    return all(reason in stopping(problem, held, meeting, slot, **one) for one in ({}, *options))


def first_true_reason(problem, held, meeting):
    """The documented order, read word for word; None if nothing speaks against the meeting."""
    left = [slot.id for slot in problem.slots]
    for reason in Reason:
        left = [slot for slot in left if not in_the_way(reason, problem, held, meeting, slot)]
        if not left:
            return reason
    return None


def helped(problem, meeting, remedy):
    """The problem after the remedy."""
    slots = {slot.id for slot in problem.slots}
    named = frozenset(remedy.get("slots", ()))
    match remedy["kind"]:
        case "place":
            return replace(problem, places=(*problem.places, Place("new", remedy["place_kind"], closed=slots - named)))
        case "interpreter":
            pairs = (
                [remedy["pair"]] if remedy["pair"] else [("xx", one) for one in (*languages(problem, meeting), "yy")]
            )
            new = Interpreter("new", tuple(map(tuple, pairs)), frozenset(slots - named))
            return replace(problem, interpreters=(*problem.interpreters, new))
        case "availability":
            changes = {name: lambda one: come(one, named) for name in remedy["participants"]}
        case "limit":
            changes = {remedy["participant"]: lambda one: replace(one, max_meetings=one.max_meetings + 1)}
    people = tuple(changes[one.id](one) if one.id in changes else one for one in problem.participants)
    return replace(problem, participants=people)


def languages(problem, meeting):
    """Whatever is spoken by the parties."""
    team = [person for one in problem.participants if one.id in meeting.parties for person in one.representatives]
    return sorted({language for person in team for language in person.languages})


def come(one, slots):
    """A participant who now can come in these slots, with all representatives."""
    team = tuple(replace(person, unavailable=person.unavailable - slots) for person in one.representatives)
    return replace(one, unavailable=one.unavailable - slots, representatives=team)


def assert_explained(problem, plan):
    """Everything that is said about the meetings left out is true."""
    meetings = {meeting.id: meeting for meeting in problem.meetings}
    for one in plan.unplaced:
        meeting = meetings[one.meeting]
        assert first_true_reason(problem, plan.held, meeting) == one.reason
        assert set(one.blockers) <= {held.meeting for held in plan.held}
        assert one.blockers == tuple(sorted(set(one.blockers)))
        assert len(one.blockers) <= MOST_BLOCKERS_NAMED or one.reason == Reason.LIMIT
        remedy = one.remedy
        if remedy is None:
            continue
        if remedy["kind"] in ("place", "interpreter", "limit"):
            assert first_true_reason(helped(problem, meeting, remedy), plan.held, meeting) in (None, Reason.FAIRNESS), (
                one
            )
        elif remedy["kind"] == "availability":
            changed = helped(problem, meeting, remedy)
            assert first_true_reason(changed, plan.held, meeting) != Reason.NO_COMMON_SLOT, one
        elif remedy["kind"] == "exchange":
            assert remedy["weight"] == weight(meetings[name] for name in remedy["meetings"])
            rest = [held for held in plan.held if held.meeting not in remedy["meetings"]]
            assert not in_the_way(Reason.BUSY, problem, rest, meeting, remedy["slot"])


SLOTS = tuple(Slot(f"s{k}", part="early" if k < 3 else "late") for k in range(1, 6))
DE, RU, ZH = ((Representative(f"speaker of {language}", {language: "C1"}),) for language in ("de", "ru", "zh"))


def forum(meetings, slots=2, tables=9, people=(), staff=(), **changes):
    """Meetings named by their parties; ``people`` are those of whom something is to be said."""
    known = {one.id: one for one in people}
    meetings = tuple(one if isinstance(one, Meeting) else Meeting(one, tuple(one)) for one in meetings)
    names = sorted({party for meeting in meetings for party in meeting.parties})
    return Problem(
        SLOTS[:slots],
        tuple(Place(f"t{k}") for k in range(tables)),
        tuple(known.get(name, Participant(name)) for name in names),
        meetings,
        tuple(staff),
        **changes,
    )


def held(text):
    """``ab1i`` is the meeting ab in slot 1 with interpreter i, at a table of its own."""
    words = text.split()
    slots = [word[2] for word in words]
    return tuple(
        Held(word[:2], f"s{word[2]}", f"t{slots[:k].count(word[2])}", word[3:] or None) for k, word in enumerate(words)
    )


def away(name, *slots, **more):
    return Participant(name, unavailable=frozenset(slots), **more)


def interpreter(name="i", *slots, **limits):
    return Interpreter(name, (("de", "ru"),), frozenset(slots), **limits)


A_DE, B_RU, B_ZH = (Participant(name, representatives=team) for name, team in (("a", DE), ("b", RU), ("b", ZH)))
C_DE, D_RU = Participant("c", representatives=DE), Participant("d", representatives=RU)
B_EARLY_RU_LATER_ZH = Participant(
    "b",
    representatives=tuple(replace(one, unavailable=frozenset({slot})) for one, slot in ((*RU, "s2"), (*ZH, "s1"))),
)
UNKNOWN = Meeting("ab", ("a", "b"), interpreted=True)

CASES = {
    "one is away whenever the other can come": (
        forum(["ab"], 3, people=[away("a", "s1"), away("b", "s2", "s3")]),
        "",
        Unplaced(
            "ab",
            Reason.NO_COMMON_SLOT,
            (),
            {"kind": "availability", "participants": ["a", "b"], "slots": ["s1", "s2", "s3"]},
        ),
    ),
    "one is away when the meeting is to be": (
        forum([Meeting("ab", ("a", "b"), fixed="s2")], people=[away("b", "s2")]),
        "",
        Unplaced("ab", Reason.NO_COMMON_SLOT, (), {"kind": "availability", "participants": ["b"], "slots": ["s2"]}),
    ),
    "both are away in the part of the day that is left": (
        forum([Meeting("ab", ("a", "b"), part="late")], 3, people=[away("b", "s3"), away("a", "s3")]),
        "",
        Unplaced(
            "ab", Reason.NO_COMMON_SLOT, (), {"kind": "availability", "participants": ["a", "b"], "slots": ["s3"]}
        ),
    ),
    "fixed to a slot outside its part: nothing helps": (
        forum([Meeting("ab", ("a", "b"), part="late", fixed="s1")], 3),
        "",
        Unplaced("ab", Reason.NO_COMMON_SLOT),
    ),
    "a party has all the meetings it may have": (
        forum(["ab", "ac"], people=[Participant("a", max_meetings=1)]),
        "ac1",
        Unplaced("ab", Reason.LIMIT, ("ac",), {"kind": "limit", "participant": "a"}),
    ),
    "one more meeting would not help who is busy besides": (
        forum(["ab", "ac"], 1, people=[Participant("a", max_meetings=1)]),
        "ac1",
        Unplaced("ab", Reason.LIMIT, ("ac",)),
    ),
    "one more meeting for one would not help where both have all they may have": (
        forum(["ab"], people=[Participant("a", max_meetings=0), Participant("b", max_meetings=0)]),
        "",
        Unplaced("ab", Reason.LIMIT),
    ),
    "somebody is busy in every slot": (
        forum(["ab", "ac", Meeting("bd", ("b", "d"), weight=0.1), Meeting("ad", ("a", "d"), weight=0.2)], 3),
        "ac1 bd2 ad3",
        Unplaced(
            "ab",
            Reason.BUSY,
            ("ac", "ad", "bd"),
            {"kind": "exchange", "meetings": ["bd"], "weight": 0.1, "slot": "s2"},
        ),
    ),
    "both are busy in the only slot": (
        forum([Meeting("ac", ("a", "c"), weight=0.1), Meeting("bd", ("b", "d"), weight=0.2), "ab"], 1),
        "ac1 bd1",
        Unplaced(
            "ab",
            Reason.BUSY,
            ("ac", "bd"),
            {"kind": "exchange", "meetings": ["ac", "bd"], "weight": 0.3, "slot": "s1"},
        ),
    ),
    "it comes after a meeting that is last": (
        forum(["ab", "cd"], precedences=(("cd", "ab"),)),
        "cd2",
        Unplaced("ab", Reason.ORDER, ("cd",), {"kind": "order", "meetings": ["cd"]}),
    ),
    "it comes before a meeting that is first": (
        forum(["ab", "cd"], precedences=(("ab", "cd"),)),
        "cd1",
        Unplaced("ab", Reason.ORDER, ("cd",), {"kind": "order", "meetings": ["cd"]}),
    ),
    "the only table is taken": (
        forum(["ab", "cd", "ef"], tables=1),
        "cd1 ef2",
        Unplaced("ab", Reason.PLACE, ("cd", "ef"), {"kind": "place", "place_kind": "table", "slots": ["s1", "s2"]}),
    ),
    "there is no place of the kind": (
        forum([Meeting("ab", ("a", "b"), mode="visit")], 1),
        "",
        Unplaced("ab", Reason.PLACE, (), {"kind": "place", "place_kind": "visit", "slots": ["s1"]}),
    ),
    "a table helps only where somebody interprets": (
        forum(["ab"], tables=0, people=[A_DE, B_RU], staff=[interpreter("i", "s1")]),
        "",
        Unplaced("ab", Reason.PLACE, (), {"kind": "place", "place_kind": "table", "slots": ["s2"]}),
    ),
    "an interpreter alone helps nowhere, for there is no table": (
        forum(["ab"], tables=0, people=[A_DE, B_RU]),
        "",
        Unplaced("ab", Reason.INTERPRETER),
    ),
    "nobody speaks the languages": (
        forum(["ab"], people=[A_DE, B_ZH], staff=[interpreter()]),
        "",
        Unplaced("ab", Reason.INTERPRETER, (), {"kind": "interpreter", "slots": ["s1", "s2"], "pair": ["de", "zh"]}),
    ),
    "other languages are spoken in the other slot, where this interpreter would not serve": (
        forum(["ab"], people=[A_DE, B_EARLY_RU_LATER_ZH]),
        "",
        Unplaced("ab", Reason.INTERPRETER, (), {"kind": "interpreter", "slots": ["s1"], "pair": ["de", "ru"]}),
    ),
    "the interpreter is with others": (
        forum(["ab", "cd"], 1, people=[A_DE, B_RU, C_DE, D_RU], staff=[interpreter()]),
        "cd1i",
        Unplaced("ab", Reason.INTERPRETER, ("cd",), {"kind": "interpreter", "slots": ["s1"], "pair": ["de", "ru"]}),
    ),
    "the interpreter is with others now and again later": (
        forum(
            [Meeting("ab", ("a", "b"), fixed="s1"), "cd", "ef"],
            people=[A_DE, B_RU, C_DE, D_RU],
            staff=[interpreter(max_consecutive=2), interpreter("j", max_meetings=0)],
        ),
        "cd1i ef2i",
        Unplaced("ab", Reason.INTERPRETER, ("cd",), {"kind": "interpreter", "slots": ["s1"], "pair": ["de", "ru"]}),
    ),
    "the interpreter has done all she may": (
        forum(["ab", "cd"], 3, people=[A_DE, B_RU, C_DE, D_RU], staff=[interpreter("i", "s2", max_meetings=1)]),
        "cd1i",
        Unplaced(
            "ab",
            Reason.INTERPRETER,
            ("cd",),
            {"kind": "interpreter", "slots": ["s1", "s2", "s3"], "pair": ["de", "ru"]},
        ),
    ),
    "the interpreter needs a rest from the meeting before, not from the earlier one": (
        forum(
            [Meeting("ab", ("a", "b"), fixed="s5"), "cd", "ef"],
            people=[A_DE, B_RU, C_DE, D_RU],
            staff=[interpreter(max_consecutive=1)],
            slots=5,
        ),
        "cd1i ef4i",
        Unplaced("ab", Reason.INTERPRETER, ("ef",), {"kind": "interpreter", "slots": ["s5"], "pair": ["de", "ru"]}),
    ),
    "nobody can interpret for who speaks nothing well": (
        forum(["ab"], 1, people=[A_DE, Participant("b", representatives=(Representative("b1", {"ru": "A1"}),))]),
        "",
        Unplaced("ab", Reason.INTERPRETER),
    ),
    "an interpreter is asked for and no languages are known": (
        forum([UNKNOWN], 1),
        "",
        Unplaced("ab", Reason.INTERPRETER, (), {"kind": "interpreter", "slots": ["s1"], "pair": None}),
    ),
    "it would leave one with more breaks than allowed": (
        forum([Meeting("ab", ("a", "b"), fixed="s3"), "ac"], 3, goals=Goals(fairness=0)),
        "ac1",
        Unplaced("ab", Reason.FAIRNESS, (), {"kind": "fairness", "participant": "a"}),
    ),
}


@pytest.mark.parametrize(("problem", "plan", "expected"), CASES.values(), ids=CASES.keys())
def test_a_meeting_left_out_has_its_reason_what_is_in_the_way_and_what_would_help(problem, plan, expected):
    assert diagnose(problem, held(plan)) == (expected,)
    assert_explained(problem, Plan(held(plan), (expected,)))


def test_every_reason_has_an_example():
    assert {expected.reason for _, _, expected in CASES.values()} == set(Reason)


def test_nothing_is_said_of_a_plan_that_holds_everything():
    assert diagnose(forum(["ab", "cd"]), held("ab1 cd1")) == ()


def test_of_many_in_the_way_fifty_are_named_those_of_the_first_slots():
    slots = tuple(Slot(f"s{k}") for k in range(3))
    tables = tuple(Place(f"t{k:02}") for k in range(40))
    people = tuple(Participant(f"p{k:03}") for k in range(2 * 40 * 3 + 2))
    pairs = [(people[2 * k].id, people[2 * k + 1].id) for k in range(len(people) // 2)]
    meetings = tuple(Meeting(f"m{k:03}", pair) for k, pair in enumerate(pairs))
    held = [Held(f"m{k:03}", f"s{k // 40}", f"t{k % 40:02}") for k in range(40 * 3)]

    [one] = diagnose(Problem(slots, tables, people, meetings), held)

    assert (one.meeting, one.reason, one.remedy["slots"]) == ("m120", Reason.PLACE, ["s0", "s1", "s2"])
    assert one.blockers == tuple(f"m{k:03}" for k in range(50))


def test_meetings_left_out_are_listed_in_order_of_their_ids_and_at_most_five_slots_are_named():
    problem = replace(forum(["cd", "ab"], tables=0), slots=tuple(Slot(f"s{k}") for k in range(1, 9)))
    found = diagnose(problem, ())

    assert [one.meeting for one in found] == ["ab", "cd"]
    assert found[0].remedy == {"kind": "place", "place_kind": "table", "slots": ["s1", "s2", "s3", "s4", "s5"]}


@pytest.mark.slow
@settings(max_examples=30, deadline=None, derandomize=True, database=None)
@given(small_problems(), st.integers(0, 3))
def test_in_any_small_problem_every_reason_is_the_first_true_one_and_every_remedy_helps(problem, seed):
    plan = solve(problem, moves=30, seed=seed)
    if plan.status is not Status.INFEASIBLE and not check(problem, plan):
        assert_explained(problem, plan)


CROWDED = Recipe(participants=12, meetings=30, slots=5, fits=False, pools=2, interpreted=0.5, interpreters=2, rest=2)


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 9))])
@pytest.mark.parametrize(
    "more", [{"limit": 0.5}, {"tables": 3, "absent": 0.3}, {"days": 2, "precedences": 9, "popularity": 0}]
)
def test_in_a_crowded_forum_every_reason_is_the_first_true_one_and_every_remedy_helps(seed, more):
    problem = generate(replace(CROWDED, seed=seed, **more))
    plan = solve(problem, moves=200, seed=seed)

    assert plan.unplaced
    assert_explained(problem, plan)
