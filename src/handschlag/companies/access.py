"""Doors to participants."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, Subquery
from django.db.models.expressions import Combinable
from django.http import Http404
from django.shortcuts import get_object_or_404

from handschlag.accounts.models import User
from handschlag.companies.models import Participant, Person
from handschlag.events.acting import speaks
from handschlag.events.models import Event
from handschlag.foundation.enclosed import enclosed

SPEAKS = "speaks_at"
"""Under this name the events at which she represents somebody come with whoever reads a page."""


def participant_of(user: User | AnonymousUser, slug: str) -> Participant:
    """The participant for whom this person speaks at the event, by herself or for somebody who let her."""
    rows = Participant.objects.select_related("event", "event__host", "organisation", "side").order_by("pk")
    found = rows.filter(speaks(user, "representatives__person__user"), event__slug=slug).first()
    if found is None:
        raise Http404
    return found


def speaking(user: OuterRef, _on: Combinable) -> Subquery:
    """For a query that leads to a user: the events at which she represents a participant."""
    return enclosed(Participant.objects.filter(representatives__person__user=user), "event")


def speaks_at(user: User, event: Event) -> bool:
    """Whether there is a participant for whom this person speaks at the event; no query if she speaks for herself."""
    if user.brought is not None and user.acting is None:
        return {"event": event.pk} in user.brought[SPEAKS]
    return Participant.objects.filter(speaks(user, "representatives__person__user"), event=event).exists()


def person_of(user: User | AnonymousUser) -> Person:
    """The row in which this person herself stands by name."""
    return get_object_or_404(Person, user_id=user.pk or 0)
