import argparse
import hashlib
import re
from collections import Counter
from dataclasses import asdict, replace

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from handschlag.engine.scheduling import rules
from handschlag.engine.scheduling.attendance import Attendance
from handschlag.engine.scheduling.generate import Recipe, add_arguments, demo_like, from_arguments, generate, planted
from handschlag.engine.scheduling.plan import Reason
from handschlag.engine.scheduling.problem import Level, Problem


@st.composite
def recipes(draw):
    participants, slots = draw(st.integers(4, 40)), draw(st.integers(1, 14))
    most = participants * min(slots, participants // 2) // 4
    return Recipe(
        participants=participants,
        slots=slots,
        meetings=draw(st.integers(0, most)),
        seed=draw(st.integers(0, 2**32)),
        days=draw(st.integers(1, min(3, slots))),
        pools=draw(st.integers(0, 3)),
        interpreted=draw(st.sampled_from([0, 0.15, 0.5, 1])),
        slack=draw(st.sampled_from([0, 0.12, 1])),
        absent=draw(st.sampled_from([0, 0.08, 0.3])),
        popularity=draw(st.sampled_from([0, 1, 3])),
        overload=draw(st.sampled_from([0, 0, 0.3])),
        limit=draw(st.sampled_from([0, 0.3])),
        rest=draw(st.sampled_from([None, 1, 3])),
        lunch=draw(st.sampled_from([None, 1])),
        two_sided=draw(st.booleans()),
    )


def needing(problem: Problem) -> int:
    """Meetings that would need an interpreter if everybody were there."""
    always_there = tuple(replace(one, unavailable=frozenset()) for one in problem.participants)
    attendance = Attendance(replace(problem, participants=always_there))
    return sum(attendance.interpreters(meeting, problem.slots[0].id) is not None for meeting in problem.meetings)


def canonical(thing: object) -> object:
    """The same words for the same data, whatever order sets have."""
    match thing:
        case dict():
            return [[name, canonical(value)] for name, value in thing.items()]
        case frozenset():
            return sorted(thing)
        case list() | tuple():
            return [canonical(value) for value in thing]
    return thing


def digest(problem: Problem) -> str:
    return hashlib.sha256(repr(canonical(asdict(problem))).encode()).hexdigest()[:16]


@settings(max_examples=30, deadline=None)
@given(recipes())
def test_the_planted_plan_keeps_every_rule_and_holds_all_that_surely_fits(recipe):
    try:
        problem, plan = planted(recipe)
    except ValueError:
        reject()

    assert rules.check(problem, plan) == []
    assert len(problem.meetings) == recipe.wishes
    assert len(plan.held) >= recipe.meetings
    assert len(plan.held) + len(plan.unplaced) == recipe.wishes
    if not recipe.overload:
        assert plan.value.key()[:2] == (0, 0)


@settings(max_examples=30, deadline=None)
@given(recipes())
def test_meetings_are_of_different_pairs_and_of_two_sides(recipe):
    try:
        problem = generate(recipe)
    except ValueError:
        reject()

    side = {participant.id: participant.side for participant in problem.participants}
    assert len({frozenset(meeting.parties) for meeting in problem.meetings}) == recipe.wishes
    assert not recipe.two_sided or all(side[x] != side[y] for x, y in (m.parties for m in problem.meetings))


@pytest.mark.parametrize("interpreted", [0.0, 0.15, 0.4, 1.0])
@pytest.mark.parametrize("two_sided", [True, False])
def test_as_many_meetings_need_an_interpreter_as_the_recipe_says(interpreted, two_sided):
    problem, plan = planted(Recipe(meetings=300, pools=2, interpreted=interpreted, two_sided=two_sided))

    wanted = round(interpreted * 300)
    assert (needing(problem), sum(one.interpreter is not None for one in plan.held)) == (wanted, wanted)


def test_without_interpreters_everybody_understands_everybody():
    assert needing(generate(Recipe())) == 0


@pytest.mark.parametrize("levels", [(0.2, 0.4, 0.4), (1, 2, 2), (90, 180, 180)])
def test_levels_are_given_as_shares_or_as_numbers(levels):
    problem = generate(Recipe(levels=levels))

    numbers = Counter(meeting.level for meeting in problem.meetings)
    assert numbers == {Level.MUST: 90, Level.WANT: 180, Level.POSSIBLE: 180}


def test_the_same_recipe_makes_the_same_forum_and_another_seed_another():
    recipe = Recipe(participants=40, meetings=80, pools=2, limit=0.2, precedences=5)

    assert planted(recipe) == planted(recipe)
    assert planted(recipe)[0] == generate(recipe)
    assert generate(recipe).meetings != generate(replace(recipe, seed=2)).meetings


@pytest.mark.parametrize(
    ("recipe", "known"),
    [
        (Recipe(), "322b173b484524ff"),
        (Recipe(participants=60, meetings=150, slots=14, days=2, pools=3, rest=3, overload=0.2), "b85b1ab44d6b86cd"),
        (demo_like(1), "0690d18a5c4babfe"),
    ],
)
def test_a_forum_is_the_same_on_every_machine_and_every_python(recipe, known):
    assert digest(generate(recipe)) == known


def test_slots_have_times_and_a_pause_at_noon_of_each_day():
    slots = generate(Recipe(participants=10, meetings=0, slots=6, days=2)).slots

    assert [(slot.id, slot.start, slot.part, slot.adjacent_to_previous) for slot in slots] == [
        ("d1s01", "2027-03-10T10:00", "morning", None),
        ("d1s02", "2027-03-10T11:20", "afternoon", False),
        ("d1s03", "2027-03-10T11:40", "afternoon", None),
        ("d2s01", "2027-03-11T10:00", "morning", None),
        ("d2s02", "2027-03-11T11:20", "afternoon", False),
        ("d2s03", "2027-03-11T11:40", "afternoon", None),
    ]


@pytest.mark.parametrize(("lunch", "morning"), [(None, 4), (1, 0), (4, 3), (10, 9)])
def test_noon_lies_before_the_slot_of_lunch(lunch, morning):
    slots = generate(Recipe(lunch=lunch)).slots

    assert sum(slot.part == "morning" for slot in slots) == morning
    assert [slot.id for slot in slots if slot.adjacent_to_previous is False] == (
        [f"d1s{morning + 1:02d}"] if morning else []
    )


def test_tables_are_what_is_needed_and_the_slack_or_as_many_as_told():
    assert len(generate(Recipe(meetings=450, slots=10, slack=0.2)).places) == 54
    assert len(generate(Recipe(meetings=450, slots=10, slack=0)).places) == 45
    assert len(generate(Recipe(meetings=450, slots=10, tables=70)).places) == 70


def test_absences_limits_and_rest_are_as_told():
    problem = generate(Recipe(absent=0.1, limit=0.5, pools=1, interpreters=12, rest=4))

    away = sum(len(participant.unavailable) for participant in problem.participants)
    assert away == pytest.approx(150, abs=3)
    assert sum(participant.max_meetings is not None for participant in problem.participants) == pytest.approx(
        75, abs=20
    )
    assert [one.max_consecutive for one in problem.interpreters] == [4] * 12


def test_the_popular_have_as_many_meetings_as_there_are_slots():
    meetings = Counter(party for one in generate(Recipe(absent=0)).meetings for party in one.parties)

    assert meetings.most_common(1)[0][1] == 10


def test_precedences_follow_the_planted_plan():
    problem, plan = planted(Recipe(precedences=200))

    assert len(set(problem.precedences)) == 200
    assert rules.check(problem, plan) == []


def test_overload_adds_wishes_that_need_not_fit():
    problem, plan = planted(Recipe(overload=0.5))

    assert (len(problem.meetings), len(problem.places)) == (675, 51)
    assert 450 <= len(plan.held) <= 510
    assert plan.value.lost > 0


def test_the_demo_has_far_more_wishes_than_can_be_met():
    problem, plan = planted(demo_like(1))

    assert rules.check(problem, plan) == []
    assert Counter(participant.side for participant in problem.participants) == {"a": 64, "b": 72}
    assert Counter(meeting.level.value for meeting in problem.meetings) == {"must": 90, "want": 190, "possible": 170}
    assert [slot.part for slot in problem.slots] == ["morning"] * 3 + ["afternoon"] * 7
    assert (len(problem.places), len(problem.interpreters), needing(problem)) == (24, 9, 176)
    assert [one.pairs for one in problem.interpreters[1:3]] == [(("de", "ru"), ("en", "ru")), (("de", "ru"),)]
    assert {one.reason for one in plan.unplaced} >= {Reason.PLACE, Reason.BUSY, Reason.LIMIT}


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(participants=1, meetings=0, slots=1),
        Recipe(participants=2, meetings=1, slots=1, absent=0),
        Recipe(participants=20, meetings=100, slots=60, pools=16),
        Recipe(participants=20, meetings=30, slots=160, days=2, lunch=40),
    ],
)
def test_extreme_recipes_make_forums(recipe):
    problem, plan = planted(recipe)

    assert rules.check(problem, plan) == []
    assert len(plan.held) == recipe.meetings


