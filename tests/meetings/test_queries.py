"""Reading what organisers ask about planning runs and plans."""

import pytest

from handschlag.meetings import queries
from handschlag.meetings.states import PlanState, RunState, WishLevel, WishState
from tests import factories as make
from tests.meetings.hall import hall

pytestmark = pytest.mark.django_db


def test_wishes_that_wait_for_an_answer_are_counted_and_vetoes_need_none():
    event = make.EventFactory()
    for level, state in (
        (WishLevel.WANT, WishState.OPEN),
        (WishLevel.POSSIBLE, WishState.OPEN),
        (WishLevel.NO, WishState.OPEN),
        (WishLevel.MUST, WishState.ACCEPTED),
        (WishLevel.MUST, WishState.WITHDRAWN),
    ):
        make.WishFactory(event=event, level=level, state=state)
    make.WishFactory()

    assert queries.unanswered(event) == 2


@pytest.mark.parametrize("state", RunState)
def test_a_run_goes_on_until_it_has_ended(state):
    run = make.PlanningRunFactory(state=state)
    make.PlanningRunFactory(state=RunState.RUNNING)

    assert (queries.going_on(run.event) == run) == (state in (RunState.QUEUED, RunState.RUNNING))


@pytest.mark.parametrize("state", PlanState)
def test_a_plan_is_published_from_provisional_on(state):
    plan = make.PlanFactory(state=state)
    make.PlanFactory(state=PlanState.FINAL)

    assert (queries.published(plan.event) == plan) == (state in (PlanState.PROVISIONAL, PlanState.FINAL))


@pytest.mark.parametrize(
    ("state", "step", "changes"),
    [
        (PlanState.DRAFT, PlanState.PROVISIONAL, 3),
        (PlanState.SUPERSEDED, None, 0),
    ],
)
def test_publishing_says_what_comes_next_and_how_much_it_changes(state, step, changes):
    forum = hall(2, 4)
    before = forum.plan((0, 0, None), (1, 0, None), state=PlanState.FINAL)
    plan = forum.plan((0, 0, None), (0, 1, None), (1, 1, None), state=state)

    told = queries.publishing(plan, busy=7)

    assert (told.step, told.participants, told.published, told.changes) == (step, 7, before, changes)


@pytest.mark.parametrize(("state", "step"), [(PlanState.PROVISIONAL, PlanState.FINAL), (PlanState.FINAL, None)])
def test_a_published_plan_changes_nothing_when_it_becomes_final(state, step):
    plan = hall(1, 1).full(state=state)

    told = queries.publishing(plan, busy=2)

    assert (told.step, told.published, told.changes) == (step, plan, 0)


def test_the_first_plan_takes_no_other_ones_place():
    told = queries.publishing(hall(1, 1).full(), busy=2)

    assert (told.step, told.published, told.changes) == (PlanState.PROVISIONAL, None, 0)
