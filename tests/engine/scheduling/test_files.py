import copy
import hashlib
import io
import json
import os
import re
import threading
from itertools import accumulate
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.engine.scheduling.consistency import LANGUAGE_LEVELS, MODES, PLACE_KINDS
from handschlag.engine.scheduling.files import (
    plan_document,
    problem_document,
    read_plan,
    read_problem,
    write_plan,
    write_problem,
)
from handschlag.engine.scheduling.plan import (
    Bound,
    Certificate,
    Held,
    Plan,
    Reason,
    Status,
    Unplaced,
    Value,
)
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

FORUM = {
    "format": "b2b-forum/1",
    "name": "Spring forum",
    "slots": [
        {"id": "d1s01", "start": "2027-03-10T10:30", "minutes": 20, "day": "d1", "part": "morning"},
        {"id": "d1s02", "start": "2027-03-10T14:00", "day": "d1", "part": "afternoon", "adjacent_to_previous": False},
    ],
    "places": [{"id": "t1", "room": "north", "closed": ["d1s02"]}, {"id": "b1", "kind": "booth"}],
    "rooms": [{"id": "north", "walk": {"south": 1}}, {"id": "south"}],
    "participants": [
        {
            "id": "p1",
            "side": "a",
            "unavailable": ["d1s02"],
            "max_meetings": 8,
            "min_meetings": 1,
            "representatives": [{"id": "p1.r1", "languages": {"de": "C2"}, "unavailable": ["d1s01"], "head": True}],
        },
        {"id": "p2", "home_place": "t1"},
        {"id": "p3"},
    ],
    "interpreters": [{"id": "i1", "pairs": [["de", "ru"]], "max_meetings": 10, "max_consecutive": 4}],
    "language_level": "B1",
    "meetings": [
        {"id": "m1", "parties": ["p1", "p2"], "level": "must", "weight": 4, "representatives": {"p1": ["p1.r1"]}},
        {"id": "m2", "parties": ["p2", "p3"], "level": "want", "part": "morning", "locked": True},
        {"id": "m3", "parties": ["p1", "p3"], "level": "possible", "fixed": "d1s01", "interpreted": True},
    ],
    "precedences": [["m1", "m2"]],
    "objective": {"must_first": True, "fairness": 2, "free_noon": False},
}

PROBLEM = Problem(
    name="Spring forum",
    slots=(
        Slot("d1s01", start="2027-03-10T10:30", minutes=20, day="d1", part="morning"),
        Slot("d1s02", start="2027-03-10T14:00", day="d1", part="afternoon", adjacent_to_previous=False),
    ),
    places=(Place("t1", room="north", closed=frozenset({"d1s02"})), Place("b1", kind="booth")),
    rooms=(Room("north", {"south": 1}), Room("south")),
    participants=(
        Participant(
            "p1",
            side="a",
            unavailable=frozenset({"d1s02"}),
            max_meetings=8,
            min_meetings=1,
            representatives=(Representative("p1.r1", {"de": "C2"}, unavailable=frozenset({"d1s01"}), head=True),),
        ),
        Participant("p2", home_place="t1"),
        Participant("p3"),
    ),
    interpreters=(Interpreter("i1", (("de", "ru"),), max_meetings=10, max_consecutive=4),),
    language_level="B1",
    meetings=(
        Meeting("m1", ("p1", "p2"), level=Level.MUST, weight=4, representatives={"p1": ("p1.r1",)}),
        Meeting("m2", ("p2", "p3"), part="morning", locked=True),
        Meeting("m3", ("p1", "p3"), level=Level.POSSIBLE, fixed="d1s01", interpreted=True),
    ),
    precedences=(("m1", "m2"),),
    goals=Goals(must_first=True, fairness=2, free_noon=False),
)

