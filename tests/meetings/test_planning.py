"""Planning runs: begun once at a time, carried out by the real planner, and always ended with a plan or a cause."""

import os
import signal
import tempfile
from datetime import timedelta

import pytest
from django.utils import timezone

from handschlag.events.models import Table
from handschlag.foundation import jobs, revisions
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.jobs import LeaseLost, lease
from handschlag.foundation.models import Job, JobState
from handschlag.meetings.choices import Choices
from handschlag.meetings.models import Meeting, Plan, PlanningRun
from handschlag.meetings.services import planning
from handschlag.meetings.services.watching import Watch
from handschlag.meetings.states import PlanState, RunState
from tests import factories as make
from tests.meetings import planned
from tests.meetings.shift.office import planners

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LATER = make.OPENING + timedelta(minutes=5)
MANY = 10**8
"""Moves that take a minute, in which a planner is stopped or killed."""


@pytest.fixture
def event():
    return planned.forum()


def carry_out(run, *, beat=lambda progress: None, stop_asked=lambda: False, **limit):
    """The run after it has been carried out."""
    planning.carry_out(run.public_id, beat=beat, stop_asked=stop_asked, clock=lambda: LATER, **limit)
    return PlanningRun.objects.get(pk=run.pk)


def ending(run):
    """How it ended, and how many plans and meetings there are."""
    run.refresh_from_db()
    return run.state, run.cause, Plan.objects.count(), Meeting.objects.count() > 0


def refusal(function, *args):
    with pytest.raises(RuleBroken) as broken:
        function(*args, by=make.UserFactory(), now=LATER)
    return broken.value.code


# Beginning and stopping


def test_a_run_begins_with_its_settings_and_waits_in_the_solvers_queue(event):
    user, choices = make.UserFactory(), Choices(seconds=30, tables=1, interpreters=(), fairness=None, note="less")

    run = planning.start(event, choices, by=user, now=LATER)

    run.refresh_from_db()
    assert (run.number, run.state, run.started_by, Choices.read(run.settings)) == (1, "queued", user, choices)
    assert (run.job.queue, run.job.args) == ("solver", {"run": run.public_id})


@pytest.mark.parametrize("state", planning.OPEN)
def test_a_second_run_is_refused_while_one_goes_on(event, state):
    planned.started(event)
    PlanningRun.objects.update(state=state)

    assert refusal(planning.start, event, Choices()) == "running"
    assert (PlanningRun.objects.count(), Job.objects.count()) == (1, 1)


def test_runs_of_an_event_are_numbered_and_do_not_hinder_those_of_another(event):
    planned.plan(event)

    second, elsewhere = planned.started(event), planned.started(planned.forum())

    assert (second.number, elsewhere.number) == (2, 1)


def test_a_run_that_is_stopped_before_it_has_begun_ends_at_once_and_is_never_computed(event):
    run = planned.started(event)

    planning.stop(run, by=make.UserFactory(), now=LATER)
    jobs.run(run.job_id)

    assert (*ending(run), run.ended_at, run.started_at) == ("stopped", "not_begun", 0, False, LATER, None)
    assert Job.objects.get().state == JobState.STOPPED


@pytest.mark.server
def test_a_running_run_is_asked_to_stop_and_ends_with_the_best_plan_so_far():
    run = planned.started(planned.endless(), moves=MANY)
    PlanningRun.objects.update(state=RunState.RUNNING)

    planning.stop(run, by=make.UserFactory(), now=LATER)
    asked = ending(run)[0]
    jobs.run(run.job_id)

    assert (asked, *ending(run)) == ("running", "stopped", "", 1, True)
    assert (run.figures["moves"] < MANY, Job.objects.get().state) == (True, JobState.STOPPED)


@pytest.mark.parametrize("state", [RunState.SOLVED, RunState.INFEASIBLE, RunState.STOPPED, RunState.FAILED])
def test_what_has_ended_cannot_be_stopped(event, state):
    run = planned.started(event)
    PlanningRun.objects.update(state=state)

    assert refusal(planning.stop, run) == "state"
    assert not Job.objects.get().stop_asked


# Carrying out


def test_a_worker_carries_a_run_out_and_keeps_its_plan_as_a_draft(event):
    run = planned.started(event)
    _, expected, _ = planned.computed(run)

    jobs.run(run.job_id)

    assert ending(run) == ("solved", "", 1, True)
    assert (run.plan.number, run.plan.state, run.plan.published_at) == (1, PlanState.DRAFT, None)
    assert (run.answer, run.job.state) == (expected.answer.document, JobState.DONE)


def test_the_curve_ends_at_what_the_plan_is_worth_and_the_bound_says_what_is_proven(event):
    run = carry_out(planned.started(event))

    seconds, moves, *value = run.curve[-1]
    assert (seconds >= 0, moves >= 0, value) == (True, True, [7, 0, 2, 0])
    assert {name: run.bound[name] for name in ("must_unmet", "lost", "breaks")} == run.answer["bound"]
    assert (run.started_at, run.ended_at, run.figures["lost"], run.figures["is_optimal"]) == (LATER, LATER, 2, True)