@pytest.mark.parametrize("participants", [1_000, pytest.param(5_000, marks=pytest.mark.long)])
def test_a_large_forum_is_made(participants):
    problem = generate(Recipe(participants=participants, meetings=4 * participants, slots=16))

    assert (len(problem.participants), len(problem.meetings)) == (participants, 4 * participants)


def test_too_many_meetings_are_refused_with_the_number_that_fits():
    sentence = (
        "meetings: expected at most 300, as many as were made to fit 150 participants, 10 slots and 30 tables, got 450"
    )

    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        generate(Recipe(meetings=450, tables=30))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"participants": 0}, "participants: expected a number from 1 to 50,000, got 0"),
        ({"participants": 50_001}, "participants: expected a number from 1 to 50,000, got 50,001"),
        ({"meetings": -1}, "meetings: expected a number from 0 to 200,000, got -1"),
        ({"meetings": 5_626}, "meetings: expected at most 5,625, one for each pair that can meet, got 5,626"),
        (
            {"meetings": 150_000, "overload": 1},
            "meetings with overload: expected a number from 0 to 200,000, got 300,000",
        ),
        ({"slots": 0}, "slots: expected a number from 1 to 1,000, got 0"),
        ({"days": 11}, "days: expected a number from 1 to 10, got 11"),
        ({"lunch": 11}, "lunch: expected a number from 1 to 10, got 11"),
        ({"rest": 0}, "rest: expected a number from 1 to 1,000, got 0"),
        ({"absent": float("nan")}, "absent: expected a number from 0 to 1, got nan"),
        ({"interpreters": 3}, "interpreters: expected none without language pairs (pools), got 3"),
        (
            {"interpreters": 1, "pools": 2},
            "interpreters: expected one or more for each of 2 pools or 0 for as many as needed, got 1",
        ),
        ({"levels": (0, 0, 0)}, "levels: expected shares or numbers of must, want and possible, got [0, 0, 0]"),
    ],
)
def test_a_bad_number_is_refused_with_one_sentence(wrong, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        Recipe(**wrong)


def test_more_precedences_than_pairs_of_meetings_are_refused():
    with pytest.raises(ValueError, match="precedences: expected at most"):
        generate(Recipe(participants=6, meetings=3, slots=3, precedences=4))


@pytest.mark.parametrize(
    ("flags", "recipe"),
    [
        ([], Recipe()),
        (["--participants", "20", "--meetings", "40", "--seed", "7"], Recipe(participants=20, meetings=40, seed=7)),
        (["--pools", "2", "--rest", "3", "--lunch", "5", "--slack", "0"], Recipe(pools=2, rest=3, lunch=5, slack=0)),
        (["--like", "demo"], demo_like(1)),
        (["--like", "demo", "--seed", "3", "--tables", "30"], replace(demo_like(3), tables=30)),
    ],
)
def test_flags_say_what_forum_to_make(flags, recipe):
    parser = argparse.ArgumentParser()
    add_arguments(parser)

    assert from_arguments(parser.parse_args(flags)) == recipe
