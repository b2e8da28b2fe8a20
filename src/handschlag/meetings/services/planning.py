"""Planning runs: begun by an organiser, carried out by a worker, ended with a plan or with a cause.

A run may be carried out again at any time, for workers die: whoever ends it first has ended it, and what another one
computed meanwhile is thrown away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.engine.scheduling import files
from handschlag.engine.scheduling.plan import Status
from handschlag.events.models import Event
from handschlag.foundation import audit, jobs, revisions
from handschlag.foundation.errors import RuleBroken
from handschlag.meetings import bridge, gateway, verbs
from handschlag.meetings.choices import Choices
from handschlag.meetings.models import Plan, PlanningRun
from handschlag.meetings.services.watching import Watch
from handschlag.meetings.states import RUNS, RunState

KIND = "meetings.plan"
OPEN = (RunState.QUEUED, RunState.RUNNING)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ends: its state, why it has no plan and the file that proves it, or the answer that becomes one."""

    state: RunState
    cause: str = ""
    answer: gateway.Answer | None = None
    proof: Mapping[str, Any] | None = None


@transaction.atomic
def start(event: Event, settings: Choices, *, by: User, now: datetime) -> PlanningRun:
    """Begin a planning run; a worker will carry it out.

    Raises ``RuleBroken``: "running" (another run of this event has not ended).
    """
    # Locked, so that of two who start at once the second one sees the first one's run.
    Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    going_on = PlanningRun.objects.filter(event=event, state__in=OPEN).values_list("number", flat=True).first()
    if going_on is not None:
        raise RuleBroken(
            _("Planning run %(number)s is still computing. Wait for it or stop it."),
            code="running",
            params={"number": going_on},
        )
    number = (PlanningRun.objects.filter(event=event).aggregate(Max("number"))["number__max"] or 0) + 1
    run = PlanningRun(event=event, number=number, settings=settings.as_data(), started_by=by)
    run.job = jobs.start(KIND, {"run": run.public_id}, queue="solver")
    run.save()
    revisions.bump(event.slug, "plan")
    _note(verbs.RUN_STARTED, run, by, now)
    return run


@transaction.atomic
def stop(run: PlanningRun, *, by: User, now: datetime) -> None:
    """Ask a run to end with the best plan so far; one that no worker has taken yet ends at once, without a plan.

    Raises ``RuleBroken``: "state" (it has ended already).
    """
    run = PlanningRun.objects.select_for_update(of=("self",)).select_related("event__host", "job").get(pk=run.pk)
    RUNS.check(run.state, RunState.STOPPED)
    if run.job is not None:
        jobs.ask_to_stop(run.job)
    if run.state == RunState.QUEUED:
        _end(run, RunState.STOPPED, now, cause="not_begun")
    revisions.bump(run.event.slug, "plan")
    _note(verbs.RUN_STOPPED, run, by, now)


def carry_out(
    run_id: str,
    *,
    beat: Callable[[dict[str, Any]], object],
    stop_asked: Callable[[], bool],
    clock: Callable[[], datetime] = timezone.now,
    most_memory: int = gateway.MOST_MEMORY,
) -> None:
    """Compute a run and end it, unless it has ended already.

    Parameters
    ----------
    beat : called with the progress at least once a second
    stop_asked : has somebody asked for the best plan so far?
    clock : what time it is
    most_memory : bytes that the planner may take
    """
    run = _take(run_id, clock())
    if run is None:
        return
    watch = Watch(run, beat)
    posed, outcome = None, Outcome(RunState.FAILED, "crashed")
    try:
        posed = bridge.pose(run.event, Choices.read(run.settings))
        outcome = _computed(run, posed, watch, stop_asked, most_memory)
    except ValueError:  # rows that do not fit together, such as a slot on two days
        outcome = Outcome(RunState.FAILED, "input")
    finish(run, posed, outcome, watch, now=clock())


