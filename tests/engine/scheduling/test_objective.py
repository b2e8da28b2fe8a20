from dataclasses import replace

import pytest

from handschlag.engine.scheduling.objective import breaks_of, gaps, place_changes, value, weight
from handschlag.engine.scheduling.plan import Held, Value
from handschlag.engine.scheduling.problem import Goals, Level, Meeting, Participant, Place, Problem, Slot

LUNCH = (Slot("s1"), Slot("s2"), Slot("s3"), Slot("s4", adjacent_to_previous=False), Slot("s5"), Slot("s6"))
TWO_DAYS = tuple(replace(slot, day="d1" if k < 3 else "d2") for k, slot in enumerate(LUNCH))


def forum(slots, free_noon=True, **changes):
    """One host ``a`` whom six guests may meet, one of them in each slot: meeting ``1`` in s1 and so on."""
    numbers = [str(k + 1) for k in range(len(slots))]
    return replace(
        Problem(
            slots,
            (Place("t1"), Place("t2")),
            (Participant("a"), *(Participant(f"g{k}") for k in numbers)),
            tuple(Meeting(k, ("a", f"g{k}")) for k in numbers),
            goals=Goals(free_noon=free_noon),
        ),
        **changes,
    )


def held(busy, places=""):
    """Meetings in the slots whose numbers are given, at the places whose numbers are given."""
    return [
        Held(k, f"s{k}", f"t{place}" if place else None) for k, place in zip(busy, places or [""] * 9, strict=False)
    ]


@pytest.mark.parametrize(
    ("busy", "free", "strict", "two_days"),
    [
        ("", 0, 0, 0),
        ("3", 0, 0, 0),
        ("123456", 0, 0, 0),
        ("13", 1, 1, 1),
        ("34", 0, 0, 0),
        ("25", 0, 1, 0),
        ("16", 0, 1, 0),
        ("1346", 2, 2, 2),
        ("146", 1, 2, 1),
        ("1356", 1, 2, 1),
    ],
)
def test_an_idle_gap_is_one_break_however_long_and_lunch_and_night_are_free(busy, free, strict, two_days):
    counted = [
        breaks_of(problem, held(busy))["a"]
        for problem in (forum(LUNCH), forum(LUNCH, free_noon=False), forum(TWO_DAYS), forum(TWO_DAYS, free_noon=False))
    ]

    assert counted == [free, strict, two_days, two_days]


def test_a_slot_that_the_participant_cannot_take_is_a_break_all_the_same():
    problem = forum(LUNCH)
    away = replace(problem.participants[0], unavailable=frozenset({"s2"}))

    assert breaks_of(replace(problem, participants=(away, *problem.participants[1:])), held("13"))["a"] == 1


def test_breaks_are_counted_for_everybody_even_without_a_meeting():
    assert breaks_of(forum(LUNCH[:3]), held("13")) == {"a": 1, "g1": 0, "g2": 0, "g3": 0}


def test_gaps_do_not_depend_on_the_order_in_which_slots_are_named():
    assert (gaps([]), gaps([4]), gaps([7, 1, 4]), gaps({0, 1, 2})) == (0, 0, 2, 0)


def test_a_plan_is_worth_its_unmet_musts_lost_weight_breaks_and_their_difference():
    problem = forum(LUNCH[:4], free_noon=False)
    levels = (
        replace(problem.meetings[0], level=Level.MUST),
        replace(problem.meetings[1], level=Level.MUST, weight=0.1),
        replace(problem.meetings[2], weight=0.2),
        problem.meetings[3],
    )
    problem = replace(problem, meetings=levels)

    assert value(problem, held("14")) == Value(1, 0.3, 1, 1)
    assert value(problem, held("1234")) == Value(0, 0, 0, 0)
    assert value(problem, held("")) == Value(2, 6.3, 0, 0)
    assert value(replace(problem, goals=Goals(must_first=False)), held("14")).key() == (0, 0.3, 0, 0)


def test_the_difference_in_breaks_is_between_the_most_and_the_fewest():
    guests = [Meeting(f"{k}", (one, "b")) for k, one in zip((1, 3, 5), ("a", "c", "a"), strict=True)]
    problem = Problem((*LUNCH[:3], Slot("s4"), Slot("s5")), (), tuple(map(Participant, "abc")), tuple(guests))

    # a waits once (slots 1 and 5), b twice (1, 3 and 5), c never
    assert value(problem, held("135")) == Value(0, 0, 3, 2)


def test_nothing_at_all_is_worth_nothing():
    assert value(Problem((Slot("s1"),), (), (), ()), ()) == Value(0, 0, 0, 0)


def test_sums_of_weights_are_free_of_rounding_noise():
    assert weight([Meeting(f"{k}", ("a", "b"), weight=0.1) for k in range(3)]) == 0.3


@pytest.mark.parametrize(
    ("slots", "busy", "places", "changes"),
    [
        (LUNCH, "", "", 0),
        (LUNCH, "1", "1", 0),
        (LUNCH, "123", "111", 0),
        (LUNCH, "123", "121", 2),
        (LUNCH, "14", "12", 1),
        (TWO_DAYS, "34", "12", 0),
        (LUNCH, "321", "122", 1),
        (TWO_DAYS, "1346", "1122", 0),
    ],
)
def test_a_place_change_is_a_move_between_two_meetings_of_the_same_day(slots, busy, places, changes):
    assert place_changes(forum(slots), held(busy, places)) == changes


def test_a_virtual_meeting_between_two_others_does_not_move_anybody():
    assert place_changes(forum(LUNCH), [*held("1", "1"), Held("2", "s2"), *held("3", "1")]) == 0


def test_both_parties_of_a_meeting_may_have_to_move():
    problem = Problem(
        LUNCH[:2],
        (Place("t1"), Place("t2")),
        tuple(map(Participant, "ab")),
        (Meeting("1", ("a", "b")), Meeting("2", ("b", "a"))),
    )

    assert place_changes(problem, held("12", "12")) == 2
