import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings

from handschlag.engine.scheduling.generate import Recipe, demo_like, planted
from handschlag.engine.scheduling.objective import place_changes
from handschlag.engine.scheduling.places import assign
from handschlag.engine.scheduling.plan import Held
from handschlag.engine.scheduling.problem import Meeting, Participant, Place, Problem, Room, Slot
from tests.engine.scheduling.strategies import SEEDS, small_problems

SLOTS = tuple(Slot(f"s{k}") for k in range(1, 5))


def forum(pairs, places, homes=None, rooms=()):
    """A meeting for each pair of names; ``homes`` maps a name to a home place."""
    names = sorted({name for pair in pairs for name in pair})
    people = tuple(Participant(name, home_place=(homes or {}).get(name)) for name in names)
    return Problem(
        SLOTS, tuple(places), people, tuple(Meeting(pair, tuple(pair)) for pair in pairs), rooms=tuple(rooms)
    )


def tables(n):
    return [Place(f"t{k}") for k in range(1, n + 1)]


def assert_seated(problem, slots):
    """Every meeting that needs one has an open place of its kind, and no place has two at a time."""
    chosen = assign(problem, slots)
    kinds = {meeting.id: meeting.mode for meeting in problem.meetings}
    places = {place.id: place for place in problem.places}

    assert chosen.keys() == {name for name in slots if kinds[name] != "virtual"}
    assert all(places[place].kind == kinds[name] for name, place in chosen.items())
    assert not any(slots[name] in places[place].closed for name, place in chosen.items())
    assert max(Counter((slots[name], place) for name, place in chosen.items()).values(), default=1) == 1


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(small_problems(), SEEDS)
def test_every_meeting_has_an_open_place_of_its_kind_for_itself(problem, seed):
    dice = random.Random(seed)
    free = Counter((p.kind, s.id) for p in problem.places for s in problem.slots if s.id not in p.closed)
    slots = {}
    for meeting in problem.meetings:
        slot = dice.choice(problem.slots).id
        if meeting.mode == "virtual" or free[meeting.mode, slot]:
            free[meeting.mode, slot] -= 1
            slots[meeting.id] = slot
    homes = tuple(replace(one, home_place=dice.choice(problem.places).id) for one in problem.participants)

    assert_seated(problem, slots)
    assert_seated(replace(problem, participants=homes), slots)


def test_the_home_place_of_a_party_is_preferred():
    problem = forum(["ab", "cd", "ef"], tables(3), {"d": "t1", "e": "t3"})

    assert assign(problem, dict.fromkeys(["ab", "cd", "ef"], "s1")) == {"ab": "t2", "cd": "t1", "ef": "t3"}


def test_a_home_place_counts_more_than_the_place_where_a_party_was():
    problem = forum(["ax", "ab"], tables(3), {"a": "t1", "x": "t1", "b": "t3"})
    stay = forum(["ax", "ab"], tables(3), {"x": "t2"})

    # a is at home at t1 and has just been there; b, at home at t3, has to come to her
    assert assign(problem, {"ax": "s1", "ab": "s2"}) == {"ax": "t1", "ab": "t1"}
    assert assign(stay, {"ax": "s1", "ab": "s2"}) == {"ax": "t2", "ab": "t2"}
    assert assign(forum(["ax", "ab"], tables(3), {"x": "t2", "b": "t3"}), {"ax": "s1", "ab": "s2"})["ab"] == "t3"


@pytest.mark.parametrize("home", [Place("h", "booth"), Place("h", closed=frozenset({"s1"}))])
def test_a_home_place_that_is_of_no_use_is_passed_over(home):
    assert assign(forum(["ab"], [home, Place("t1")], {"a": "h"}), {"ab": "s1"}) == {"ab": "t1"}


def test_those_who_meet_again_stay_where_they_are():
    problem = forum(["ab", "cd", "be", "bf", "gd"], tables(3))
    chosen = assign(problem, {"ab": "s1", "cd": "s1", "be": "s2", "bf": "s3", "gd": "s3"})

    assert chosen == {"ab": "t1", "cd": "t2", "be": "t1", "bf": "t1", "gd": "t2"}


def test_the_place_goes_to_those_of_whom_most_would_stay():
    problem = forum(["ac", "cd", "de", "ef"], tables(2))

    assert assign(problem, {"cd": "s1", "ef": "s2", "ac": "s3", "de": "s3"}) == {
        "cd": "t1",
        "ef": "t1",
        "ac": "t2",
        "de": "t1",
    }


def test_who_has_to_change_goes_to_the_nearest_room():
    rooms = [Room("north", {"south": 1, "east": 9}), Room("south"), Room("east")]
    places = [
        Place("n1", room="north", closed=frozenset({"s2"})),
        Place("e1", room="east"),
        Place("e2", room="east"),
        Place("s1", room="south"),
    ]
    problem = forum(["ab", "ac"], places, {"b": "n1"}, rooms)

    assert assign(problem, {"ab": "s1", "ac": "s2"}) == {"ab": "n1", "ac": "s1"}
    assert assign(replace(problem, places=(*places, Place("n2", room="north"))), {"ab": "s1", "ac": "s2"})["ac"] == "n2"


def test_nothing_held_needs_no_place():
    assert assign(forum(["ab"], []), {}) == {}


@pytest.mark.parametrize("recipe", [demo_like(1), Recipe(participants=80, meetings=240, days=2, slack=0.3)])
def test_far_fewer_change_their_place_than_if_places_were_drawn(recipe):
    problem, plan = planted(recipe)
    slots = {one.meeting: one.slot for one in plan.held}
    dice = random.Random(1)
    free = {slot.id: dice.sample(problem.places, len(problem.places)) for slot in problem.slots}
    drawn = {name: free[slot].pop().id for name, slot in slots.items()}
    chosen = assign(problem, slots)

    def changes(places):
        return place_changes(problem, [Held(name, slot, places[name]) for name, slot in slots.items()])

    assert_seated(problem, slots)
    assert changes(chosen) < 0.8 * changes(drawn)
    assert changes(chosen) < changes({one.meeting: one.place for one in plan.held})
    assert assign(problem, slots) == chosen
    mixed = replace(problem, meetings=tuple(dice.sample(problem.meetings, len(problem.meetings))))
    assert assign(mixed, dict(sorted(slots.items(), reverse=True))) == chosen
