import re
from dataclasses import replace

import pytest

from handschlag.engine.scheduling.problem import (
    Goals,
    Interpreter,
    Level,
    Meeting,
    Participant,
    Place,
    Problem,
    Representative,
    Room,
    Slot,
)

GOOD = Problem(
    slots=(Slot("s1", "d1", "morning", "2027-03-10T10:00", 20), Slot("s2", "d1", "morning", "2027-03-10T10:20", 20)),
    places=(Place("t1", room="north", closed=frozenset({"s2"})),),
    participants=(
        Participant("a", home_place="t1", representatives=(Representative("a1", {"de": "C2"}, frozenset({"s2"})),)),
        Participant("b", unavailable=frozenset({"s2"})),
        Participant("c"),
    ),
    meetings=(Meeting("ab", ("a", "b"), representatives={"a": ("a1",)}), Meeting("bc", ("b", "c"))),
    interpreters=(Interpreter("i1", (("de", "ru"),)),),
    rooms=(Room("north", {"south": 1}), Room("south")),
    precedences=(("ab", "bc"),),
)
A, B, C = GOOD.participants
AB, BC = GOOD.meetings


def slots(n, **common):
    return tuple(Slot(f"s{k}", **common) for k in range(n))


def away(slot):
    return frozenset({slot})


BAD = [
    # every id once
    ({"slots": (*GOOD.slots, Slot("s2"))}, 'slot "s2" stands twice: expected each id once'),
    ({"places": GOOD.places * 2}, 'place "t1" stands twice: expected each id once'),
    ({"rooms": (*GOOD.rooms, Room("north"))}, 'room "north" stands twice: expected each id once'),
    ({"participants": (A, B, C, B)}, 'participant "b" stands twice: expected each id once'),
    ({"interpreters": GOOD.interpreters * 2}, 'interpreter "i1" stands twice: expected each id once'),
    ({"meetings": (AB, BC, AB)}, 'meeting "ab" stands twice: expected each id once'),
    (
        {"participants": (replace(A, representatives=A.representatives * 2), B, C)},
        'representative "a1" stands twice: expected each id once',
    ),
    # slots
    ({"slots": ()}, "slots: expected at least one slot, got none"),
    (
        {"slots": (Slot("s1", "d1"), Slot("s2", "d2"), Slot("s3", "d1"))},
        'slot "s3": expected the slots of day "d1" to stand together',
    ),
    (
        {"slots": (Slot("s1", start="2027-03-10T10:20"), Slot("s2", start="2027-03-10T10:00"))},
        'slot "s2" starts before slot "s1": expected slots in order of time',
    ),
    ({"slots": (Slot("s1"), Slot("s2", minutes=0))}, 'slot "s2": minutes: expected 1 or more, got 0'),
    ({"slots": slots(61)}, 'slot "s0": expected at most 60 slots until the next pause or day, got 61'),
    # goals
    (
        {"language_level": "B3"},
        'problem: language_level: expected one of A1, A2, B1, B2, C1, C2, native, got "B3"',
    ),
    ({"goals": Goals(fairness=-1)}, "objective: fairness: expected 0 or more, got -1"),
    # rooms and places
    ({"rooms": (Room("north", {"west": 1}),)}, 'room "north": walk: unknown room "west"'),
    (
        {"rooms": (Room("north", {"north": -1}),)},
        'room "north": walk: expected a number from 0 to 1,000,000, got -1',
    ),
    ({"places": (Place("t1", "chair"),)}, 'place "t1": kind: expected one of table, booth, room, visit, got "chair"'),
    ({"places": (Place("t1", closed=away("s9")),)}, 'place "t1": closed: unknown slot "s9"'),
    ({"places": (Place("t1", room="west"),)}, 'place "t1": room: unknown room "west"'),
    # participants
    ({"participants": (replace(A, unavailable=away("s9")), B, C)}, 'participant "a": unavailable: unknown slot "s9"'),
    (
        {"participants": (replace(A, max_meetings=-1), B, C)},
        'participant "a": max_meetings: expected 0 or more, got -1',
    ),
    (
        {"participants": (replace(A, min_meetings=-1), B, C)},
        'participant "a": min_meetings: expected 0 or more, got -1',
    ),
    ({"participants": (replace(A, home_place="t9"), B, C)}, 'participant "a": home_place: unknown place "t9"'),
    (
        {"participants": (replace(A, representatives=(Representative("a1", {}, away("s9")),)), B, C)},
        'representative "a1" of participant "a": unavailable: unknown slot "s9"',
    ),
    (
        {"participants": (replace(A, representatives=(Representative("a1", {"de": "good"}),)), B, C)},
        'representative "a1" of participant "a": language "de": '
        'expected one of A1, A2, B1, B2, C1, C2, native, got "good"',
    ),
    # interpreters
    (
        {"interpreters": (Interpreter("i1", (), away("s9")),)},
        'interpreter "i1": unavailable: unknown slot "s9"',
    ),
    (
        {"interpreters": (Interpreter("i1", (), max_meetings=-1),)},
        'interpreter "i1": max_meetings: expected 0 or more, got -1',
    ),
    (
        {"interpreters": (Interpreter("i1", (), max_consecutive=0),)},
        'interpreter "i1": max_consecutive: expected 1 or more, got 0',
    ),
    (
        {"interpreters": (Interpreter("i1", (("de", "de"),)),)},
        "interpreter \"i1\": pairs: expected two different languages, got ['de', 'de']",
    ),
    (
        {"interpreters": (Interpreter("i1", (("de", "ru", "en"),)),)},
        "interpreter \"i1\": pairs: expected two different languages, got ['de', 'ru', 'en']",
    ),
    # meetings
    ({"meetings": (Meeting("ab", ("a", "b", "c")), BC)}, 'meeting "ab": parties: expected two participants, got 3'),
    ({"meetings": (Meeting("ab", ("a", "x")), BC)}, 'meeting "ab": parties: unknown participant "x"'),
    ({"meetings": (Meeting("ab", ("b", "b")), BC)}, 'meeting "ab": parties: participant "b" cannot meet herself'),
    (
        {"meetings": (replace(AB, mode="walk"), BC)},
        'meeting "ab": mode: expected one of table, booth, room, visit, virtual, got "walk"',
    ),
    (
        {"meetings": (replace(AB, weight=-1), BC)},
        'meeting "ab": weight: expected a number from 0 to 1,000,000, got -1',
    ),
    (
        {"meetings": (replace(AB, weight=float("nan")), BC)},
        'meeting "ab": weight: expected a number from 0 to 1,000,000, got nan',
    ),
    ({"meetings": (replace(AB, weight=0.0004), BC)}, 'meeting "ab": weight: expected at least 0.001, got 0.0004'),
    ({"meetings": (replace(AB, part="night"), BC)}, 'meeting "ab": part: unknown part of the day "night"'),
    ({"meetings": (replace(AB, fixed="s9"), BC)}, 'meeting "ab": fixed: unknown slot "s9"'),
    ({"meetings": (replace(AB, representatives={"c": ()}), BC)}, 'meeting "ab": representatives: unknown party "c"'),
    (
        {"meetings": (replace(AB, representatives={"b": ("a1",)}), BC)},
        'meeting "ab": representatives: unknown representative of "b" "a1"',
    ),
    # precedences
    ({"precedences": (("ab", "xy"),)}, 'precedence "ab" before "xy": meetings: unknown meeting "xy"'),
    ({"precedences": (("ab", "ab"),)}, 'precedences: meeting "ab" cannot come before itself'),
]


