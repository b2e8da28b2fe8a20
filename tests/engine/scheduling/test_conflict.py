"""A way, or a small contradiction: found by one solver and confirmed by another, from other clauses."""

import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest

from handschlag.engine.scheduling import Status, check, solve
from handschlag.engine.scheduling.conflict.question import RULES, Question
from handschlag.engine.scheduling.conflict.shrinking import settle
from handschlag.engine.scheduling.conflict.translation import certificate, question
from handschlag.engine.scheduling.dispute import Dispute, shrunk
from handschlag.engine.scheduling.grid import lay_out
from handschlag.engine.scheduling.plan import Held, Plan
from handschlag.engine.scheduling.problem import Goals, Interpreter, Meeting, Participant, Place, Problem, Slot
from handschlag.engine.scheduling.verification import exhaustion, verify
from tests.engine.scheduling import brute, second
from tests.engine.scheduling.contradictions import forum, locked_problem, tight_problem


def told(problem):
    """Everything that the solver says, and the certificate of the last of it (None if it is a way)."""
    grid, said = lay_out(problem, 0), []
    settle(question(grid), said.append)
    return said, None if "held" in said[-1] else certificate(problem, grid, said[-1])


def held(problem, way):
    """The plan of a way, without places."""
    names = lay_out(problem, 0).names
    return [
        Held(names.meetings[m].id, problem.slots[t].id, interpreter=names.interpreters[i] if i >= 0 else None)
        for m, t, i in way
    ]


