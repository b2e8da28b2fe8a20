"""Publishing: at most one plan is what everybody sees, however many press the button at once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet

from handschlag.foundation import revisions
from handschlag.foundation.errors import RuleBroken
from handschlag.meetings import bridge
from handschlag.meetings.models import Attendance, Meeting, Plan
from handschlag.meetings.services import publishing
from handschlag.meetings.states import PlanState
from tests import constraints, racing
from tests import factories as make
from tests.meetings import planned

pytestmark = pytest.mark.django_db

NOW = make.OPENING - timedelta(days=3)
LATER = NOW + timedelta(minutes=1)


def plans_in(*states):
    """Plans of one event, numbered from 1 on."""
    event = make.EventFactory()
    return [make.PlanFactory(event=event, number=number, state=state) for number, state in enumerate(states, 1)]


def states(*plans):
    return [Plan.objects.get(pk=plan.pk).state for plan in plans]


def refusal(step, plan, **facts):
    with pytest.raises(RuleBroken) as broken:
        step(plan, by=make.UserFactory(), now=NOW, **facts)
    return broken.value


def test_a_draft_becomes_provisional_and_then_final():
    (plan,) = plans_in("draft")
    first, second = make.UserFactory.create_batch(2)

    publishing.publish(plan, by=first, now=NOW)
    provisional = (plan.state, plan.published_by, plan.published_at)
    publishing.finalise(plan, by=second, now=LATER)

    assert provisional == (PlanState.PROVISIONAL, first, NOW)
    plan.refresh_from_db()
    assert (plan.state, plan.published_by, plan.published_at) == (PlanState.FINAL, second, LATER)


@pytest.mark.parametrize("before", ["provisional", "final"])
def test_the_plan_published_before_is_superseded_and_no_other(before):
    old, published, new, draft = plans_in("superseded", before, "draft", "draft")
    elsewhere = make.PlanFactory(state="final")

    publishing.publish(new, by=make.UserFactory(), now=NOW)

    after = states(old, published, new, draft, elsewhere)
    assert after == ["superseded", "superseded", "provisional", "draft", "final"]


@pytest.mark.parametrize("state", ["provisional", "final", "superseded"])
def test_only_a_draft_is_published(state):
    plan, other = plans_in(state, "provisional" if state == "superseded" else "draft")

    before = states(plan, other)

    assert (refusal(publishing.publish, plan).code, states(plan, other)) == ("state", before)


@pytest.mark.parametrize("state", ["draft", "final", "superseded"])
def test_only_a_provisional_plan_is_made_final(state):
    (plan,) = plans_in(state)

    assert (refusal(publishing.finalise, plan).code, states(plan)) == ("state", [state])


def test_who_looked_at_the_published_plan_may_put_another_in_its_place():
    published, draft = plans_in("final", "draft")

    publishing.publish(draft, by=make.UserFactory(), now=NOW, in_place_of=published.public_id)

    assert states(published, draft) == ["superseded", "provisional"]


@pytest.mark.parametrize("seen", [0, 2, None])
def test_who_saw_another_plan_published_is_told_which_one_it_is_now(seen):
    plans = plans_in("superseded", "final", "draft")
    in_place_of = "" if seen is None else plans[seen].public_id

    broken = refusal(publishing.publish, plans[2], in_place_of=in_place_of)

    assert (broken.code, broken.params, states(*plans)) == ("state", {"number": 2}, ["superseded", "final", "draft"])


def test_who_saw_a_plan_that_is_no_longer_published_is_refused():
    gone, draft = plans_in("superseded", "draft")

    assert refusal(publishing.publish, draft, in_place_of=gone.public_id).code == "state"


def test_everybody_hears_of_it():
    (plan,) = plans_in("draft")

    def numbers():
        return [revisions.current(plan.event.slug, stream).number for stream in ("plan", "public")]

    told = [numbers()]
    for step in (publishing.publish, publishing.finalise):
        step(plan, by=make.UserFactory(), now=NOW)
        told.append(numbers())

    assert told == [[0, 0], [1, 1], [2, 2]]


# What the database itself refuses, should everything above it fail


def test_the_database_refuses_two_published_plans():
    published, draft = plans_in("final", "draft")

    def publish():
        Plan.objects.filter(pk=draft.pk).update(state="provisional")

    assert constraints.broken(Plan, publish) == ["one_published_plan"]
    assert states(published, draft) == ["final", "draft"]


@pytest.mark.parametrize(
    ("rule", "model", "shared"),
    [
        ("one_meeting_at_a_table", Meeting, "place"),
        ("one_meeting_an_interpreter", Meeting, "interpreter"),
        ("one_meeting_at_a_time", Attendance, "slot"),
    ],
)
def test_the_database_refuses_a_plan_in_which_somebody_or_a_table_is_taken_twice(rule, model, shared):
    event = planned.forum(2, tables=1, slots=2)
    event.wishes.exclude(asker=event.participants.first()).delete()  # one of the two left needs the interpreter
    posed, outcome, _ = planned.computed(planned.started(event))
    first, second = sorted(outcome.answer.plan.held, key=lambda one: one.interpreter is None)
    wrong = replace(second, place=None, interpreter=None, slot=first.slot)
    wrong = replace(wrong, **{shared: getattr(first, shared)})
    answer = replace(outcome.answer.plan, held=(first, wrong))

    assert constraints.broken(model, lambda: bridge.write(make.PlanFactory(event=event), posed, answer)) == [rule]
    assert (Plan.objects.count(), Meeting.objects.count()) == (0, 0)


# Two at once


@pytest.fixture
def desk(copied):
    """An organiser, the published plan and two drafts, for threads with connections of their own."""
    rows = make.UserFactory(), plans_in("provisional", "draft", "draft")
    copied()
    return rows


@pytest.mark.slow
@pytest.mark.parametrize("is_careless", [False, True], ids=["with the lock", "red control"])
@pytest.mark.parametrize("pressed", [1, 2], ids=["the same plan", "another plan"])
def test_of_two_who_publish_at_once_exactly_one_wins(desk, monkeypatch, pressed, is_careless):
    user, plans = desk
    if is_careless:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)

    def publish(number):
        plan = Plan.objects.get(pk=plans[number].pk)
        return lambda: publishing.publish(plan, by=user, now=NOW, in_place_of=plans[0].public_id).state

    outcome = racing.at_once(publish(1), publish(pressed))

    # Without the lock the race really happens on PostgreSQL: the second one believes that the old plan is still the
    # published one, and it is the constraint that stops it. SQLite lets nobody begin to write in the meantime.
    has_raced = is_careless and pressed == 2 and connection.vendor == "postgresql"
    assert outcome == ("provisional", "one_published_plan" if has_raced else "state")
    assert racing.in_a_thread(states, *plans) == ["superseded", "provisional", "draft"]


@pytest.mark.slow
def test_a_plan_is_not_made_final_while_another_takes_its_place(desk):
    user, plans = desk

    outcome = racing.at_once(
        lambda: publishing.publish(plans[1], by=user, now=NOW).state,
        lambda: publishing.finalise(plans[0], by=user, now=NOW).state,
    )

    assert outcome == ("provisional", "state")
    assert racing.in_a_thread(states, *plans) == ["superseded", "provisional", "draft"]
