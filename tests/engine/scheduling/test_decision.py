"""How few breaks there can be, decided: as trying everything says, and by processes that leave nothing behind."""

import json
import random
import subprocess
import sys
import time
from dataclasses import replace
from itertools import product

import pytest

from handschlag.engine.scheduling import Status, check, decision, objective, solve
from handschlag.engine.scheduling.bounds import Facts
from handschlag.engine.scheduling.grid import lay_out
from handschlag.engine.scheduling.plan import Held
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
from handschlag.engine.scheduling.prover import Prover


def drawn(dice):
    """A few meetings in a few slots: pauses, absences, fixed slots, an order, few tables, now and then fairness."""
    slots = tuple(Slot(f"s{t}", adjacent_to_previous=t > 0 and dice.random() < 0.8) for t in range(dice.randint(2, 5)))
    people = range(dice.randint(2, 4))
    pairs = [(a, b) for a in people for b in people if a < b]
    chosen = dice.sample(pairs, min(len(pairs), dice.randint(1, 5)))
    away = {p: frozenset(s.id for s in slots if dice.random() < 0.15) for p in people}
    meetings = tuple(
        Meeting(f"m{a}{b}", (f"p{a}", f"p{b}"), fixed=dice.choice(slots).id if dice.random() < 0.1 else None)
        for a, b in chosen
    )
    order = ((meetings[0].id, meetings[-1].id),) if len(meetings) > 1 and dice.random() < 0.4 else ()
    return Problem(
        slots,
        tuple(Place(f"t{k}") for k in range(dice.randint(1, 2))),
        tuple(Participant(f"p{p}", unavailable=away[p]) for p in people),
        meetings,
        precedences=order,
        goals=Goals(fairness=dice.choice([None, None, 0, 1]), free_noon=dice.random() < 0.5),
    )


def fewest_breaks(problem):
    """By trying every slot for every meeting; None if they cannot all be held."""
    found = []
    names = [place.id for place in problem.places]
    for chosen in product(problem.slots, repeat=len(problem.meetings)):
        used = dict.fromkeys((slot.id for slot in problem.slots), 0)
        held = []
        for meeting, slot in zip(problem.meetings, chosen, strict=True):
            used[slot.id] += 1
            held.append(Held(meeting.id, slot.id, names[used[slot.id] - 1] if used[slot.id] <= len(names) else None))
        if any(one.place is None for one in held):
            continue
        if not {one.rule for one in check(problem, held_only(held))}:
            found.append(objective.value(problem, held).breaks)
    return min(found, default=None)


def held_only(held):
    from handschlag.engine.scheduling.plan import Plan

    return Plan(tuple(held))


def asked(problem, **facts):
    grid = lay_out(problem, 0)
    question = decision.question(grid, Facts(grid), problem.stretches())
    return grid, None if question is None else replace(question, **facts)


def climbed(question):
    told = []
    decision.climb(question, told.append)
    return told


@pytest.mark.slow
@pytest.mark.parametrize("problems", [60, pytest.param(2_000, marks=pytest.mark.long)])
def test_it_finds_as_few_breaks_as_trying_everything(problems):
    dice = random.Random(11)
    decided = 0
    for _ in range(problems):
        problem = drawn(dice)
        grid, question = asked(problem)
        if question is None:
            continue
        truth = fewest_breaks(problem)
        told = climbed(question)

        if told and told[-1]["slots"] is not None:
            decided += 1
            slots = {
                meeting.id: problem.slots[t].id
                for meeting, t in zip(grid.names.meetings, told[-1]["slots"], strict=True)
            }
            held = [Held(meeting.id, slots[meeting.id]) for meeting in problem.meetings]
            assert objective.value(problem, held).breaks == told[-1]["breaks"] == truth
        else:
            # Where everybody might have a break it says nothing about fairness, and stops.
            assert truth is None or truth >= len(problem.participants)
    assert decided > problems / 3


