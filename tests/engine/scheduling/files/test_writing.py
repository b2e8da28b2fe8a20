"""Problems and plans as they are written."""

import re

from handschlag.engine.scheduling.files import plan_document, problem_document, write_plan, write_problem
from handschlag.engine.scheduling.plan import Bound, Held, Plan, Value
from handschlag.engine.scheduling.problem import Meeting, Participant, Problem, Slot
from tests.engine.scheduling.files.samples import ANSWER, FORUM, PLAN, PROBLEM


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
