"""A plan becomes what everybody concerned sees."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.events.memberships import has_right_at
from handschlag.events.models import Event, Host
from handschlag.events.roles import Right
from handschlag.foundation import audit, four_eyes, revisions
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import Proposal
from handschlag.foundation.reading import plain
from handschlag.meetings import verbs
from handschlag.meetings.models import Plan
from handschlag.meetings.states import PLANS, PUBLISHED, PlanState

WHATEVER = "*"
"""In place of whatever plan is published now."""


@transaction.atomic
def publish(plan: Plan, *, by: User, now: datetime, in_place_of: str = WHATEVER) -> Plan:
    """Show a draft to everybody concerned, as provisional; the plan published before is superseded.

    ``in_place_of`` is the public id of the plan that the organiser saw published, empty for none.
    Raises ``RuleBroken``: "state" (somebody else has published a plan meanwhile, this one or another).
    """
    # Locked, so that of two who publish at once the second one sees what the first one has done.
    Event.objects.select_for_update(no_key=True).get(pk=plan.event_id)
    published = Plan.objects.filter(event=plan.event_id, state__in=PUBLISHED)
    before = published.first()
    if in_place_of not in (WHATEVER, before.public_id if before else ""):
        raise _somebody_was_faster(before, plan)
    published.exclude(pk=plan.pk).update(state=PlanState.SUPERSEDED, changed_at=now)
    _step(plan, PlanState.DRAFT, PlanState.PROVISIONAL, now, published_at=now, published_by=by)
    _note(verbs.PLAN_PUBLISHED, plan, by, now)
    return plan


@transaction.atomic
def finalise(plan: Plan, *, by: User, now: datetime) -> Plan:
    """Make a provisional plan the final one, where one person may do so alone.

    Raises ``RuleBroken``: "state" (it is no longer the provisional one), "second_person" (see ``propose_final``).
    """
    # Locked and read again: the host may just have decided that it takes two.
    if Host.objects.select_for_update().get(pk=plan.event.host_id).four_eyes_final_plan:
        raise RuleBroken(
            _("At this host a second person confirms a final plan. Please look at the plan again and propose it."),
            code="second_person",
        )
    return _finalise(plan, by=by, now=now)


def propose_final(plan: Plan, *, by: User, now: datetime) -> Proposal:
    """Propose that a provisional plan becomes the final one; another person who plans confirms it.

    Raises ``RuleBroken``: "state" (it is not the provisional one), "waiting" (it is proposed already).
    """
    PLANS.check(plan.state, PlanState.FINAL)
    return four_eyes.propose(FINAL_PLAN.key, plan, by=by, now=now, scope=plan.event.host.slug, event=plan.event.slug)


def _finalise(plan: Plan, *, by: User, now: datetime) -> Plan:
    _step(plan, PlanState.PROVISIONAL, PlanState.FINAL, now, published_at=now, published_by=by)
    _note(verbs.PLAN_FINAL, plan, by, now)
    return plan


def _step(plan: Plan, old: PlanState, new: PlanState, now: datetime, **facts: object) -> None:
    PLANS.check(old, new)
    if not Plan.objects.filter(pk=plan.pk, state=old).update(state=new, changed_at=now, **facts):
        raise _somebody_was_faster(Plan.objects.filter(event=plan.event_id, state__in=PUBLISHED).first(), plan)
    plan.refresh_from_db(fields=["state", "published_at", "published_by", "changed_at"])
    revisions.bump(plan.event.slug, "plan", "public")


def _somebody_was_faster(published: Plan | None, plan: Plan) -> RuleBroken:
    if published is None:
        return RuleBroken(_("Somebody else has just withdrawn this plan."), code="state")
    if published.pk == plan.pk:
        return RuleBroken(_("Somebody else has just done so: this plan is published."), code="state")
    return RuleBroken(
        _("Somebody else has just published plan %(number)s. Look at it first; you can still publish yours."),
        code="state",
        params={"number": published.number},
    )


def _note(verb: str, plan: Plan, by: User, now: datetime) -> None:
    event = plan.event
    audit.record(by, verb, plan, scope=event.host.slug, event=event.slug, now=now, number=plan.number)


def _carry_out(plan: Plan, _proposal: Proposal, *, by: User, now: datetime) -> None:
    _finalise(plan, by=by, now=now)


def _plans() -> QuerySet[Plan]:
    return Plan.objects.select_related("event", "event__host")


def _says(plan: Plan, _proposal: Proposal) -> str:
    what = {"number": plan.number, "forum": plain(plan.event.title)}
    return gettext("Plan %(number)s becomes the final one: %(forum)s. Participants can then rely on it.") % what


FINAL_PLAN = four_eyes.Kind(
    key="meetings.final_plan",
    label=_("Make a plan final"),
    rows=_plans,
    confirmable=lambda by, plans: plans.filter(has_right_at(by, Right.PLAN, event="event")),
    version=lambda plan: f"{plan.state} {plan.changed_at.isoformat()}",
    carry_out=_carry_out,
    says=_says,
    address=lambda plan: reverse("meetings:plan", args=[plan.event.slug, plan.public_id]),
)