def test_each_number_from_the_bound_on_is_decided():
    """Four meetings in a ring at one table, the one between two of them in the middle slot."""
    problem = Problem(
        tuple(Slot(f"s{t}") for t in range(5)),
        (Place("t"),),
        tuple(Participant(p) for p in "abcd"),
        (
            Meeting("ab", ("a", "b")),
            Meeting("cd", ("c", "d")),
            Meeting("ac", ("a", "c"), fixed="s2"),
            Meeting("bd", ("b", "d")),
        ),
    )
    _, question = asked(problem)

    told = climbed(question)

    assert [answer["breaks"] for answer in told] == list(range(question.bound, told[-1]["breaks"] + 1))
    assert [answer["slots"] is None for answer in told] == [True] * (len(told) - 1) + [False]
    assert told[-1]["breaks"] == fewest_breaks(problem)


def test_where_somebody_interprets_or_cannot_come_it_is_not_asked():
    german, russian = (Representative("r", {code: "C1"}) for code in ("de", "ru"))
    people = (
        Participant("a", representatives=(german,)),
        Participant("b", representatives=(replace(russian, id="q"),)),
    )
    problem = Problem(
        (Slot("s"),), (Place("t"),), people, (Meeting("ab", ("a", "b")),), (Interpreter("i", (("de", "ru"),)),)
    )

    assert asked(problem)[1] is None
    assert (
        asked(replace(problem, participants=(Participant("a", unavailable=frozenset("s")), Participant("b"))))[1]
        is None
    )


@pytest.fixture
def tight():
    """Seven and seven, three meetings each, six slots, four tables: two have to wait, and the bounds do not see it."""
    people = tuple(Participant(f"{side}{k}") for side in "ab" for k in range(7))
    meetings = tuple(Meeting(f"{i}-{k}", (f"a{i}", f"b{(i + k) % 7}")) for i in range(7) for k in (1, 2, 4))
    return Problem(tuple(Slot(f"s{t}") for t in range(6)), tuple(Place(f"t{k}") for k in range(4)), people, meetings)


@pytest.mark.slow
def test_the_search_takes_over_what_is_decided(tight):
    told = []

    plan = solve(tight, seconds=30, on_progress=told.append)

    assert (plan.status, check(tight, plan)) == (Status.OPTIMAL, [])
    assert (plan.value.breaks, plan.bound.breaks) == (2, 2)
    assert "prove" in {one.phase for one in told}


def test_limited_by_moves_nobody_else_is_asked(tight):
    plan = solve(tight, moves=200_000)

    assert (plan.status, plan.bound.breaks) == (Status.FEASIBLE, 0)


def followed(prover):
    """All its answers, in their order."""
    answers, deadline = [], time.monotonic() + 60
    while prover.is_at_work and time.monotonic() < deadline:
        answers += prover.answers()
        time.sleep(0.01)
    return answers


@pytest.mark.slow
def test_a_prover_answers_until_there_is_a_plan_and_leaves_nothing_behind(tight):
    prover = Prover(asked(tight)[1])

    answers = followed(prover)
    prover.end()

    assert [(answer["breaks"], answer["slots"] is None) for answer in answers] == [(0, True), (1, True), (2, False)]
    assert [child._process.returncode for child in prover._team] == [0]
    assert list(prover.answers()) == []


@pytest.mark.slow
def test_whoever_takes_long_gets_another_one_beside_him_who_begins_where_he_is(tight, monkeypatch):
    monkeypatch.setattr("handschlag.engine.scheduling.prover.ALONE", 0)
    prover = Prover(asked(tight, proven=1)[1])

    answers = followed(prover)
    prover.end()

    assert {(answer["breaks"], answer["slots"] is None) for answer in answers} == {(1, True), (2, False)}
    assert [child._process.returncode is None for child in prover._team] == [False, False]


def test_a_number_that_is_proven_otherwise_is_not_asked_again(tight):
    told = climbed(asked(tight, proven=2)[1])

    assert [(answer["breaks"], answer["slots"] is None) for answer in told] == [(2, False)]


def test_without_the_solver_the_process_ends_and_says_nothing(tight):
    _, question = asked(tight)
    program = "import sys; sys.modules['pysat'] = None; sys.modules['pysat.solvers'] = None\n"
    program += "from handschlag.engine.scheduling import decision; decision.main()"

    done = subprocess.run(
        [sys.executable, "-c", program], input=decision.as_text(question), capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (1, "")


@pytest.mark.slow
def test_the_question_survives_the_way_to_the_other_process(tight):
    _, question = asked(tight, hint=[0] * len(tight.meetings), proven=2)

    read = decision.Question(**json.loads(decision.as_text(question)))

    assert climbed(read) == climbed(question)
