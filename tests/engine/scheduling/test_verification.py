"""What the verifier believes is true, and it believes every true certificate that is not too large."""

import random
from dataclasses import replace
from itertools import combinations

import pytest

from handschlag.engine.scheduling import Status, solve
from handschlag.engine.scheduling.plan import Certificate
from handschlag.engine.scheduling.problem import Goals
from handschlag.engine.scheduling.verification import Verdict, verify
from handschlag.engine.scheduling.verification.exhaustion import RULES, Exhaustion
from handschlag.engine.scheduling.verification.forum import Forum
from tests.engine.scheduling import brute
from tests.engine.scheduling.contradictions import INFEASIBLE, forum, locked_problem, tight_problem, with_meeting

FEW = 400
"""Moves, enough for a first plan."""
TRIANGLE = (forum(2, ["ab", "ac", "bc", "de"]), Certificate("search", ("ab", "ac", "bc"), slots=("1", "2")))
ORDER_AND_TABLES = (
    forum(3, ["ab12", "cd12", "ef", "gh"], tables=1, precedences=(("ab", "ef"), ("cd", "ef"), ("gh", "ef"))),
    Certificate(
        "search",
        ("ab", "cd", "ef", "gh"),
        slots=("1", "2", "3"),
        rules=("one_meeting_at_a_place", "in_order"),
    ),
)
SEARCHED = {"three in two slots": TRIANGLE, "an order that one table does not allow": ORDER_AND_TABLES}
ALL = {**INFEASIBLE, **SEARCHED}


def holds(problem, certificate):
    return verify(problem, certificate).holds


# -- what is true -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("problem", "certificate"), ALL.values(), ids=ALL.keys())
def test_a_true_certificate_is_believed_and_said_in_words(problem, certificate):
    verdict = verify(problem, certificate)

    assert verdict.holds is True
    assert len(verdict.words) > 30


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nobody has time", 'meeting "ab" must be held, and none of the 2 slots can take it'),
        ("three meetings in two slots", 'participant "h" must hold 3 meetings that only 2 slots can take'),
        ("more than one may have", 'participant "h" must hold 2 meetings and may have 1 at most'),
        ("too few tables in the morning", "3 meetings must be held in 2 slots with 2 places (table) in all"),
        (
            "too few interpreters",
            "2 meetings must be interpreted in 1 slots, and the 1 interpreters who speak the languages can do 1",
        ),
        (
            "one has to wait and another cannot",
            'participant "h" has 1 breaks at least and participant "a" 0 at most: '
            "the difference must not be more than 0",
        ),
    ],
)
def test_the_words_say_what_was_counted(name, words):
    assert verify(*INFEASIBLE[name]) == Verdict(True, words)


# -- what is not --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("problem", "certificate"), ALL.values(), ids=ALL.keys())
def test_nothing_is_believed_of_which_a_meeting_is_left_out(problem, certificate):
    names = certificate.meetings
    for some in combinations(names, len(names) - 1):
        slots = {k for one in some for k in Forum(problem).options(Forum(problem).meetings[one])}
        smaller = replace(certificate, meetings=some, slots=Forum(problem).names(slots))

        assert holds(problem, smaller) is False


@pytest.mark.parametrize(("problem", "certificate"), ALL.values(), ids=ALL.keys())
def test_nothing_is_believed_about_a_meeting_that_may_be_left_out(problem, certificate):
    assert holds(with_meeting(problem, certificate.meetings[0], locked=False), certificate) is False


@pytest.mark.parametrize(("problem", "certificate"), ALL.values(), ids=ALL.keys())
def test_a_certificate_that_names_something_wrong_is_refused(problem, certificate):
    wrong = (
        replace(certificate, meetings=(*certificate.meetings, "xy")),
        replace(certificate, meetings=certificate.meetings * 2),
        replace(certificate, meetings=()),
        replace(certificate, slots=(*certificate.slots, "99")),
        replace(certificate, slots=certificate.slots[1:] if certificate.slots else ("1",)),
        replace(certificate, participant="nobody"),
        replace(certificate, participant="nobody" if certificate.participant is None else None),
        replace(certificate, rules=("known",)),
        replace(certificate, kind="magic"),
    )

    assert [holds(problem, one) for one in wrong] == [False] * len(wrong)
    assert holds(problem, None) is False


@pytest.mark.parametrize(("problem", "certificate"), ALL.values(), ids=ALL.keys())
def test_a_certificate_of_one_kind_does_not_pass_for_another_that_it_is_not(problem, certificate):
    for kind in ("no_common_slot", "limit", "hall", "order", "places", "interpreters", "fairness", "search"):
        for participant in (None, "h", *(one.id for one in problem.participants)):
            other = replace(certificate, kind=kind, participant=participant)
            if holds(problem, other):
                assert is_impossible(problem, other)


