"""What is wrong in a file is said in one sentence, with its place."""

import json

import pytest

from handschlag.engine.scheduling.files import read_plan, read_problem
from tests.engine.scheduling.files.samples import (
    DZN,
    FORUM,
    PLAN,
    PROBLEM,
    changed,
    read_dzn,
    read_forum,
    refusal,
    without,
    write,
)

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