def _take(run_id: str, now: datetime) -> PlanningRun | None:
    """The run, now computing; None if it has ended. One whose worker died begins anew."""
    with transaction.atomic():
        taken = PlanningRun.objects.filter(public_id=run_id, state__in=OPEN)
        if not taken.update(state=RunState.RUNNING, started_at=now, curve=[], bound={}, changed_at=now):
            return None
        run = PlanningRun.objects.select_related("event").get(public_id=run_id)
        revisions.bump(run.event.slug, "plan")
    return run


def _computed(
    run: PlanningRun, posed: bridge.Posed, watch: Watch, stop_asked: Callable[[], bool], most_memory: int
) -> Outcome:
    if posed.problem is None or posed.cause:
        return Outcome(RunState.INFEASIBLE, posed.cause)
    watch.begin(bridge.asked(posed.problem))
    try:
        answer = gateway.solve(
            posed.problem,
            Choices.read(run.settings),
            on_progress=watch.look,
            stop_asked=stop_asked,
            most_memory=most_memory,
        )
    except gateway.NoAnswer as none:
        return Outcome(RunState.FAILED, none.code)
    if answer.plan.status == Status.INFEASIBLE:
        return Outcome(RunState.INFEASIBLE, "contradiction", proof=answer.document)
    return Outcome(RunState.STOPPED if answer.is_stopped else RunState.SOLVED, answer=answer)


def give_up(run_id: str, *, now: datetime) -> None:
    """End a run that no worker could carry out, however often it was tried. Called in the transaction that says so."""
    run = PlanningRun.objects.select_related("event").filter(public_id=run_id).first()
    if run is not None and _end(run, RunState.FAILED, now, cause="lost"):
        revisions.bump(run.event.slug, "plan")


def finish(run: PlanningRun, posed: bridge.Posed | None, outcome: Outcome, watch: Watch, *, now: datetime) -> None:
    """End a run, and keep its plan as a draft, all or nothing. Does nothing if somebody has ended it meanwhile."""
    try:
        with transaction.atomic():
            # Locked first, as ``start`` does; and plans of an event are numbered one after the other.
            Event.objects.select_for_update(no_key=True).get(pk=run.event_id)
            if _ended(run, posed, outcome, watch, now) and posed is not None and outcome.answer is not None:
                keep(run, posed, outcome.answer)
            watch.prove()
            revisions.bump(run.event.slug, "plan")
    except bridge.Changed:
        finish(run, posed, Outcome(RunState.FAILED, "changed"), watch, now=now)


def keep(run: PlanningRun, posed: bridge.Posed, answer: gateway.Answer) -> Plan:
    """The answer as a draft that only organisers see."""
    number = (Plan.objects.filter(event=run.event_id).aggregate(Max("number"))["number__max"] or 0) + 1
    plan = Plan.objects.create(event_id=run.event_id, run=run, number=number)
    bridge.write(plan, posed, answer.plan)
    return plan


def _ended(run: PlanningRun, posed: bridge.Posed | None, outcome: Outcome, watch: Watch, now: datetime) -> bool:
    """Write how the run ended; False if it had ended before."""
    problem = posed.problem if posed is not None else None
    answer = outcome.answer
    facts: Mapping[str, Any] = {
        "problem": files.problem_document(problem) if problem is not None else {},
        "figures": bridge.asked(problem) if problem is not None else {},
        "answer": outcome.proof or {},
    }
    if problem is not None and answer is not None:
        facts = {
            **facts,
            "answer": answer.document,
            "problem_sha256": answer.document["problem_sha256"],
            "figures": facts["figures"] | bridge.reached(problem, answer.plan),
            "bound": watch.bound(answer.document["bound"]),
        }
    return _end(run, outcome.state, now, cause=outcome.cause, curve=watch.curve, **facts)


def _end(run: PlanningRun, state: RunState, now: datetime, **facts: Any) -> bool:
    still_open = PlanningRun.objects.filter(pk=run.pk, state__in=OPEN)
    return bool(still_open.update(state=state, ended_at=now, changed_at=now, **facts))


def _note(verb: str, run: PlanningRun, by: User, now: datetime) -> None:
    event = run.event
    audit.record(by, verb, run, scope=event.host.slug, event=event.slug, now=now, number=run.number)
