"""What files say is read: problems as JSON and as MiniZinc data, and plans."""

import hashlib
import io
import json
import os
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from handschlag.engine.scheduling.files import read_plan, read_problem
from handschlag.engine.scheduling.plan import Held, Plan
from handschlag.engine.scheduling.problem import Goals, Meeting, Participant, Place, Problem, Slot
from tests.engine.scheduling.files.samples import (
    ANSWER,
    DZN,
    FORUM,
    PLAN,
    PROBLEM,
    changed,
    read_dzn,
    read_forum,
    refusal,
    write,
)

# --- Problems as JSON ---


def test_every_field_of_a_forum_is_read():
    assert read_forum(FORUM) == PROBLEM


def test_what_a_forum_does_not_say_is_as_usual():
    short = {
        "format": "b2b-forum/1",
        "slots": [{"id": "s1"}],
        "places": [],
        "participants": [{"id": "p1"}, {"id": "p2"}],
        "meetings": [{"id": "m1", "parties": ["p1", "p2"], "weight": None, "part": None, "interpreted": None}],
    }

    assert read_forum(short) == Problem(
        slots=(Slot("s1"),),
        places=(),
        participants=(Participant("p1"), Participant("p2")),
        meetings=(Meeting("m1", ("p1", "p2")),),
    )


def test_the_digest_is_that_of_the_bytes_in_the_file():
    data = json.dumps(FORUM, indent=3).encode()

    assert read_problem(write("forum.json", data))[1] == hashlib.sha256(data).hexdigest()


def test_a_byte_order_mark_is_no_fault_but_counts_for_the_digest():
    data = b"\xef\xbb\xbf" + json.dumps(FORUM).encode()

    assert read_problem(write("forum.json", data)) == (PROBLEM, hashlib.sha256(data).hexdigest())


def test_slots_are_put_in_order_of_time_when_all_have_a_start():
    backwards = FORUM | {"slots": FORUM["slots"][::-1]}

    assert read_forum(backwards) == PROBLEM


def test_slots_of_one_start_keep_the_order_of_the_file():
    slots = [{"id": "b", "start": "2027-03-10T11:00"}, *({"id": c, "start": "2027-03-10T10:00"} for c in "zay")]
    forum = {"format": "b2b-forum/1", "slots": slots, "places": [], "participants": [], "meetings": []}

    assert [slot.id for slot in read_forum(forum).slots] == ["z", "a", "y", "b"]


def test_slots_without_all_starts_keep_the_order_of_the_file():
    slots = [{"id": "b"}, {"id": "a", "start": "2027-03-10T10:00"}]
    forum = {"format": "b2b-forum/1", "slots": slots, "places": [], "participants": [], "meetings": []}

    assert [slot.id for slot in read_forum(forum).slots] == ["b", "a"]


def test_starts_that_do_not_sort_like_times_are_not_sorted():
    slots = [{"id": "a", "start": "9:30"}, {"id": "b", "start": "10:30"}]
    forum = {"format": "b2b-forum/1", "slots": slots, "places": [], "participants": [], "meetings": []}

    said = 'slot "b" starts before slot "a": expected slots in order of time'
    assert refusal(read_forum, forum) == f"forum.json: {said}"


def test_unknown_fields_are_passed_over_and_noted_once_for_each_kind():
    forum = changed(FORUM, ("resources",), [{"id": "projector"}])
    for k in (1, 2):
        forum = changed(forum, ("meetings", k, "colour"), "red")
    forum = changed(forum, ("participants", 0, "representatives", 0, "shoe size"), 47)
    notes = []

    assert read_problem(write("forum.json", json.dumps(forum)), notes=notes)[0] == PROBLEM
    assert notes == [
        'forum.json: participants[0].representatives[0]["shoe size"]: unknown field, passed over',
        "forum.json: meetings[1].colour: unknown field, passed over",
        "forum.json: resources: unknown field, passed over",
    ]


def test_at_most_twenty_unknown_fields_are_noted():
    notes = []

    read_problem(write("forum.json", json.dumps(FORUM | {f"x{k}": k for k in range(1000)})), notes=notes)

    assert notes == [f"forum.json: x{k}: unknown field, passed over" for k in range(20)]


def test_nothing_is_noted_where_every_field_is_known():
    notes = []

    read_problem(write("forum.json", json.dumps(FORUM)), notes=notes)
    read_problem(write("forum.dzn", DZN), notes=notes)

    assert notes == []


def test_two_escapes_that_make_one_character_are_no_fault():
    written = json.dumps(FORUM | {"name": "🤝"})

    assert read_problem(write("forum.json", written))[0].name == "🤝"


