"""Planning runs side by side."""

import pytest

from handschlag.meetings import comparison
from handschlag.meetings.states import PlanState, RunState
from tests import factories as make
from tests.meetings.hall import hall

pytestmark = pytest.mark.django_db

FIGURES = {"held": {"must": 2, "want": 3, "possible": 0}, "wishes": {"must": 2, "want": 4, "possible": 6}}


def runs_of(event, number):
    return [make.PlanningRunFactory(event=event, number=k) for k in range(1, number + 1)]


def numbers(runs):
    return [run.number for run in runs]


def differences(compared):
    return {column.run.number: column.different for column in compared.columns}


@pytest.mark.parametrize(
    ("runs", "this", "shown", "older"),
    [
        (0, None, [], []),
        (3, None, [1, 2, 3], []),
        (4, 2, [1, 2, 3, 4], []),
        (6, None, [3, 4, 5, 6], [2, 1]),
        (6, 5, [3, 4, 5, 6], [2, 1]),
        (6, 1, [1, 4, 5, 6], [3, 2]),
    ],
    ids=["none", "few", "one of few", "many", "a late one of many", "an early one of many"],
)
def test_the_latest_runs_and_this_one_stand_from_old_to_new(runs, this, shown, older):
    event = make.EventFactory()
    made = runs_of(event, runs)

    compared = comparison.side_by_side(event, this=made[this - 1] if this else None)

    assert (numbers(column.run for column in compared.columns), numbers(compared.older)) == (shown, older)
    assert [column.run.number for column in compared.columns if column.is_this] == [this] * bool(this)


def test_runs_of_other_events_are_not_shown():
    make.PlanningRunFactory()

    assert comparison.side_by_side(make.EventFactory()).columns == []


def with_plans(*plans):
    """Runs 1, 2 … of a hall; each plan is None or its state and the slots at which ours[0] meets somebody."""
    forum = hall(2, 4)
    runs = runs_of(forum.event, len(plans))
    for run, plan in zip(runs, plans, strict=True):
        if plan is not None:
            forum.plan(*((slot, 0, None) for slot in plan[1]), run=run, state=plan[0], number=run.number)
    return forum, runs


def test_a_run_is_compared_with_its_own_plan_first():
    forum, runs = with_plans((PlanState.FINAL, [0, 1]), (PlanState.DRAFT, [0]), (PlanState.DRAFT, [1]))

    compared = comparison.side_by_side(forum.event, this=runs[1])

    assert (compared.reference.number, differences(compared)) == (2, {1: 1, 2: None, 3: 2})


@pytest.mark.parametrize(
    ("states", "reference"),
    [
        ((PlanState.PROVISIONAL, PlanState.DRAFT), 1),
        ((PlanState.FINAL, PlanState.DRAFT), 1),
        ((PlanState.SUPERSEDED, PlanState.DRAFT), 2),
        ((PlanState.DRAFT, None), 1),
        ((None, None), None),
    ],
)
def test_else_with_the_published_plan_else_with_the_latest(states, reference):
    forum, _runs = with_plans(*((state, [0]) if state else None for state in states))

    found = comparison.side_by_side(forum.event).reference

    assert (found and found.number) == reference


def test_a_run_without_a_plan_differs_in_nothing():
    forum, runs = with_plans(None, (PlanState.DRAFT, [0, 1]))

    assert differences(comparison.side_by_side(forum.event, this=runs[0])) == {1: None, 2: None}


def test_a_published_plan_is_the_measure_even_where_there_is_no_room_for_its_run():
    forum, _runs = with_plans((PlanState.FINAL, [0]), *[(PlanState.DRAFT, [1])] * 5)

    compared = comparison.side_by_side(forum.event)

    assert (compared.reference.number, differences(compared)) == (1, {3: 2, 4: 2, 5: 2, 6: 2})


@pytest.mark.parametrize(
    ("figures", "counted"),
    [({"breaks": 3, "busy": 2}, (5, 12, 1.5)), ({"breaks": 0, "busy": 0}, (5, 12, 0.0))],
)
def test_a_column_counts_what_is_held_wished_and_waited(figures, counted):
    run = make.PlanningRunFactory.build(event=None, figures=FIGURES | figures)
    column = comparison.Column(run, None, None, is_this=False)

    assert (column.held, column.wishes, column.waiting) == counted


@pytest.mark.parametrize(("plans", "queries"), [(0, 1), (1, 2), (3, 2), (6, 2)])
def test_two_queries_are_enough_however_many_there_are(plans, queries, django_assert_num_queries):
    forum, _runs = with_plans(*[(PlanState.DRAFT, [0])] * plans)

    with django_assert_num_queries(queries):
        compared = comparison.side_by_side(forum.event)
        named = [(column.run.started_by, column.plan.state) for column in compared.columns]

    assert len(named) == min(plans, comparison.BESIDE)


def test_lists_of_runs_leave_the_large_files_where_they_are():
    make.PlanningRunFactory(problem={"large": 1}, answer={"large": 1}, curve=[[1]], state=RunState.SOLVED)

    [run] = comparison.runs(comparison.Event.objects.get())

    assert run.get_deferred_fields() == {"problem", "answer", "curve"}
