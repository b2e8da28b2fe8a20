"""Planning runs side by side."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from handschlag.events.models import Event
from handschlag.meetings import board
from handschlag.meetings.models import Plan, PlanningRun
from handschlag.meetings.states import PUBLISHED

BESIDE = 4
"""So many runs stand beside each other; more can be asked for one by one."""


@dataclass(frozen=True, slots=True)
class Column:
    """One run. ``plan`` is None where it has none; ``different`` counts pairs with another time than in the plan
    that all are compared with, and is None for that plan itself.
    """

    run: PlanningRun
    plan: Plan | None
    different: int | None
    is_this: bool

    @property
    def held(self) -> int:
        return sum(self.run.figures["held"].values())

    @property
    def wishes(self) -> int:
        return sum(self.run.figures["wishes"].values())

    @property
    def waiting(self) -> float:
        """Breaks of a participant who has meetings, on average."""
        figures = self.run.figures
        return figures["breaks"] / figures["busy"] if figures["busy"] else 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Some runs, oldest first, all compared with one plan; ``older`` are those for which there is no room."""

    columns: list[Column]
    reference: Plan | None
    older: list[PlanningRun]


def runs(event: Event) -> QuerySet[PlanningRun]:
    """Runs of an event, newest first, without their large files."""
    found = PlanningRun.objects.filter(event=event).select_related("plan", "started_by")
    return found.defer("problem", "answer", "curve").order_by("-number")


def side_by_side(event: Event, *, this: PlanningRun | None = None) -> Comparison:
    """The latest runs and ``this`` one, compared with its plan, else with the published, else with the latest plan.

    Two or three queries, however many runs there are.
    """
    everything = list(runs(event))
    shown = everything[:BESIDE]
    if this is not None and this.pk not in {run.pk for run in shown}:
        shown = [*shown[: BESIDE - 1], *(run for run in everything if run.pk == this.pk)]
    plans = {run.pk: plan for run in everything if (plan := plan_of(run)) is not None}
    reference = _reference(list(plans.values()), plans.get(this.pk) if this is not None else None)
    different = _differences([plans[run.pk] for run in shown if run.pk in plans], reference)
    columns = [
        Column(
            run,
            plans.get(run.pk),
            different.get(plans[run.pk].pk) if run.pk in plans else None,
            this is not None and run.pk == this.pk,
        )
        for run in reversed(shown)
    ]
    return Comparison(columns, reference, [run for run in everything if run not in shown])


def plan_of(run: PlanningRun) -> Plan | None:
    """The plan that a run has made, if any."""
    return getattr(run, "plan", None)


def _reference(plans: list[Plan], own: Plan | None) -> Plan | None:
    if own is not None:
        return own
    return next((plan for plan in plans if plan.state in PUBLISHED), plans[0] if plans else None)


def _differences(plans: list[Plan], reference: Plan | None) -> dict[int, int]:
    if reference is None:
        return {}
    when: dict[int, dict[board.Key, int]] = defaultdict(dict)
    for plan, pair, slot in board.meeting_times({reference.pk, *(plan.pk for plan in plans)}):
        when[plan][pair] = slot
    old = when[reference.pk]
    return {
        plan.pk: sum(when[plan.pk].get(pair) != old.get(pair) for pair in when[plan.pk] | old)
        for plan in plans
        if plan.pk != reference.pk
    }