@pytest.mark.parametrize(("name", "content"), [("-", json.dumps(FORUM)), ("-", "\n  " + json.dumps(FORUM, indent=1))])
def test_a_dash_is_standard_input(monkeypatch, name, content):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(content.encode())))

    assert read_problem(name) == (PROBLEM, hashlib.sha256(content.encode()).hexdigest())


def test_minizinc_data_are_known_by_their_content_too(monkeypatch):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(DZN.encode())))

    assert read_problem("-")[0] == read_dzn(DZN)


def test_a_pipe_is_read_like_a_file():
    os.mkfifo("pipe")
    writer = threading.Thread(target=Path("pipe").write_bytes, args=(json.dumps(FORUM).encode(),))
    writer.start()

    problem, _ = read_problem(Path("pipe"))

    writer.join()
    assert problem == PROBLEM


def test_a_file_that_is_not_there_is_no_matter_of_its_content():
    with pytest.raises(FileNotFoundError):
        read_problem("nowhere.json")


# --- Problems as MiniZinc data ---


def test_minizinc_data_become_a_problem():
    assert read_dzn(DZN) == Problem(
        slots=(
            Slot("s1", part="morning", adjacent_to_previous=False),
            Slot("s2", part="morning", adjacent_to_previous=True),
            Slot("s3", part="afternoon", adjacent_to_previous=True),
        ),
        places=(Place("t1"), Place("t2")),
        participants=(Participant("p1"), Participant("p2"), Participant("p3", unavailable=frozenset({"s1", "s3"}))),
        meetings=(
            Meeting("m1", ("p1", "p2"), weight=1, part="morning", locked=True),
            Meeting("m2", ("p2", "p3"), weight=1, part="afternoon", fixed="s3", locked=True),
            Meeting("m3", ("p1", "p3"), weight=1, locked=True),
        ),
        precedences=(("m1", "m3"), ("m2", "m3")),
        goals=Goals(must_first=True, fairness=2, free_noon=True),
    )


@pytest.mark.parametrize("fairness", [None, 0, 7])
def test_minizinc_data_leave_fairness_to_the_reader(fairness):
    assert read_dzn(DZN, fairness=fairness).goals.fairness == fairness


def test_noon_is_an_ordinary_boundary_in_minizinc_data():
    assert read_dzn(DZN).stretches() == ((0, 1, 2),)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("nBusiness = 3;\nnMeetings = 3;", "nMeetings=3;nBusiness\n=\n3;"),
        ("fixed = [0,3,0];", "fixed = [ 0, 3 , 0, ] ;"),
        ("|1, 3,3,\n|];", "|1,3,3|];"),
        ("% three participants", "% ; { [ = 1 %"),
        ("{2,1}];", "{ 2 , 1, }, ] % the end"),
        ("meetingsxBusiness = [{1,2,4},", "meetingsxBusiness = [nonsense {{"),
        ("\n", "\r\n"),
    ],
)
def test_layout_comments_and_redundant_arrays_make_no_difference(old, new):
    assert read_dzn(DZN.replace(old, new)) == read_dzn(DZN)


def test_unknown_assignments_are_passed_over_and_noted():
    notes = []

    assert read_dzn(DZN + "nChairs = 4", notes=notes) == read_dzn(DZN)
    assert notes == ["forum.dzn: nChairs: unknown field, passed over"]


# --- Reading plans ---


def test_every_field_of_a_plan_is_read():
    assert read_plan(write("plan.json", json.dumps(PLAN)), PROBLEM) == ANSWER


def test_a_plan_need_only_say_what_is_held_when():
    plan = {"assign": [{"meeting": "m2", "slot": "d1s02"}, {"meeting": "m1", "slot": "d1s01"}]}

    assert read_plan(write("plan.json", json.dumps(plan)), PROBLEM) == Plan((Held("m1", "d1s01"), Held("m2", "d1s02")))


def test_ids_that_the_problem_does_not_have_are_left_for_the_rules():
    plan = {"assign": [{"meeting": "m99", "slot": "never", "place": "moon", "interpreter": "parrot"}] * 2}

    held = Held("m99", "never", "moon", "parrot")
    assert read_plan(write("plan.json", json.dumps(plan)), PROBLEM) == Plan((held, held))


def test_an_interpreter_may_stand_among_the_resources_only():
    plan = {"assign": [{"meeting": "m1", "slot": "d1s01", "resources": ["i1"]}]}

    assert read_plan(write("plan.json", json.dumps(plan)), PROBLEM) == Plan((Held("m1", "d1s01", interpreter="i1"),))
