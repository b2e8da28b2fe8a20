"""The organiser's pages of this flat, as the head of a page leads to them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from handschlag.events.models import Event
from handschlag.events.navigation import Entry
from handschlag.events.roles import Right


def of(event: Event, may: frozenset[Right]) -> list[Entry]:
    """To the applications of an event, for those who decide about them."""
    if Right.DECIDE_APPLICATIONS not in may:
        return []
    return [("applications", _("Applications"), reverse("registration:applications", args=[event.slug]))]


def own_link(event: Event, may: frozenset[Right]) -> list[Entry]:
    """To the link of one's own, for co-organisers."""
    if Right.INVITE_BY_LINK not in may:
        return []
    return [("own_link", _("My link"), reverse("registration:own_link", args=[event.slug]))]
