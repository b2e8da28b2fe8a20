"""Doors: fetching an event is the permission check. 404, not 403: nobody learns what exists."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.shortcuts import get_object_or_404

from handschlag.accounts.models import User
from handschlag.events.models import Event, Interpreter, Role


def event_for_everybody(slug: str) -> Event:
    """An event that anybody may see."""
    return get_object_or_404(Event.objects.select_related("host", "fair"), slug=slug)


def event_as(user: User | AnonymousUser, slug: str, role: Role) -> Event:
    """The event, if this person has the role at it."""
    mine = Event.objects.select_related("host", "fair")
    return get_object_or_404(mine, slug=slug, memberships__user_id=user.pk or 0, memberships__role=role)


def interpreter_of(user: User | AnonymousUser, slug: str) -> Interpreter:
    """The interpreter that this person is at the event."""
    return get_object_or_404(
        Interpreter.objects.select_related("event", "event__host"), user_id=user.pk or 0, event__slug=slug
    )
