"""Reading what organisers ask about planning runs and plans."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from handschlag.companies.models import Participant
from handschlag.events.models import Event
from handschlag.meetings import board
from handschlag.meetings.models import Feed, Plan, PlanningRun, Wish
from handschlag.meetings.states import PUBLISHED, PlanState, RunState, WishLevel, WishState


@dataclass(frozen=True, slots=True)
class Publishing:
    """What happens when a plan is published: who sees it, in place of which plan, and how many meetings change.

    ``step`` is what can be done with it next, None where nothing can.
    """

    step: PlanState | None
    participants: int
    published: Plan | None
    changes: int


def unanswered(event: Event) -> int:
    """Wishes that wait for an answer; they are planned all the same."""
    return Wish.objects.filter(event=event, state=WishState.OPEN).exclude(level=WishLevel.NO).count()


def going_on(event: Event) -> PlanningRun | None:
    """The run that has not ended, if there is one."""
    still_open = PlanningRun.objects.filter(event=event, state__in=(RunState.QUEUED, RunState.RUNNING))
    return still_open.only("number", "public_id").first()


def feed(participant: Participant) -> Feed | None:
    """The secret address of a participant's calendar, if she has made one."""
    return Feed.objects.filter(participant=participant).first()


def published(event: Event) -> Plan | None:
    """The plan that everybody concerned sees."""
    return Plan.objects.filter(event=event, state__in=PUBLISHED).first()


def published_at() -> Subquery:
    """When the plan that everybody concerned sees was published, of the event around this (``OuterRef``)."""
    rows = Plan.objects.filter(event=OuterRef("pk"), state__in=PUBLISHED)
    return Subquery(rows.values("published_at")[:1])


def publishing(plan: Plan, *, busy: int) -> Publishing:
    """What publishing this plan would do; ``busy`` participants have meetings in it."""
    before = published(plan.event)
    if plan.state == PlanState.PROVISIONAL:
        return Publishing(PlanState.FINAL, busy, before, 0)
    if plan.state != PlanState.DRAFT:
        return Publishing(None, busy, before, 0)
    changes = len(board.differing(before.pk, plan.pk)) if before is not None else 0
    return Publishing(PlanState.PROVISIONAL, busy, before, changes)
