"""What the database itself promises about wishes, plans and meetings."""

import pytest
from django.db.models import RestrictedError

from handschlag.meetings.models import Attendance, Meeting, Plan, PlanningRun, UnmetWish, Wish
from handschlag.meetings.states import PUBLISHED, PlanState
from tests import constraints
from tests import factories as make
from tests.meetings import planned

pytestmark = pytest.mark.django_db


def twice(factory, *fields):
    """Make a second row like the first in these fields."""

    def wrong():
        first = factory()
        factory(**{field: getattr(first, field) for field in fields})

    return wrong


def with_oneself(factory, one, other):
    def wrong():
        participant = make.ParticipantFactory()
        factory(**{one: participant, other: participant})

    return wrong


def interpreter_in_two_places():
    first = make.MeetingFactory(interpreter=make.InterpreterFactory())
    make.MeetingFactory(plan=first.plan, slot=first.slot, interpreter=first.interpreter)


def participant_in_two_places():
    first = make.MeetingFactory()
    second = make.MeetingFactory(plan=first.plan, slot=first.slot, first=first.first)
    for meeting in (first, second):
        Attendance.objects.create(meeting=meeting, participant=first.first, plan=first.plan, slot=first.slot)


def attends_twice():
    meeting, other_slot = make.MeetingFactory(), make.SlotFactory()
    for slot in (meeting.slot, other_slot):
        Attendance.objects.create(meeting=meeting, participant=meeting.first, plan=meeting.plan, slot=slot)


def two_published_plans():
    event = make.EventFactory()
    for state in PUBLISHED:
        make.PlanFactory(event=event, state=state)


RULES = [
    # name, whose, how it is broken
    ("attends_once", Attendance, attends_twice),
    ("meets_somebody_else", Meeting, with_oneself(make.MeetingFactory, "first", "second")),
    ("one_meeting_an_interpreter", Meeting, interpreter_in_two_places),
    ("one_meeting_at_a_table", Meeting, twice(make.MeetingFactory, "plan", "slot", "table")),
    ("one_meeting_at_a_time", Attendance, participant_in_two_places),
    ("one_published_plan", Plan, two_published_plans),
    ("plan_number_once_per_event", Plan, twice(make.PlanFactory, "event", "number")),
    ("run_number_once_per_event", PlanningRun, twice(make.PlanningRunFactory, "event", "number")),
    ("unmet_once_per_plan", UnmetWish, twice(make.UnmetWishFactory, "plan", "first", "second")),
    ("wished_once", Wish, twice(make.WishFactory, "asker", "asked")),
    ("wishes_somebody_else", Wish, with_oneself(make.WishFactory, "asker", "asked")),
]


@pytest.mark.parametrize(("name", "model", "wrong"), RULES, ids=[name for name, *_ in RULES])
def test_the_database_itself_keeps_the_rule(name, model, wrong):
    assert constraints.broken(model, wrong) == [name]


def test_no_rule_is_untested():
    assert constraints.of_flat("meetings") == [name for name, *_ in RULES]


def test_an_event_has_many_plans_that_are_not_published():
    event = make.EventFactory()

    for state in (PlanState.DRAFT, PlanState.DRAFT, PlanState.FINAL, PlanState.SUPERSEDED, PlanState.SUPERSEDED):
        make.PlanFactory(event=event, state=state)

    assert event.plans.count() == 5


def test_meetings_without_a_table_or_an_interpreter_share_a_time():
    first = make.MeetingFactory(table=None)

    second = make.MeetingFactory(plan=first.plan, slot=first.slot, table=None)

    assert list(first.plan.meetings.order_by("pk")) == [first, second]


def test_an_event_goes_with_everything_that_belongs_to_it():
    event = planned.forum()
    planned.plan(event)

    event.delete()

    assert [model.__name__ for model in (Wish, Plan, Meeting, UnmetWish, PlanningRun) if model.objects.exists()] == []


def test_a_table_with_meetings_does_not_go_alone():
    meeting = make.MeetingFactory()

    with pytest.raises(RestrictedError):
        meeting.table.delete()