def full_problem(seed, people):
    """Everybody meets all but one, nobody may wait, and there is a table for every pair but one."""
    dice = random.Random(seed)
    names = [f"p{k:02}" for k in range(people)]
    order = dice.sample(names, people)
    apart = {frozenset(order[k : k + 2]) for k in range(0, people, 2)}
    pairs = [(a, b) for a in names for b in names if a < b and {a, b} not in apart]
    pairs = dice.sample(pairs, len(pairs) * 2 // 3)
    return Problem(
        tuple(Slot(f"s{t}") for t in range(max(sum(name in pair for pair in pairs) for name in names))),
        tuple(Place(f"t{k}") for k in range(people // 2 - 1)),
        tuple(map(Participant, names)),
        tuple(Meeting("-".join(pair), pair, locked=True) for pair in pairs),
        goals=Goals(fairness=0),
    )


def long_day(seed):
    """Some hundred and eighty meetings of up to ten each in ten slots at nineteen tables, and nobody may wait."""
    dice = random.Random(seed)
    names = [f"p{k:02}" for k in range(46)]
    pairs, load = [], Counter()
    for pair in dice.sample(list(combinations(names, 2)), 46 * 45 // 2):
        if max(load[name] for name in pair) < 10 and len(pairs) < 180:
            pairs.append(pair)
            load.update(pair)
    return Problem(
        tuple(Slot(f"s{t}") for t in range(10)),
        tuple(Place(f"t{k}") for k in range(19)),
        tuple(map(Participant, names)),
        tuple(Meeting("-".join(pair), pair, locked=True) for pair in pairs),
        goals=Goals(fairness=0),
    )


# -- against every way there is ---------------------------------------------------------------------------------------


def finds_what_brute_force_finds(seed):
    problem = (locked_problem, tight_problem)[seed % 2](seed)
    if len(problem.meetings) > 8:
        return None
    said, certificate = told(problem)

    assert (certificate is None) == (brute.best_value(problem) is not None)
    if certificate is None:
        broken = {one.rule for one in check(problem, Plan(tuple(held(problem, said[-1]["held"]))))}
        assert broken <= {"at_a_place"}  # which the planner hands out later
        return None
    assert verify(problem, certificate).holds is True
    nothing_is_superfluous(problem, certificate)
    return certificate.rules


def nothing_is_superfluous(problem, certificate):
    """Without any of its meetings, or of its rules, there is a way."""
    for name in certificate.meetings:
        others = [one for one in certificate.meetings if one != name]
        assert second.is_possible(problem, others, certificate.rules)
    for rule in certificate.rules:
        assert second.is_possible(problem, certificate.meetings, [one for one in certificate.rules if one != rule])


def test_it_finds_a_way_or_a_contradiction_of_which_nothing_is_superfluous():
    telling = (129, 142, 156)  # rare ones, so that few problems are enough
    rules = {rule for seed in (*range(60), *telling) for rule in finds_what_brute_force_finds(seed) or ()}

    assert rules >= {"fair", "in_order", "one_meeting_at_a_place", "within_limit"}


@pytest.mark.long
def test_it_finds_a_way_or_a_contradiction_of_which_nothing_is_superfluous_thousands_of_times():
    for seed in range(1_000, 7_000):
        finds_what_brute_force_finds(seed)


def test_the_second_opinion_is_that_of_brute_force():
    the_second_opinion_is_that_of_brute_force(range(50))


@pytest.mark.long
def test_the_second_opinion_is_that_of_brute_force_thousands_of_times():
    the_second_opinion_is_that_of_brute_force(range(50, 5_000))


def the_second_opinion_is_that_of_brute_force(seeds):
    for seed in seeds:
        problem = (locked_problem, tight_problem)[seed % 2](seed)
        if len(problem.meetings) <= 8:
            names = [one.id for one in problem.meetings]
            assert second.is_possible(problem, names, RULES) == (brute.best_value(problem) is not None)


# -- what is too large to try -----------------------------------------------------------------------------------------


def is_confirmed(problem):
    """Does another solver say the same, and hold every smaller set for possible?"""
    _, certificate = told(problem)
    names = [one.id for one in problem.meetings]
    assert second.is_possible(problem, names, RULES) == (certificate is None)
    if certificate is not None:
        assert not second.is_possible(problem, certificate.meetings, certificate.rules)
    return certificate is not None


def test_larger_contradictions_are_confirmed_by_another_solver_from_other_clauses():
    assert sum(is_confirmed(tight_problem(seed, people=12, often=0.4)) for seed in (8, 9, 10)) == 2
    assert sum(is_confirmed(full_problem(seed, people=8)) for seed in (0, 2)) == 1


@pytest.mark.long
def test_many_larger_contradictions_are_confirmed_by_another_solver():
    assert sum(is_confirmed(tight_problem(seed, people=14, often=0.3)) for seed in range(300)) > 20
    assert sum(is_confirmed(full_problem(seed, people=8)) for seed in range(60)) > 10
    assert is_confirmed(long_day(3))


@pytest.mark.slow
def test_the_contradiction_in_a_large_forum_is_the_small_one_that_was_put_there():
    """Twenty pairs with all the time in the world, and three who all meet in two slots."""
    pairs = [(f"a{k}", f"b{k}") for k in range(20)]
    times = tuple(Slot(str(t)) for t in range(6))
    late = frozenset(slot.id for slot in times[2:])
    problem = Problem(
        times,
        tuple(Place(f"t{k}") for k in range(9)),
        (
            *(Participant(name) for pair in pairs for name in pair),
            *(Participant(name, unavailable=late) for name in "xyz"),
        ),
        tuple(Meeting("".join(pair), pair, locked=True) for pair in (*pairs, ("x", "y"), ("x", "z"), ("y", "z"))),
    )

    plan = solve(problem, seconds=20)

    assert (plan.status, plan.certificate.kind, plan.certificate.meetings) == (
        Status.INFEASIBLE,
        "search",
        ("xy", "xz", "yz"),
    )
    assert (plan.certificate.slots, plan.certificate.rules) == (("0", "1"), ())
    assert verify(problem, plan.certificate).holds is True


# -- beside the search ------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_way_that_the_search_has_not_found_is_handed_to_it():
    problem = forum(3, ["ab", "ac", "bc", "de"])
    grid = lay_out(problem, 0)
    dispute = Dispute(problem, grid)

    dispute.begin()
    deadline = time.monotonic() + 60
    while not (ways := list(dispute.ways())) and time.monotonic() < deadline:
        time.sleep(0.01)
    dispute.end()

    assert [len(way) for way in ways] == [4]
    assert {one.rule for one in check(problem, Plan(tuple(held(problem, ways[0]))))} == {"at_a_place"}
    assert (dispute.proof, dispute.is_settled) == (None, False)


def test_a_dispute_leaves_nothing_behind():
    problem = full_problem(1, people=16)
    dispute = Dispute(problem, lay_out(problem, 0))
    dispute.begin()
    process = dispute._child._process

    dispute.end()
    dispute.end()

    assert process.returncode is not None
    assert list(dispute.ways()) == []


def test_the_question_survives_the_way_to_the_other_process():
    asked = question(lay_out(locked_problem(3), 0))
    said, again = [], []
    settle(asked, said.append)
    settle(Question.read(asked.as_text()), again.append)

    assert again == said


def test_what_is_too_large_is_not_asked():
    slots = tuple(Slot(str(t), day=str(t)) for t in range(1_000))
    people = tuple(Participant(f"p{k}") for k in range(400))
    meetings = tuple(Meeting(f"m{k}", (f"p{k}", f"p{k + 200}"), locked=True) for k in range(200))
    grid = lay_out(Problem(slots, (Place("t"),), people, meetings), 0)
    dispute = Dispute(Problem(slots, (Place("t"),), people, meetings), grid)

    dispute.begin()

    assert question(grid) is None
    assert list(dispute.ways()) == []


def test_interpreters_who_never_come_are_no_way():
    problem = forum(2, ["ab", "cd"], interpreters=(Interpreter("i", (("de", "ru"),), unavailable=frozenset("1")),))
    problem = replace(problem, meetings=tuple(replace(one, interpreted=True) for one in problem.meetings))

    asked = question(lay_out(problem, 0))

    assert asked.options == [[(1, [0])], [(1, [0])]]


def test_without_the_solver_a_small_contradiction_stays_as_large_as_it_is(monkeypatch):
    problem = forum(2, ["ab", "ac", "bc", "de"])
    assert shrunk(problem, lay_out(problem, 0)).meetings == ("ab", "ac", "bc")

    monkeypatch.setitem(sys.modules, "pysat.solvers", None)
    monkeypatch.delitem(sys.modules, "handschlag.engine.scheduling.conflict.shrinking")
    whole = shrunk(problem, lay_out(problem, 0))

    assert (whole.meetings, whole.rules) == (("ab", "ac", "bc", "de"), RULES)
    assert verify(problem, whole).holds is True


@pytest.mark.slow
def test_the_process_answers_in_lines_of_json():
    problem = forum(2, ["ab", "ac", "bc"])
    asked = question(lay_out(problem, 0)).as_text()

    done = subprocess.run(
        [sys.executable, "-m", "handschlag.engine.scheduling.conflict"],
        input=asked,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.splitlines()[-1] == '{"meetings": [0, 1, 2], "rules": [], "is_final": true}'


def test_the_rules_that_can_be_named_are_the_same_for_who_claims_and_for_who_verifies():
    assert set(RULES) == set(exhaustion.RULES)