def is_impossible(problem, certificate):
    """By another argument: with nothing else to hold there is no plan either."""
    meetings = tuple(one for one in problem.meetings if one.id in certificate.meetings)
    links = tuple(link for link in problem.precedences if {*link} <= {*certificate.meetings})
    return brute.best_value(replace(problem, meetings=meetings, precedences=links)) is None


def made_up(dice, problem):
    """A certificate out of thin air, with the slots that it has to name."""
    names = [one.id for one in problem.meetings]
    meetings = tuple(dice.sample(names, dice.randint(0, len(names))))
    known = Forum(problem)
    slots = known.names({k for one in meetings for k in known.options(known.meetings[one])})
    kind = dice.choice(("no_common_slot", "limit", "hall", "order", "places", "interpreters", "fairness", "search"))
    person = dice.choice(problem.participants).id if kind in ("limit", "hall", "fairness") else None
    return Certificate(kind, meetings, person, slots, RULES if kind == "search" else ())


def believes_nothing_false(seed):
    """Certificates made up, and those of a problem that contradicts itself, about one that can be planned."""
    dice = random.Random(seed)
    problem = (locked_problem, tight_problem)[seed % 2](seed)
    plan = solve(problem, moves=FEW)
    proofs = [plan.certificate] if plan.status is Status.INFEASIBLE else []
    while brute.best_value(problem) is None:
        locked = [one.id for one in problem.meetings if one.locked]
        if not locked:
            return 0
        problem = with_meeting(problem, dice.choice(locked), locked=False)
    proofs += [made_up(dice, problem) for _ in range(10)]
    assert True not in [holds(problem, proof) for proof in proofs]
    return len(proofs)


@pytest.mark.slow
def test_nothing_is_believed_of_a_problem_that_can_be_planned():
    assert sum(believes_nothing_false(seed) for seed in range(12)) > 90


@pytest.mark.long
def test_nothing_is_believed_of_thousands_of_problems_that_can_be_planned():
    assert sum(believes_nothing_false(seed) for seed in range(1_000, 4_000)) > 25_000


# -- trying everything ----------------------------------------------------------------------------------------------


def finds_a_way_exactly_when_brute_force_does(seed):
    problem = (locked_problem, tight_problem)[seed % 2](seed)
    if len(problem.meetings) > 8:
        return
    tried = Exhaustion(Forum(problem), problem.meetings, rules=RULES, most_steps=10**7)

    assert tried.finds_a_way() == (brute.best_value(problem) is not None)


def test_trying_finds_a_way_exactly_when_there_is_one():
    for seed in range(40):
        finds_a_way_exactly_when_brute_force_does(seed)


@pytest.mark.long
def test_trying_finds_a_way_exactly_when_there_is_one_in_thousands_of_problems():
    for seed in range(1_000, 6_000):
        finds_a_way_exactly_when_brute_force_does(seed)


def test_a_rule_that_is_not_named_is_not_counted_on():
    problem = forum(3, ["ha1", "hb3", "cd"], goals=Goals(fairness=0))
    fair = Certificate("search", ("ha", "hb"), None, ("1", "3"), ("fair",))

    assert holds(problem, fair) is True
    assert holds(problem, replace(fair, rules=())) is False
    assert holds(problem, replace(fair, rules=tuple(rule for rule in RULES if rule != "fair"))) is False


def test_what_is_too_large_to_try_is_neither_believed_nor_refused():
    problem, certificate = TRIANGLE

    assert verify(problem, certificate, most_steps=3).holds is None
    assert verify(problem, certificate, most_steps=100).holds is True


# -- whatever the planner says ---------------------------------------------------------------------------------------


def every_refusal_is_proven(seed):
    problem = (locked_problem, tight_problem)[seed % 2](seed)
    if len(problem.meetings) > 8:
        return None
    plan = solve(problem, moves=FEW)

    assert (plan.status is Status.INFEASIBLE) == (brute.best_value(problem) is None)
    if plan.certificate is None:
        return None
    assert verify(problem, plan.certificate).holds is True
    return plan.certificate.kind


def test_the_planner_refuses_exactly_what_cannot_be_and_every_refusal_is_proven():
    telling = (142, 146)  # rare ones, so that few problems are enough
    kinds = {every_refusal_is_proven(seed) for seed in (*range(60), *telling)}

    assert kinds >= {"no_common_slot", "limit", "hall", "order", "places", "interpreters", "fairness", "search"}


@pytest.mark.long
def test_the_planner_refuses_exactly_what_cannot_be_in_thousands_of_problems():
    for seed in range(1_000, 8_000):
        every_refusal_is_proven(seed)
