"""Doors to participants."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from handschlag.accounts.models import User
from handschlag.companies.models import Participant


def participant_of(user: User | AnonymousUser, slug: str) -> Participant:
    """The participant for whom this person speaks at the event."""
    found = (
        Participant.objects.select_related("event", "event__host", "organisation", "side")
        .filter(event__slug=slug, representatives__person__user_id=user.pk or 0)
        .order_by("pk")
        .first()
    )
    if found is None:
        raise Http404
    return found