DZN = """\
% three participants
nBusiness = 3;
nMeetings = 3;
nTables = 2;
nTotalSlots = 3;  % two before noon
nMorningSlots = 2;

requested = [|1, 2,1,
|2, 3,2,
|1, 3,3,
|];

meetingsxBusiness = [{1,2,4},
{1,2,3},
{1,3,4}];
nMeetingsBusiness = [2,2,2];

forbidden = [{0},
{},
{0,3,1}];

fixed = [0,3,0];

precedences = [{},
{0},
{2,1}];
"""

PLAN = {
    "format": "b2b-plan/1",
    "problem_sha256": "abc",
    "status": "optimal",
    "seed": 1,
    "moves": 1000000,
    "seconds": 3.25,
    "seconds_to_first": None,
    "assign": [
        {
            "meeting": "m3",
            "slot": "d1s01",
            "place": "b1",
            "interpreter": None,
            "resources": [],
            "representatives": {},
        },
        {
            "meeting": "m1",
            "slot": "d1s01",
            "place": "t1",
            "interpreter": "i1",
            "resources": ["i1"],
            "representatives": {"p1": ["p1.r1"], "p2": ["p2.r1"]},
        },
    ],
    "unplaced": [
        {
            "meeting": "m2",
            "reason": "interpreter",
            "blockers": ["m1", "m3"],
            "remedy": {"kind": "interpreter", "pair": ["de", "ru"], "slots": ["d1s02"]},
        }
    ],
    "below_minimum": ["p2"],
    "objective": {"must_unmet": 0, "lost": 12, "breaks": 5, "max_breaks_gap": 1, "place_changes": 3},
    "bound": {"must_unmet": 0, "lost": 11.5, "breaks": 4},
    "certificate": {"kind": "hall", "meetings": ["m1", "m2"], "participant": "p1", "slots": ["d1s01"], "rules": []},
}

ANSWER = Plan(
    held=(
        Held("m3", "d1s01", place="b1"),
        Held("m1", "d1s01", "t1", "i1", representatives={"p1": ("p1.r1",), "p2": ("p2.r1",)}),
    ),
    unplaced=(
        Unplaced(
            "m2",
            Reason.INTERPRETER,
            blockers=("m1", "m3"),
            remedy={"kind": "interpreter", "pair": ("de", "ru"), "slots": ("d1s02",)},
        ),
    ),
    status=Status.OPTIMAL,
    value=Value(0, 12.0, 5, max_breaks_gap=1),
    bound=Bound(0, 11.5, 4),
    place_changes=3,
    below_minimum=("p2",),
    certificate=Certificate("hall", ("m1", "m2"), "p1", ("d1s01",)),
    seed=1,
    moves=1_000_000,
    seconds=3.25,
)


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def write(name, content):
    Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return name


def read_forum(document):
    return read_problem(write("forum.json", json.dumps(document)))[0]


def read_dzn(text, **options):
    return read_problem(write("forum.dzn", text), **options)[0]


def refusal(read, *arguments):
    with pytest.raises(ValueError) as wrong:  # noqa: PT011 - the sentence is compared whole
        read(*arguments)
    return str(wrong.value)


def changed(document, place, value):
    """A copy with something else at a place such as ``("meetings", 0, "weight")``."""
    copied = copy.deepcopy(document)
    inner = copied
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return copied


def without(document, *place):
    copied = changed(document, place, None)
    inner = copied
    for step in place[:-1]:
        inner = inner[step]
    del inner[place[-1]]
    return copied


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


# --- What is refused, and how ---

