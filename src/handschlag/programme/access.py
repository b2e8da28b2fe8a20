"""Doors to programmes."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import DateTimeField, SlugField
from django.http import Http404

from handschlag.accounts.models import User
from handschlag.events.access import event_with, one_with
from handschlag.events.models import Event
from handschlag.events.queries import MOST_KEPT
from handschlag.events.roles import Right
from handschlag.foundation.fragments import Followed, Rows
from handschlag.foundation.prepared import Prepared
from handschlag.foundation.revisions import PublicNumber
from handschlag.programme.models import Talk

_EVENTS: Prepared[Event] = Prepared(
    lambda slug, now: Event.objects.select_related("host", "fair").filter(slug=slug, published_at__lte=now),
    slug=SlugField(),
    now=DateTimeField(),
)
EVENTS: Rows[Event] = Rows(MOST_KEPT)
FOLLOWED: Followed[Event] = Followed(Talk._meta.label_lower, MOST_KEPT)


def event_for_everybody(slug: str, number: PublicNumber, *, now: datetime) -> Event:
    """An event that everybody sees now; others are shown the same one, so it is never to be written on.

    With the ``number`` of its revision, read before, it is not asked for after an edit of a talk.
    """

    def read() -> dict[str, Event]:
        found = EVENTS.ask(_EVENTS, slug=slug, now=now)
        if not found:  # nor is that kept: its time may come without an edit
            raise Http404
        return {slug: found[0]}

    return FOLLOWED.read(number, read, lambda _talks: {})[slug]


def event_to_edit(user: User | AnonymousUser, slug: str) -> Event:
    """The event whose programme this person may change."""
    return event_with(user, slug, Right.CHANGE_EVENTS)


def talk_to_edit(user: User | AnonymousUser, slug: str, public_id: str) -> Talk:
    """A talk that this person may change."""
    rows = Talk.objects.select_related("event", "event__host", "event__fair", "room")
    return one_with(rows.filter(event__slug=slug, public_id=public_id), user, Right.CHANGE_EVENTS)
