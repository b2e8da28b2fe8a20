"""A problem and a plan in all their formats, and what is done with files in these tests."""

import copy
import json
from pathlib import Path

import pytest

from handschlag.engine.scheduling.files import read_problem
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
