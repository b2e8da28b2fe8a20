"""The pages of this flat, as the head of a page leads to them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from handschlag.events.models import Event
from handschlag.events.navigation import Entry
from handschlag.events.roles import Right


def editor(event: Event, may: frozenset[Right]) -> list[Entry]:
    """For those who change events."""
    address = reverse("programme:talks", args=[event.slug])
    return [("programme", _("Programme"), address)] if Right.CHANGE_EVENTS in may else []