@pytest.mark.parametrize(("change", "sentence"), BAD, ids=[sentence for _, sentence in BAD])
def test_parts_that_contradict_each_other_are_refused_with_one_sentence(change, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        replace(GOOD, **change)


@pytest.mark.parametrize(
    ("name", "kind", "most"),
    [
        ("slots", Slot, 1_000),
        ("rooms", Room, 1_000),
        ("places", Place, 20_000),
        ("participants", Participant, 50_000),
        ("interpreters", lambda name: Interpreter(name, ()), 5_000),
    ],
)
def test_too_many_are_refused_in_one_sentence(name, kind, most):
    too_many = tuple(kind(f"x{k}") for k in range(most + 1))

    with pytest.raises(ValueError, match=f"^{name}: expected at most {most:,}, got {most + 1:,}$"):
        replace(GOOD, **{name: too_many})


def test_too_many_meetings_for_so_many_slots_are_refused_in_one_sentence():
    sentence = "meetings: expected at most 50,000,000 meetings times slots, got 50,001,000"
    meetings = tuple(Meeting(f"{k}", "ab") for k in range(50_001))

    with pytest.raises(ValueError, match=f"^{sentence}$"):
        replace(GOOD, slots=slots(1_000, adjacent_to_previous=False), meetings=meetings)


def test_a_room_of_a_place_need_not_be_listed_when_no_rooms_are():
    assert replace(GOOD, rooms=()).places[0].room == "north"


@pytest.mark.parametrize(("level", "weight"), [(Level.MUST, 4), (Level.WANT, 2), (Level.POSSIBLE, 1)])
def test_a_meeting_has_the_usual_weight_of_its_level_unless_it_says_another(level, weight):
    assert (Meeting("ab", ("a", "b"), level).value, Meeting("ab", ("a", "b"), level, 0.5).value) == (weight, 0.5)


OPEN, PAUSE, TIGHT = None, False, True
"""What a slot says of ``adjacent_to_previous``."""

DAYS = [
    # (day and adjacency of each slot, joined, stretches with free noon, stretches without)
    ([("", OPEN)], (0,), [[0]], [[0]]),
    ([("", OPEN)] * 3, (0, 1, 1), [[0, 1, 2]], [[0, 1, 2]]),
    ([("", OPEN), ("", PAUSE), ("", OPEN)], (0, 0, 1), [[0], [1, 2]], [[0, 1, 2]]),
    ([("", PAUSE), ("", TIGHT)], (0, 1), [[0, 1]], [[0, 1]]),
    ([("d1", OPEN), ("d2", OPEN), ("d2", OPEN)], (0, 0, 1), [[0], [1, 2]], [[0], [1, 2]]),
    ([("d1", OPEN), ("d2", TIGHT), ("d2", PAUSE)], (0, 0, 0), [[0], [1], [2]], [[0], [1, 2]]),
]


@pytest.mark.parametrize(("days", "joined", "free", "strict"), DAYS)
def test_slots_are_joined_within_a_day_and_apart_at_night_and_at_a_pause(days, joined, free, strict):
    given = tuple(Slot(f"s{k}", day, adjacent_to_previous=said) for k, (day, said) in enumerate(days))
    problem = Problem(given, (), (), ())

    assert problem.joined() == tuple(map(bool, joined))
    assert [list(group) for group in problem.stretches()] == free
    assert [list(group) for group in replace(problem, goals=Goals(free_noon=False)).stretches()] == strict