LONG = "x" * 1000
BAD_VALUES = [
    (("format",), "b2b-forum/2", 'format: expected "b2b-forum/1", got "b2b-forum/2"'),
    (("name",), 5, "name: expected a text, got 5"),
    (("slots",), [], "slots: expected at least one slot, got none"),
    (("slots",), {}, "slots: expected a list, got an object"),
    (("slots",), [{"id": str(k)} for k in range(1001)], "slots: expected a list of at most 1,000, got a list of 1,001"),
    (("slots", 1, "id"), "d1s01", 'slot "d1s01" stands twice: expected each id once'),
    (("slots", 1, "minutes"), 20.0, "slots[1].minutes: expected a whole number, got 20.0"),
    (("slots", 1, "minutes"), True, "slots[1].minutes: expected a whole number, got true"),
    (("slots", 1, "minutes"), 0, 'slot "d1s02": minutes: expected 1 or more, got 0'),
    (("slots", 1, "day"), None, "slots[1].day: expected a text, got null"),
    (("slots", 0, "adjacent_to_previous"), "no", 'slots[0].adjacent_to_previous: expected true or false, got "no"'),
    (("places", 0), "t1", 'places[0]: expected an object, got "t1"'),
    (("places", 0, "kind"), "sofa", 'places[0].kind: expected one of table, booth, room, visit, got "sofa"'),
    (("places", 0, "closed"), ["d1s02", 2], "places[0].closed[1]: expected a text, got 2"),
    (("places", 0, "closed"), ["d9"], 'place "t1": closed: unknown slot "d9"'),
    (("rooms", 0, "walk"), {"south": "far"}, 'rooms[0].walk.south: expected a number, got "far"'),
    (("rooms", 0, "walk"), {"2nd floor": None}, 'rooms[0].walk["2nd floor"]: expected a number, got null'),
    (("participants", 2), [], "participants[2]: expected an object, got a list of 0"),
    (("participants", 2, "id"), 7, "participants[2].id: expected a text, got 7"),
    (("participants", 2, "max_meetings"), -1, 'participant "p3": max_meetings: expected 0 or more, got -1'),
    (("participants", 2, "unavailable"), None, "participants[2].unavailable: expected a list, got null"),
    (
        ("participants", 0, "representatives", 0, "languages", "de"),
        "good",
        "participants[0].representatives[0].languages.de: "
        'expected one of A1, A2, B1, B2, C1, C2, native, got "good"',
    ),
    (("participants", 0, "representatives", 0, "head"), 1, "participants[0].representatives[0].head: "
        "expected true or false, got 1"),
    (("interpreters", 0, "pairs", 0), ["de"], "interpreters[0].pairs[0]: expected a list of two languages, "
        "got a list of 1"),
    (("interpreters", 0, "pairs", 0), ["de", None], "interpreters[0].pairs[0][1]: expected a text, got null"),
    (("language_level",), "B9", 'language_level: expected one of A1, A2, B1, B2, C1, C2, native, got "B9"'),
    (("meetings", 1, "weight"), "4", 'meetings[1].weight: expected a number, got "4"'),
    (("meetings", 1, "weight"), False, "meetings[1].weight: expected a number, got false"),
    (("meetings", 1, "weight"), float("nan"), "meetings[1].weight: expected a finite number, got NaN"),
    (("meetings", 1, "weight"), float("-inf"), "meetings[1].weight: expected a finite number, got -Infinity"),
    (
        ("meetings", 1, "weight"),
        10**30,
        "meetings[1].weight: expected a number of at most 20 digits, got 10000000000000000000…",
    ),
    (("meetings", 1, "weight"), 10**19, 'meeting "m2": weight: expected a number from 0 to 1,000,000, '
        "got 10000000000000000000"),
    (("meetings", 1, "level"), "maybe", 'meetings[1].level: expected one of must, want, possible, got "maybe"'),
    (("meetings", 1, "level"), ["must"], "meetings[1].level: expected one of must, want, possible, got a list of 1"),
    (("meetings", 1, "mode"), "phone", 'meetings[1].mode: expected one of table, booth, room, visit, virtual, '
        'got "phone"'),
    (("meetings", 1, "parties"), ["p1"], "meetings[1].parties: expected a list of two participant ids, "
        "got a list of 1"),
    (("meetings", 1, "parties"), ["p1", "p1"], 'meeting "m2": parties: participant "p1" cannot meet herself'),
    (("meetings", 1, "parties"), ["p1", "p\n9\u2028"], 'meeting "m2": parties: unknown participant "p\\n9\\u2028"'),
    (("meetings", 1, "parties"), ["p1", LONG], f'meeting "m2": parties: unknown participant "{LONG[:40]}…"'),
    (("meetings", 1, "locked"), LONG, f'meetings[1].locked: expected true or false, got "{LONG[:40]}…"'),
    (("meetings", 1, "locked"), "\x1b[2J\r\n", 'meetings[1].locked: expected true or false, got "\\x1b[2J\\r\\n"'),
    (("meetings", 1, "fixed"), 3, "meetings[1].fixed: expected a text, got 3"),
    (("meetings", 0, "representatives"), ["p1.r1"], "meetings[0].representatives: expected an object, "
        "got a list of 1"),
    (("meetings", 0, "representatives", "p 1"), "r", 'meetings[0].representatives["p 1"]: expected a list, got "r"'),
    (("meetings", 0, "representatives", LONG), 1, f'meetings[0].representatives["{LONG[:40]}…"]: '
        "expected a list, got 1"),
    (("precedences", 0), ["m1", "m2", "m3"], "precedences[0]: expected a list of two meeting ids, got a list of 3"),
    (("precedences", 0), ["m1", "m1"], 'precedences: meeting "m1" cannot come before itself'),
    (("objective", "fairness"), 1.5, "objective.fairness: expected a whole number, got 1.5"),
    (("objective",), [], "objective: expected an object, got a list of 0"),
    (("name",), "\ud800", 'name: expected whole characters, got half of a surrogate pair in "\\ud800"'),
    (("notes",), {"\udfff": 1}, 'notes: expected whole characters, got half of a surrogate pair in "\\udfff"'),
    (("notes",), [[], {"x": float("inf")}], "notes[1].x: expected a finite number, got Infinity"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "value", "said"), BAD_VALUES)
