"""Doors to wishes, runs and plans."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.shortcuts import get_object_or_404

from handschlag.accounts.models import User
from handschlag.events.access import one_with
from handschlag.events.acting import speaks
from handschlag.events.roles import Right
from handschlag.meetings.models import Feed, Plan, PlanningRun, Wish
from handschlag.meetings.states import WishLevel


def wish_received(user: User | AnonymousUser, event: str, public_id: str) -> Wish:
    """The wish, if this person represents those who were asked; a veto is nobody's but its author's."""
    mine = (
        Wish.objects.select_related("event", "asker__organisation", "asked__organisation")
        .filter(speaks(user, "asked__representatives__person__user"))
        .exclude(level=WishLevel.NO)
        .distinct()
    )
    return get_object_or_404(mine, public_id=public_id, event__slug=event)


def feed_behind(secret: str) -> Feed:
    """The calendar to which a secret address leads; whoever knows it may."""
    rows = Feed.objects.select_related("participant__event", "participant__organisation", "participant__side")
    return get_object_or_404(rows, secret=secret)


def run_with(user: User | AnonymousUser, event: str, public_id: str, right: Right) -> PlanningRun:
    """A planning run of an event at which this person has the right."""
    runs = PlanningRun.objects.select_related("event", "event__host", "job", "plan").defer("problem", "answer")
    return one_with(runs.filter(public_id=public_id, event__slug=event), user, right)


def plan_with(user: User | AnonymousUser, event: str, public_id: str, right: Right) -> Plan:
    """A plan, published or not, of an event at which this person has the right."""
    plans = Plan.objects.select_related("event", "event__host", "run")
    plans = plans.defer("run__problem", "run__answer", "run__curve")
    return one_with(plans.filter(public_id=public_id, event__slug=event), user, right)
