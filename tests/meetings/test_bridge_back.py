"""From the planner's plan back to rows, to files that can be checked outside, and to figures."""

import hashlib
import json

import pytest

from handschlag.companies.models import Participant
from handschlag.engine.scheduling.__main__ import main
from handschlag.events.models import Interpreter, Slot, Table
from handschlag.meetings import bridge
from handschlag.meetings.models import Attendance, Meeting, Plan, UnmetWish
from handschlag.meetings.states import WishLevel, WishState
from tests import factories as make
from tests.meetings import planned

pytestmark = pytest.mark.django_db


def test_a_plan_becomes_meetings_attendances_and_unmet_wishes():
    event = planned.forum()
    event.wishes.filter(level=WishLevel.MUST).update(state=WishState.DECLINED)

    plan = planned.plan(event)

    pairs = set(event.wishes.values_list("asker", "asked", "level"))
    met = set(plan.meetings.values_list("first", "second", "level"))
    unmet = set(plan.unmet.values_list("first", "second", "level"))
    assert (met | unmet, met & unmet, len(met)) == (pairs, set(), plan.meetings.count())
    assert set(plan.attendances.values_list("meeting", "participant", "slot")) == {
        (meeting.pk, party, meeting.slot_id)
        for meeting in plan.meetings.all()
        for party in (meeting.first_id, meeting.second_id)
    }
    assert {one.level for one in plan.unmet.filter(reason="declined")} == {WishLevel.MUST}


def test_rows_say_the_same_as_the_planners_file():
    plan = planned.plan(planned.forum())

    meetings = plan.meetings.select_related("slot", "table", "interpreter", "first", "second")
    rows = {
        (
            "~".join(sorted((one.first.public_id, one.second.public_id))),
            one.slot.public_id,
            one.table.public_id,
            one.interpreter and one.interpreter.public_id,
        )
        for one in meetings
    }
    assert rows == {
        (one["meeting"], one["slot"], one["place"], one["interpreter"]) for one in plan.run.answer["assign"]
    }
    assert {one.interpreter is not None for one in meetings} == {True, False}


def test_an_unmet_wish_names_the_meetings_that_are_in_the_way():
    event = planned.forum(1, slots=1)
    ours, theirs = event.participants.order_by("side__number")
    other = make.ParticipantFactory(event=event, side=theirs.side)
    make.WishFactory(event=event, asker=ours, asked=other, level="possible")

    plan = planned.plan(event)

    meeting, unmet = plan.meetings.get(), plan.unmet.get()
    assert (meeting.first, meeting.second, unmet.first, unmet.second) == (ours, theirs, ours, other)
    assert (unmet.level, unmet.reason, unmet.blockers) == ("possible", "busy", [meeting.public_id])
    assert unmet.remedy == {
        "kind": "exchange",
        "meetings": [meeting.public_id],
        "weight": 6,
        "slot": event.slots.get().public_id,
    }


def test_a_remedy_names_slots_and_participants_of_ours():
    event = planned.forum(1, slots=1)
    ours, theirs = event.participants.order_by("side__number")
    theirs.away.set(event.slots.all())
    make.WishFactory(event=event, asker=ours, asked=make.ParticipantFactory(event=event, side=theirs.side))

    unmet = planned.plan(event).unmet.get()

    slots = [slot.public_id for slot in event.slots.all()]
    assert (unmet.reason, unmet.blockers) == ("no_common_slot", [])
    assert unmet.remedy == {"kind": "availability", "participants": [theirs.public_id], "slots": slots}


@pytest.mark.parametrize("kind", [Slot, Table, Interpreter, Participant])
def test_a_plan_that_needs_what_is_gone_is_not_written(kind):
    event = planned.forum()
    asked, outcome, _ = planned.computed(planned.started(event))
    kind.objects.filter(event=event).delete()
    plan = Plan.objects.create(event=event, number=1)

    with pytest.raises(bridge.Changed):
        bridge.write(plan, asked, outcome.answer.plan)

    assert [rows.objects.count() for rows in (Meeting, Attendance, UnmetWish)] == [0, 0, 0]


@pytest.fixture
def files(tmp_path):
    """A run's files as an organiser downloads them, and what the planner's command line says about them."""
    event = planned.forum(4, tables=4)
    event.participants.first().away.set(event.slots.all())
    run = planned.plan(event).run
    problem, plan = tmp_path / "problem.json", tmp_path / "plan.json"
    problem.write_text(bridge.problem_text(run.problem), encoding="utf-8")
    plan.write_text(bridge.plan_text(run.problem, run.answer), encoding="utf-8")
    return run, problem, plan


def test_a_run_can_be_repeated_outside_byte_for_byte(files, capsys):
    run, problem, plan = files

    main(["solve", str(problem), "--moves", str(planned.MOVES), "--seed", "1", "--quiet"])

    written = capsys.readouterr().out
    assert (hashlib.sha256(problem.read_bytes()).hexdigest(), plan.read_text("utf-8")) == (run.problem_sha256, written)
    assert {one["reason"] for one in run.answer["unplaced"]} == {"busy", "interpreter", "no_common_slot"}


def test_a_run_can_be_checked_outside(files, capsys):
    _, problem, plan = files

    assert (main(["check", str(problem), str(plan)]), json.loads(capsys.readouterr().out)["violations"]) == (0, [])


def test_a_plan_changed_by_hand_does_not_pass(files, capsys):
    _, problem, plan = files
    document = json.loads(plan.read_text(encoding="utf-8"))
    document["assign"][1] |= {"slot": document["assign"][0]["slot"], "place": document["assign"][0]["place"]}
    plan.write_text(json.dumps(document), encoding="utf-8")

    assert main(["check", str(problem), str(plan)]) == 1


def test_figures_say_how_much_was_asked_and_what_was_reached():
    event = planned.forum()
    event.tables.first().closed.add(event.slots.first())
    event.interpreters.update(max_consecutive=1)
    make.ParticipantFactory(event=event, side=event.sides.last()).away.set(event.slots.all())

    figures = planned.plan(event).run.figures

    assert figures | {"moves": 0, "place_changes": 0} == {
        "participants": 7,
        "without_wish": 1,
        "never_there": 1,
        "wishes": {"must": 3, "want": 3, "possible": 3},
        "weight": 27,
        "slots": 4,
        "tables": 2,
        "seats": 7,
        "interpreters": 1,
        "duties": 2,
        "interpreted": 6,
        "held": {"must": 3, "want": 1, "possible": 1},
        "duties_used": 2,
        "lost": 6.0,
        "breaks": 0,
        "must_unmet": 0,
        "must_proven": True,
        "is_optimal": True,
        "gap": 0.0,
        "busy": 6,
        "below_minimum": 0,
        "place_changes": 0,
        "moves": 0,
        "seconds": None,
    }