@pytest.mark.parametrize("cause", planned.CAUSES)
def test_a_run_that_cannot_be_ends_with_its_cause_and_without_an_error(event, cause):
    run = planned.started(event)
    planned.CAUSES[cause](event)

    jobs.run(run.job_id)

    assert ending(run) == ("infeasible", cause, 0, False)
    assert (run.job.state, run.job.error, run.job.tries) == (JobState.DONE, "", 1)


def test_rows_that_do_not_fit_together_fail_as_our_fault(event):
    make.SlotFactory(
        event=event, starts_at=make.OPENING + timedelta(minutes=1), day=make.DayFactory(event=event, on="2027-03-11")
    )

    assert ending(carry_out(planned.started(event))) == ("failed", "input", 0, False)


@pytest.mark.server
@pytest.mark.parametrize("megabytes", [1, 128])
def test_a_planner_that_may_take_no_memory_fails_for_just_that(event, megabytes):
    run = carry_out(planned.started(event), most_memory=megabytes * 1024**2)

    assert (*ending(run), run.figures["slots"]) == ("failed", "memory", 0, False, 4)


@pytest.mark.server
def test_a_planner_that_is_killed_fails_for_just_that(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def kill_once_it_has_a_plan():
        for planner in planners(tmp_path) if PlanningRun.objects.get().curve else ():
            os.kill(planner, signal.SIGKILL)

    run = carry_out(planned.started(planned.endless(), moves=MANY), stop_asked=kill_once_it_has_a_plan)

    assert (*ending(run), len(run.curve) > 0) == ("failed", "killed", 0, False, True)
    assert (planners(tmp_path), list(tmp_path.iterdir())) == (set(), [])


@pytest.mark.server
def test_a_table_that_is_deleted_meanwhile_leaves_no_plan(event):
    def delete(progress):
        Table.objects.filter(event=event).delete()

    assert ending(carry_out(planned.started(event), beat=delete)) == ("failed", "changed", 0, False)


# Twice, too late, and begun anew


def test_finishing_a_second_time_changes_nothing(event):
    run = planned.started(event)
    answer = planned.computed(run)

    for now in (make.OPENING, LATER):
        planning.finish(run, *answer, now=now)

    assert (*ending(run), run.ended_at) == ("solved", "", 1, True, make.OPENING)


def test_an_answer_that_comes_after_the_end_is_thrown_away(event):
    run = planned.started(event)
    answer = planned.computed(run)
    planning.give_up(run.public_id, now=make.OPENING)

    planning.finish(run, *answer, now=LATER)

    assert (*ending(run), run.ended_at, run.answer) == ("failed", "lost", 0, False, make.OPENING, {})


def test_whoever_has_lost_the_lease_writes_neither_plan_nor_end(event):
    run = planned.started(event)
    asked, outcome, _ = planned.computed(run)

    with pytest.raises(LeaseLost):
        planning.finish(run, asked, outcome, Watch(run, leave), now=LATER)

    assert ending(run) == ("queued", "", 0, False)


@pytest.mark.server
def test_a_run_that_its_worker_had_to_leave_is_begun_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    run = planned.started(planned.endless(), moves=MANY)

    with pytest.raises(LeaseLost):
        carry_out(run, beat=lambda progress: progress["points"] and leave())
    left = (ending(run), planners(tmp_path))
    PlanningRun.objects.update(curve=[[-1, 0, 0, 0, 0, 0]], started_at=make.OPENING)
    run = carry_out(run, stop_asked=lambda: True)

    assert left == (("running", "", 0, False), set())
    assert (*ending(run), run.started_at, run.curve[0][0] >= 0) == ("stopped", "", 1, True, LATER, True)


def leave(progress=None):
    raise LeaseLost


def abandon(run):
    """Let the last try of the run's job end with its worker."""
    Job.objects.update(most_tries=1)
    lease.take(run.job_id, holder="somebody", now=timezone.now())
    jobs.reap(timezone.now() + 2 * lease.length())
    return Job.objects.get().state


def test_a_run_is_given_up_when_its_workers_keep_dying(event):
    run = planned.started(event)
    PlanningRun.objects.update(state=RunState.RUNNING)

    assert (abandon(run), *ending(run)) == (JobState.FAILED, "failed", "lost", 0, False)


def test_what_has_ended_is_not_given_up(event):
    run = planned.plan(event).run

    assert (abandon(run), *ending(run)) == (JobState.FAILED, "solved", "", 1, True)


def test_a_run_that_was_deleted_keeps_no_job_waiting(event):
    run = planned.started(event)
    PlanningRun.objects.all().delete()

    assert (abandon(run), PlanningRun.objects.count()) == (JobState.FAILED, 0)


def test_pages_hear_of_every_step(event):
    def number():
        return revisions.current(event.slug, "plan").number

    numbers = [number()]
    run = planned.started(event)
    numbers.append(number())
    answer = planned.computed(run)
    numbers.append(number())
    planning.finish(run, *answer, now=LATER)
    numbers.append(number())
    planning.stop(planned.started(event), by=make.UserFactory(), now=LATER)
    numbers.append(number())
    planning.give_up(planned.started(event).public_id, now=LATER)

    assert sorted({*numbers, number()}) == [*numbers, number()]
