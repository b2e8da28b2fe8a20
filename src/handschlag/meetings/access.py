"""Doors to wishes, runs and plans."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.shortcuts import get_object_or_404

from handschlag.accounts.models import User
from handschlag.events.models import Role
from handschlag.meetings.models import Plan, PlanningRun, Wish
from handschlag.meetings.states import WishLevel


def wish_received(user: User | AnonymousUser, event: str, public_id: str) -> Wish:
    """The wish, if this person represents those who were asked; a veto is nobody's but its author's."""
    mine = (
        Wish.objects.select_related("event", "asker__organisation", "asked__organisation")
        .filter(asked__representatives__person__user_id=user.pk or 0)
        .exclude(level=WishLevel.NO)
        .distinct()
    )
    return get_object_or_404(mine, public_id=public_id, event__slug=event)


def run_as_organiser(user: User | AnonymousUser, event: str, public_id: str) -> PlanningRun:
    """A planning run of an event at which this person is organiser."""
    mine = (
        PlanningRun.objects.select_related("event", "event__host", "job", "plan")
        .defer("problem", "answer")
        .filter(event__memberships__user_id=user.pk or 0, event__memberships__role=Role.ORGANISER)
    )
    return get_object_or_404(mine, public_id=public_id, event__slug=event)


def plan_as_organiser(user: User | AnonymousUser, event: str, public_id: str) -> Plan:
    """A plan, published or not, of an event at which this person is organiser."""
    mine = (
        Plan.objects.select_related("event", "event__host", "run")
        .defer("run__problem", "run__answer", "run__curve")
        .filter(event__memberships__user_id=user.pk or 0, event__memberships__role=Role.ORGANISER)
    )
    return get_object_or_404(mine, public_id=public_id, event__slug=event)
