"""Files that nobody meant well: whatever they hold, reading ends in one sentence and soon."""

import copy
import json
import random
import re
import time
import tracemalloc
from pathlib import Path
from types import SimpleNamespace

import pytest

from handschlag.engine.scheduling.files import read_plan, read_problem, write_plan, write_problem
from handschlag.engine.scheduling.problem import Participant, Place, Problem, Slot

FORUM = {
    "format": "b2b-forum/1",
    "slots": [{"id": "s1", "start": "2027-03-10T10:30", "minutes": 20, "part": "morning"}, {"id": "s2", "day": "d2"}],
    "places": [{"id": "t1", "kind": "table", "room": "r1", "closed": ["s1"]}],
    "rooms": [{"id": "r1", "walk": {"r1": 0.5}}],
    "participants": [
        {"id": "p1", "representatives": [{"id": "r", "languages": {"de": "C2"}, "unavailable": ["s2"]}]},
        {"id": "p2", "max_meetings": 3, "home_place": "t1", "unavailable": []},
    ],
    "interpreters": [{"id": "i1", "pairs": [["de", "ru"]], "max_consecutive": 2}],
    "meetings": [
        {"id": "m1", "parties": ["p1", "p2"], "level": "must", "weight": 4.5, "representatives": {"p1": ["r"]}},
        {"id": "m2", "parties": ["p2", "p1"], "part": "morning", "fixed": "s1", "locked": True, "interpreted": False},
    ],
    "precedences": [["m1", "m2"]],
    "objective": {"must_first": True, "fairness": 2, "free_noon": False},
}
PLAN = {
    "format": "b2b-plan/1",
    "status": "infeasible",
    "seed": 1,
    "seconds": 0.5,
    "assign": [
        {"meeting": "m1", "slot": "s1", "place": "t1", "resources": ["i1"], "representatives": {"p1": ["r"]}},
        {"meeting": "m2", "slot": "s9"},
    ],
    "unplaced": [{"meeting": "m3", "reason": "place", "blockers": ["m1"], "remedy": {"kind": "x", "slots": ["s1"]}}],
    "objective": {"must_unmet": 0, "lost": 12.5, "breaks": 5},
    "bound": {"lost": 11},
    "certificate": {"kind": "hall", "meetings": ["m1"], "participant": "p1", "slots": ["s1"]},
}
DZN = b"""% a small one
nBusiness = 3; nMeetings = 2; nTables = 1; nTotalSlots = 3; nMorningSlots = 2;
requested = [|1,2,1|
2,3,3|];
meetingsxBusiness = [{1}];
forbidden = [{0},{},{3,1}];
fixed = [0,2];
precedences = [{},{1,0}];
"""
PROBLEM = Problem((Slot("s1"), Slot("s2")), (Place("t1"),), (Participant("p1"),), ())

