"""A plan becomes what everybody concerned sees."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.events.models import Event
from handschlag.foundation import revisions
from handschlag.foundation.errors import RuleBroken
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
    Event.objects.select_for_update().get(pk=plan.event_id)
    published = Plan.objects.filter(event=plan.event_id, state__in=PUBLISHED)
    before = published.first()
    if in_place_of not in (WHATEVER, before.public_id if before else ""):
        raise _somebody_was_faster(before, plan)
    published.exclude(pk=plan.pk).update(state=PlanState.SUPERSEDED, changed_at=now)
    _step(plan, PlanState.DRAFT, PlanState.PROVISIONAL, now, published_at=now, published_by=by)
    return plan


@transaction.atomic
def finalise(plan: Plan, *, by: User, now: datetime) -> Plan:
    """Make a provisional plan the final one.

    Raises ``RuleBroken``: "state" (it is no longer the provisional one).
    """
    _step(plan, PlanState.PROVISIONAL, PlanState.FINAL, now, published_at=now, published_by=by)
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
