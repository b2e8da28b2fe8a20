"""What was written is read as the same."""

import json
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.engine.scheduling.consistency import LANGUAGE_LEVELS, MODES, PLACE_KINDS
from handschlag.engine.scheduling.files import plan_document, read_plan, read_problem, write_plan, write_problem
from handschlag.engine.scheduling.plan import Bound, Certificate, Held, Plan, Reason, Status, Unplaced, Value
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
from tests.engine.scheduling.files.samples import DZN, PROBLEM, read_dzn, write

words = st.text(max_size=4)
weights = st.one_of(st.integers(1, 1_000_000), st.floats(0.001, 1_000_000))
amounts = st.one_of(st.integers(0, 1_000_000), st.floats(0, 1_000_000))
two_words = st.lists(words, min_size=2, max_size=2, unique=True)
maybe_whole = st.none() | st.integers(0, 50)


def some(things):
    """A subset of things that may be none at all."""
    return st.sets(st.sampled_from(things)) if things else st.just(set())


@st.composite
def all_slots(draw):
    ids = draw(st.lists(words, min_size=1, max_size=6, unique=True))
    later = accumulate(draw(st.lists(st.booleans(), min_size=len(ids), max_size=len(ids))))
    starts = sorted(draw(st.lists(words, min_size=len(ids), max_size=len(ids))))
    return tuple(
        Slot(
            one,
            day=f"d{day}" if day else "",
            part=draw(st.none() | st.sampled_from(["morning", "afternoon", ""])),
            start=start if draw(st.booleans()) else None,
            minutes=draw(st.none() | st.integers(1, 90)),
            adjacent_to_previous=draw(st.none() | st.booleans()),
        )
        for one, day, start in zip(ids, later, starts, strict=True)
    )


@st.composite
def all_participants(draw, slots, places):
    def representatives():
        return tuple(
            Representative(
                one,
                languages=draw(st.dictionaries(words, st.sampled_from(LANGUAGE_LEVELS), max_size=2)),
                unavailable=frozenset(draw(some(slots))),
                head=draw(st.booleans()),
            )
            for one in draw(st.lists(words, max_size=2, unique=True))
        )

    return tuple(
        Participant(
            one,
            side=draw(st.none() | words),
            unavailable=frozenset(draw(some(slots))),
            max_meetings=draw(maybe_whole),
            min_meetings=draw(st.integers(0, 5)),
            home_place=draw(st.none() | st.sampled_from(places)) if places else None,
            representatives=representatives(),
        )
        for one in draw(st.lists(words, min_size=2, max_size=4, unique=True))
    )


@st.composite
def all_meetings(draw, slots, participants):
    by_id = {one.id: one for one in participants}

    def meeting(one):
        parties = tuple(draw(st.lists(st.sampled_from(list(by_id)), min_size=2, max_size=2, unique=True)))
        return Meeting(
            one,
            parties,
            level=draw(st.sampled_from(Level)),
            weight=draw(st.none() | weights),
            part=draw(st.sampled_from([None, *(slot.part for slot in slots)])),
            fixed=draw(st.sampled_from([None, *(slot.id for slot in slots)])),
            locked=draw(st.booleans()),
            mode=draw(st.sampled_from(MODES)),
            representatives={
                party: tuple(draw(some([person.id for person in by_id[party].representatives])))
                for party in draw(some(parties))
            },
            interpreted=draw(st.none() | st.booleans()),
        )

    return tuple(meeting(one) for one in draw(st.lists(words, max_size=4, unique=True)))


@st.composite
def problems(draw):
    slots = draw(all_slots())
    slot_ids = [slot.id for slot in slots]
    rooms = draw(st.lists(words, max_size=3, unique=True))
    places = draw(st.lists(words, max_size=3, unique=True))
    participants = draw(all_participants(slot_ids, places))
    meetings = draw(all_meetings(slots, participants))
    pairs = st.lists(st.sampled_from([one.id for one in meetings] or [""]), min_size=2, max_size=2, unique=True)
    return Problem(
        slots=slots,
        places=tuple(
            Place(
                one,
                kind=draw(st.sampled_from(PLACE_KINDS)),
                room=draw(st.none() | (st.sampled_from(rooms) if rooms else words)),
                closed=frozenset(draw(some(slot_ids))),
            )
            for one in places
        ),
        rooms=tuple(Room(one, {other: draw(amounts) for other in draw(some(rooms))}) for one in rooms),
        participants=participants,
        interpreters=tuple(
            Interpreter(
                one,
                pairs=tuple(map(tuple, draw(st.lists(two_words, max_size=2)))),
                unavailable=frozenset(draw(some(slot_ids))),
                max_meetings=draw(maybe_whole),
                max_consecutive=draw(st.none() | st.integers(1, 5)),
            )
            for one in draw(st.lists(words, max_size=2, unique=True))
        ),
        meetings=meetings,
        precedences=tuple(map(tuple, draw(st.lists(pairs, max_size=2)))) if len(meetings) > 1 else (),
        language_level=draw(st.sampled_from(LANGUAGE_LEVELS)),
        goals=Goals(draw(st.booleans()), draw(maybe_whole), draw(st.booleans())),
        name=draw(words),
    )  # fmt: skip


reps = st.dictionaries(words, st.lists(words, max_size=2).map(tuple), max_size=2)
many_words = st.lists(words, max_size=2).map(tuple)
seconds = st.none() | st.floats(0, 1e9)
plans = st.builds(
    Plan,
    held=st.lists(st.builds(Held, words, words, st.none() | words, st.none() | words, reps), max_size=4).map(tuple),
    unplaced=st.lists(
        st.builds(
            Unplaced,
            words,
            st.sampled_from(Reason),
            many_words,
            st.none() | st.dictionaries(words, words | st.integers(-9, 9) | many_words, max_size=3),
        ),
        max_size=3,
    ).map(tuple),
    status=st.sampled_from(Status),
    value=st.builds(Value, st.integers(0, 9), amounts, st.integers(0, 9), st.integers(0, 9)),
    bound=st.builds(Bound, st.integers(0, 9), amounts, st.integers(0, 9)),
    place_changes=st.integers(0, 9),
    below_minimum=many_words,
    certificate=st.none() | st.builds(Certificate, words, many_words, st.none() | words, many_words),
    seed=st.integers(0, 2**64 - 1),
    moves=st.integers(0, 10**12),
    seconds=seconds,
    seconds_to_first=seconds,
)


@pytest.mark.slow
@given(problems())
@settings(max_examples=8, deadline=None)
def test_reading_what_was_written_gives_the_same_problem(problem):
    written = write_problem(problem)

    assert read_problem(write("forum.json", written))[0] == problem
    assert write_problem(read_problem("forum.json")[0]) == written


@given(plans)
@settings(max_examples=10, deadline=None)
def test_reading_what_was_written_gives_the_same_plan(plan):
    written = write_plan(PROBLEM, plan, problem_sha256="abc")

    read = read_plan(write("plan.json", written), PROBLEM)

    def in_any_order(one):
        return sorted(one.held, key=repr)

    assert in_any_order(read) == in_any_order(plan)
    assert plan_document(PROBLEM, read, problem_sha256="abc") == json.loads(written)
    assert [getattr(read, name) for name in Plan.__slots__[1:]] == [getattr(plan, name) for name in Plan.__slots__[1:]]


def test_minizinc_data_written_as_json_are_the_same_problem():
    problem = read_dzn(DZN)

    assert read_problem(write("forum.json", write_problem(problem)))[0] == problem