ODD = [None, True, -1, 0, 2.5, 10**19, 10**40, float("nan"), "", "s1", "a\nb\u2028\x1b", "\ud800", '"' * 999, [], {}]
ODD += [["p1", "p2"], [[[[]]]], {"id": 1}, {"\n": "\n"}, "b2b-forum/1", "native", "visit", "ü" * 5000]
SCRAPS = (
    rb'{ } [ ] [| |] , ; : " \ % = 0 -1 9999999999999999999999 1e999 NaN null true {} [] \ud800 "id": nTables'.split()
)
SCRAPS += [b"\n", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xe2\x80\xa8", "٣".encode(), b"[" * 3000, b'{"a":' * 3000]


def with_scraps(data, chance):
    """The bytes with one to three small accidents."""
    for _ in range(chance.randint(1, 3)):
        begin = chance.randint(0, len(data))
        end = min(len(data), begin + chance.choice([0, 0, 1, 1, 5, 50]))
        put = chance.choice([b"", chance.choice(SCRAPS), bytes([chance.randrange(256)]), data[begin:end] * 2])
        data = data[:begin] + put + data[end:]
    return data if chance.random() < 0.95 else data[: chance.randint(0, len(data))]


def with_an_odd_value(document, chance):
    """The document as JSON with another value, or another key, somewhere."""
    document = copy.deepcopy(document)
    inner = document
    while True:
        key = chance.choice(list(inner) if isinstance(inner, dict) else range(len(inner)))
        if not (isinstance(inner[key], (dict, list)) and inner[key]) or chance.random() < 0.15:
            break
        inner = inner[key]
    if isinstance(inner, dict) and chance.random() < 0.2:
        inner[chance.choice(["id", "x\ny", "weight", "\udfff", "k" * 999])] = inner.pop(key)
    else:
        inner[key] = chance.choice(ODD)
    return json.dumps(document).encode()


def write(name, data):
    """Into a new file: to empty the old one would wait for the disk each time."""
    Path(name).unlink(missing_ok=True)
    Path(name).write_bytes(data)


def escapes(read, cases):
    """What reading lets out that is no single sentence: the bytes and what happened."""
    found = []
    for data in cases:
        write("case", data)
        try:
            read("case")
        except ValueError as wrong:
            said = str(wrong)
            if not re.fullmatch(r"case: [^\n]{1,490}", said) or not said.isprintable():
                found.append((data, said))
        except Exception as crash:
            found.append((data, repr(crash)))
    return found


def problem_there_and_back(path):
    problem, _ = read_problem(path)
    try:
        write("again", write_problem(problem).encode())
        assert read_problem("again")[0] == problem
    except ValueError as wrong:
        raise AssertionError("what was read cannot be written") from wrong


def plan_there_and_back(path):
    plan = read_plan(path, PROBLEM)
    try:
        write("again", write_plan(PROBLEM, plan, problem_sha256="").encode())
        assert read_plan("again", PROBLEM) == plan
    except ValueError as wrong:
        raise AssertionError("what was read cannot be written") from wrong


@pytest.mark.parametrize(
    ("read", "valid"),
    [
        (problem_there_and_back, json.dumps(FORUM, indent=1).encode()),
        (problem_there_and_back, DZN),
        (plan_there_and_back, json.dumps(PLAN, indent=1).encode()),
    ],
    ids=["forum", "dzn", "plan"],
)
def test_nothing_but_sentences_comes_out_of_damaged_files(read, valid):
    chance = random.Random(20270310)

    assert escapes(read, [valid]) == []
    assert escapes(read, (with_scraps(valid, chance) for _ in range(120))) == []


@pytest.mark.parametrize(
    ("read", "valid"), [(problem_there_and_back, FORUM), (plan_there_and_back, PLAN)], ids=["forum", "plan"]
)
def test_nothing_but_sentences_comes_out_of_odd_values(read, valid):
    chance = random.Random(20270311)

    assert escapes(read, (with_an_odd_value(valid, chance) for _ in range(120))) == []


def test_damage_is_neither_always_fatal_nor_always_harmless():
    chance = random.Random(20270312)
    fates = set()
    for _ in range(200):
        write("case", with_scraps(DZN, chance))
        try:
            fates.add(type(read_problem("case")))
        except ValueError:
            fates.add(ValueError)

    assert fates == {tuple, ValueError}


MUST = b'"level": "must"'


@pytest.fixture(scope="module")
def odd_forums():
    """Half of them without the word on which the readers below stumble."""
    chance = random.Random(20270313)
    drawn = [with_an_odd_value(FORUM, chance) for _ in range(100)]
    lacking = [data for data in drawn if MUST not in data]
    return lacking + drawn[: len(lacking)]


@pytest.mark.parametrize(
    "wrong",
    [KeyError("id"), RecursionError(), ValueError("two\nlines"), ValueError("case: " + "long" * 200), ValueError("no")],
    ids=range(5),
)
def test_red_control_a_reader_that_lets_other_things_out_is_noticed(wrong, odd_forums):
    def read(path):
        if MUST not in Path(path).read_bytes():
            raise wrong
        read_problem(path)

    found = escapes(read, odd_forums)

    assert found
    assert all(MUST not in data for data, _ in found)


# --- Files that are too large ---


def refusal(path):
    with pytest.raises(ValueError) as wrong:  # noqa: PT011 - the sentence is compared whole
        read_problem(path)
    return str(wrong.value)


def test_a_hundred_megabytes_are_refused_without_being_read():
    with Path("large.json").open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    tracemalloc.start()
    began = time.perf_counter()

    said = refusal("large.json")

    took = time.perf_counter() - began
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert said == "large.json: expected at most 64 MiB, got 104,857,600 bytes"
    assert took < 0.5
    assert most < 1024 * 1024


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="the system has no endless file")
def test_an_endless_file_is_refused_at_the_limit(monkeypatch):
    assert refusal("/dev/zero") == "/dev/zero: expected at most 64 MiB, got more"

    with Path("/dev/zero").open("rb") as endless:
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=endless))
        assert refusal("-") == "standard input: expected at most 64 MiB, got more"


@pytest.mark.parametrize(
    "garbage",
    [
        b'{"a":' * 100_000,
        b"{" * 100_000,
        b" " * 1_000_000,
        b'{"a": ' + b"9" * 1_000_000 + b"}",
        b"%\n" * 100_000 + b"x",
        b"nBusiness = " + b"9" * 1_000_000,
        b"forbidden = [" + b"{" * 100_000,
        b"forbidden = [{" + b"1," * 100_000 + b"}]",
        b"a" * 500_000 + b" " * 500_000,
    ],
    ids=range(9),
)
@pytest.mark.parametrize("name", ["garbage.json", "garbage.dzn"])
def test_large_garbage_takes_no_longer_than_its_size_asks_for(name, garbage):
    Path(name).write_bytes(garbage)
    began = time.perf_counter()

    said = refusal(name)

    assert time.perf_counter() - began < 2
    assert re.fullmatch(rf"{name}: .{{1,480}}", said)