def test_a_bad_value_in_a_forum_is_named_with_its_place(place, value, said):
    assert refusal(read_forum, changed(FORUM, place, value)) == f"forum.json: {said}"


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (("format",), 'format: expected "b2b-forum/1", got nothing'),
        (("slots",), "slots: expected a list, got nothing"),
        (("places",), "places: expected a list, got nothing"),
        (("participants",), "participants: expected a list, got nothing"),
        (("meetings",), "meetings: expected a list, got nothing"),
        (("slots", 1, "id"), "slots[1].id: expected a text, got nothing"),
        (("interpreters", 0, "pairs"), "interpreters[0].pairs: expected a list, got nothing"),
        (("meetings", 2, "parties"), "meetings[2].parties: expected a list of two participant ids, got nothing"),
    ],
)
def test_a_missing_field_is_named_with_its_place(place, said):
    assert refusal(read_forum, without(FORUM, *place)) == f"forum.json: {said}"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1, column 1: expected a value, got the end of the file"),
        (b"\n \n", "line 3, column 1: expected a value, got the end of the file"),
        (b"[1, 2]", "expected an object, got a list of 2"),
        (b'"forum"', 'expected an object, got "forum"'),
        (b"null", "expected an object, got null"),
        (b"{}", 'format: expected "b2b-forum/1", got nothing'),
        (b'{"a": 1,\n "b" 2}', 'line 2, column 6: expected a colon, got "2}"'),
        (b'{"a": 1\n "b": 2}', 'line 2, column 2: expected a comma or the end of the list or object, got ""b": 2}"'),
        (b"{a: 1}", 'line 1, column 2: expected a key in double quotes, got "a: 1}"'),
        (b'{"a": nope}', 'line 1, column 7: expected a value, got "nope}"'),
        (b'{"a": 1} {', 'line 1, column 10: expected the end of the file, got "{"'),
        (b'{"a": "x', 'line 1, column 7: expected a closing quotation mark for the text, got ""x"'),
        (b'{"a": "x\n"}', "line 1, column 9: expected a text without control characters, got the end of the line"),
        (b'{"a": [', "line 1, column 8: expected a value, got the end of the file"),
        (b'{"a": 1, "b": {"c": 2, "c": 2}}', 'b: expected each key once, got "c" twice'),
        (b'{"a": 1, "a": {"b": NaN}}', 'expected each key once, got "a" twice'),
        (b'{"a": 1e999}', "a: expected a finite number, got 1e999"),
        (b'{"a": ' + b"7" * 5000 + b"}", "a: expected a number of at most 20 digits, got 77777777777777777777…"),
        (b'{"a": ' * 100_000, "expected lists and objects a few levels deep, got hundreds of levels"),
        (b"[" * 100_000, "expected lists and objects a few levels deep, got hundreds of levels"),
        (b"{\n" + b"\xff\xfe", "line 2: expected UTF-8 text, got byte 0xff"),
        ('{"ü": 1}'.encode("latin-1"), "line 1: expected UTF-8 text, got byte 0xfc"),
        ("{}".encode("utf-16"), "line 1: expected UTF-8 text, got byte 0xff"),
        (b"[" * 9_000_000, "expected at most 8,000,000 values, got 9,000,000"),
    ],
    ids=range(24),
)
def test_what_is_no_forum_at_all_is_refused_with_the_line(content, said):
    assert refusal(read_problem, write("forum.json", content)) == f"forum.json: {said}"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("nTables = 2;", "", "nTables: expected an assignment, got nothing"),
        ("fixed = [0,3,0];", "", "fixed: expected an assignment, got nothing"),
        ("nTables = 2;", "nTables = two;", 'nTables: expected a whole number from 0 to 20,000, got "two"'),
        ("nTables = 2;", "nTables = -1;", "nTables: expected a whole number from 0 to 20,000, got -1"),
        ("nTables = 2;", "nTables = 2.0;", 'nTables: expected a whole number from 0 to 20,000, got "2.0"'),
        ("nTables = 2;", "nTables = ;", 'nTables: expected a whole number from 0 to 20,000, got ""'),
        ("nTables = 2;", "nTables = ٢;", 'nTables: expected a whole number from 0 to 20,000, got "٢"'),
        (
            "nTables = 2;",
            f"nTables = {'9' * 5000};",
            f'nTables: expected a whole number from 0 to 20,000, got "{"9" * 40}…"',
        ),
        (
            "nTotalSlots = 3;",
            "nTotalSlots = 1000000000;",
            "nTotalSlots: expected a whole number from 1 to 1,000, got 1000000000",
        ),
        ("nTotalSlots = 3;", "nTotalSlots = 0;", "nTotalSlots: expected a whole number from 1 to 1,000, got 0"),
        (
            "nTotalSlots = 3;",
            "nTotalSlots = 61;",
            'slot "s1": expected at most 60 slots until the next pause or day, got 61',
        ),
        (
            "nBusiness = 3;",
            "nBusiness = 50001;",
            "nBusiness: expected a whole number from 0 to 50,000, got 50001",
        ),
        (
            "nMeetings = 3;",
            "nMeetings = 200001;",
            "nMeetings: expected a whole number from 0 to 200,000, got 200001",
        ),
        ("nMorningSlots = 2;", "nMorningSlots = 4;", "nMorningSlots: expected a whole number from 0 to 3, got 4"),
        ("nMeetings = 3;", "nMeetings = 4;", "requested: expected 4 elements as in nMeetings, got 3"),
        ("nBusiness = 3;", "nBusiness = 50000;", "forbidden: expected 50,000 elements as in nBusiness, got 3"),
        ("|1, 3,3,", "", "requested: expected 3 elements as in nMeetings, got 2"),
        ("|1, 3,3,", "|1, 3,", 'requested, row 3: expected participant, participant, session, got "1, 3,"'),
        ("|1, 3,3,", "|1, 3,3,3", 'requested, row 3: expected participant, participant, session, got "1, 3,3,3"'),
        ("|1, 3,3,", "|1, 4,3,", "requested, row 3: expected a whole number from 1 to 3, got 4"),
        ("|1, 3,3,", "|0, 3,3,", "requested, row 3: expected a whole number from 1 to 3, got 0"),
        ("|1, 3,3,", "|1, 3,5,", "requested, row 3: expected a whole number from 1 to 3, got 5"),
        ("|1, 3,3,", "|1, x\ny,3,", 'requested, row 3: expected a whole number from 1 to 3, got "x\\ny"'),
        ("|1, 3,3,", "|3, 3,3,", "requested, row 3: expected two different participants, got 3 and 3"),
        ("requested = [|", "requested = [", 'requested: expected [| at the beginning, got "[1, 2,1,\\n|2, 3,2,\\n'
            '|1, 3,3,\\n|]"'),
        ("|1, 3,3,\n|];", "|1, 3,3,", 'line 12: expected ; after the value of requested, got "= [{1,2,4},"'),
        ("|1, 3,3,\n|];", "|1, 3,3,;", 'requested: expected |] at the end, got "1,\\n|2, 3,2,\\n|1, 3,3,"'),
        ("fixed = [0,3,0];", "fixed = [0,3];", "fixed: expected 3 elements as in nMeetings, got 2"),
        ("fixed = [0,3,0];", "fixed = [];", "fixed: expected 3 elements as in nMeetings, got 0"),
        ("fixed = [0,3,0];", "fixed = [0,4,0];", "fixed, row 2: expected a whole number from 0 to 3, got 4"),
        ("fixed = [0,3,0];", "fixed = [0 3,0,0];", 'fixed, row 1: expected a whole number from 0 to 3, got "0 3"'),
        ("fixed = [0,3,0];", "fixed = 0;", 'fixed: expected [ at the beginning, got "0"'),
        ("fixed = [0,3,0];", "fixed = [;", 'fixed: expected ] at the end, got "["'),
        ("{0,3,1}];", "{0,3,4}];", "forbidden, row 3: expected a whole number from 0 to 3, got 4"),
        ("{0,3,1}];", "{0,3,1}, {}];", "forbidden: expected 3 elements as in nBusiness, got 4"),
        ("{0,3,1}];", "{0,3,1}}];", 'forbidden, row 3: expected a set such as {1,2}, got "{0,3,1}}"'),
        ("{0,3,1}];", "{0,3,1}, 4];", 'forbidden: expected ] after the last set, got "4"'),
        ("{0,3,1}];", "{1,1,1,1,1}];", "forbidden, row 3: expected a set of at most 4 numbers, got 5"),
        ("{0},\n{2,1}", "{0},\n{3}", "precedences, row 3: expected other meetings, got 3"),
        ("{0},\n{2,1}", "{9},\n{2,1}", "precedences, row 2: expected a whole number from 0 to 3, got 9"),
        ("nTables = 2;", "nTables = 2; nTables = 3;", 'line 4: expected each name once, got "nTables = 3;"'),
        (
            "nTables = 2;",
            "constraint x > 3;",
            'line 4: expected an assignment such as nMeetings = 5;, got "constraint x > 3;"',
        ),
        ("nTables = 2;", "nTables = 2;;", 'line 4: expected an assignment such as nMeetings = 5;, got ";"'),
        (
            "nMorningSlots = 2;",
            "nMorningSlots = 0;",
            "requested, row 1: expected 2 or 3 as no slot is in the morning, got 1",
        ),
        (
            "nMorningSlots = 2;",
            "nMorningSlots = 3;",
            "requested, row 2: expected 1 or 3 as no slot is in the afternoon, got 2",
        ),
        (
            "nTables = 2;",
            "".join(f"x{k} = 1;" for k in range(98)),
            'line 5: expected at most 100 assignments, got "nTotalSlots = 3;"',
        ),
        (DZN, "{}", 'line 1: expected an assignment such as nMeetings = 5;, got "{}"'),
        (DZN, "", "nBusiness: expected an assignment, got nothing"),
    ],
    ids=range(48),
)  # fmt: skip
def test_bad_minizinc_data_are_named_with_array_and_row(old, new, said):
    assert refusal(read_dzn, DZN.replace(old, new)) == f"forum.dzn: {said}"


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("format",), "b2b-forum/1", 'format: expected "b2b-plan/1", got "b2b-forum/1"'),
        (("status",), "good", 'status: expected one of optimal, feasible, infeasible, unknown, got "good"'),
        (("seed",), 1.0, "seed: expected a whole number, got 1.0"),
        (("seconds",), "3", 'seconds: expected a number, got "3"'),
        (("assign",), {}, "assign: expected a list, got an object"),
        (("assign", 1), None, "assign[1]: expected an object, got null"),
        (("assign", 1), {"meeting": "m1"}, "assign[1].slot: expected a text, got nothing"),
        (("assign", 1), {"slot": "s"}, "assign[1].meeting: expected a text, got nothing"),
        (("assign", 1, "place"), 3, "assign[1].place: expected a text, got 3"),
        (("assign", 1, "representatives", "p1"), "r", 'assign[1].representatives.p1: expected a list, got "r"'),
        (("assign", 1, "resources"), ["i1", "i2"], "assign[1].resources: expected the interpreter and nothing else, "
            "got a list of 2"),
        (("assign", 1, "resources"), ["i2"], "assign[1].resources: expected the interpreter and nothing else, "
            "got a list of 1"),
        (
            ("unplaced", 0, "reason"),
            "tired",
            "unplaced[0].reason: expected one of no_common_slot, limit, busy, order, interpreter, place, fairness, "
            'got "tired"',
        ),
        (("unplaced", 0, "remedy"), "none", 'unplaced[0].remedy: expected an object, got "none"'),
        (
            ("unplaced", 0, "remedy"),
            {"x": [[[[1]]]]},
            "unplaced[0].remedy.x: expected lists and objects at most three levels deep, got a list of 1",
        ),
        (("objective", "breaks"), 2.5, "objective.breaks: expected a whole number, got 2.5"),
        (("certificate",), {}, "certificate.kind: expected a text, got nothing"),
    ],
)  # fmt: skip
def test_a_bad_value_in_a_plan_is_named_with_its_place(place, value, said):
    path = write("plan.json", json.dumps(changed(PLAN, place, value)))

    assert refusal(read_plan, path, PROBLEM) == f"plan.json: {said}"


def test_a_sentence_stays_short_and_on_one_line_whatever_the_file_is_called():
    name = "a\nb.json"

    assert refusal(read_problem, write(name, "[]")) == "a\\nb.json: expected an object, got a list of 0"


def test_a_deep_place_is_shortened_so_that_the_fault_is_still_said():
    deep = "[0]" * 500

    said = refusal(read_problem, write("forum.json", "[" * 500 + "NaN" + "]" * 500))

    assert said == f"forum.json: {deep[:80]} … {deep[-80:]}: expected a finite number, got NaN"


# --- Writing ---


def test_a_problem_is_written_without_what_goes_without_saying():
    assert problem_document(PROBLEM) == FORUM


def test_a_written_problem_has_a_line_for_each_thing():
    problem = Problem(
        slots=(Slot("s1"), Slot("s2")),
        places=(),
        participants=(Participant("Ö"), Participant("p2", unavailable=frozenset({"s2", "s1"}))),
        meetings=(Meeting("m1", ("Ö", "p2"), weight=2.0), Meeting("m2", ("Ö", "p2"), weight=0.5)),
    )

    assert write_problem(problem) == (
        "{\n"
        ' "format": "b2b-forum/1",\n'
        ' "slots": [\n'
        '  {"id": "s1"},\n'
        '  {"id": "s2"}\n'
        " ],\n"
        ' "places": [],\n'
        ' "participants": [\n'
        '  {"id": "Ö"},\n'
        '  {"id": "p2", "unavailable": ["s1", "s2"]}\n'
        " ],\n"
        ' "language_level": "B2",\n'
        ' "meetings": [\n'
        '  {"id": "m1", "parties": ["Ö", "p2"], "level": "want", "weight": 2},\n'
        '  {"id": "m2", "parties": ["Ö", "p2"], "level": "want", "weight": 0.5}\n'
        " ],\n"
        ' "objective": {"must_first": true, "fairness": null, "free_noon": true}\n'
        "}\n"
    )


def test_a_plan_is_written_as_the_format_has_it():
    document = plan_document(PROBLEM, ANSWER, problem_sha256="abc")

    assert document == PLAN
    assert list(document) == list(PLAN)
    assert write_plan(PROBLEM, ANSWER, problem_sha256="abc") == (
        "{\n"
        ' "format": "b2b-plan/1",\n'
        ' "problem_sha256": "abc",\n'
        ' "status": "optimal",\n'
        ' "seed": 1,\n'
        ' "moves": 1000000,\n'
        ' "seconds": 3.25,\n'
        ' "seconds_to_first": null,\n'
        ' "assign": [\n'
        '  {"meeting": "m3", "slot": "d1s01", "place": "b1", "interpreter": null, "resources": [], '
        '"representatives": {}},\n'
        '  {"meeting": "m1", "slot": "d1s01", "place": "t1", "interpreter": "i1", "resources": ["i1"], '
        '"representatives": {"p1": ["p1.r1"], "p2": ["p2.r1"]}}\n'
        " ],\n"
        ' "unplaced": [\n'
        '  {"meeting": "m2", "reason": "interpreter", "blockers": ["m1", "m3"], '
        '"remedy": {"kind": "interpreter", "pair": ["de", "ru"], "slots": ["d1s02"]}}\n'
        " ],\n"
        ' "below_minimum": [\n'
        '  "p2"\n'
        " ],\n"
        ' "objective": {"must_unmet": 0, "lost": 12, "breaks": 5, "max_breaks_gap": 1, "place_changes": 3},\n'
        ' "bound": {"must_unmet": 0, "lost": 11.5, "breaks": 4},\n'
        ' "certificate": {"kind": "hall", "meetings": ["m1", "m2"], "participant": "p1", "slots": ["d1s01"], '
        '"rules": []}\n'
        "}\n"
    )


def test_whole_numbers_are_written_as_such_as_far_as_they_are_exact():
    plan = Plan((), value=Value(0, 12.0, 0), bound=Bound(0, -0.0, 0), seconds=1e24, seconds_to_first=0.5)

    written = write_plan(PROBLEM, plan, problem_sha256="")

    assert re.findall(r'"(?:lost|seconds\w*)": ([^,]+),', written) == ["1e+24", "0.5", "12", "0"]


def test_a_plan_lists_meetings_by_slot_then_place_then_id():
    held = [("m9", "d1s02", "t1"), ("m2", "d1s01", "t1"), ("m1", "d1s01", "t1"), ("m3", "d1s01", "b1"),
            ("m8", "d1s01", None)]  # fmt: skip
    plan = Plan(tuple(Held(meeting, slot, place) for meeting, slot, place in held))

    document = plan_document(PROBLEM, plan, problem_sha256="")

    assert [one["meeting"] for one in document["assign"]] == ["m8", "m3", "m1", "m2", "m9"]


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


# --- Round trips ---

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
