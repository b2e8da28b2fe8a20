"""The pages of this flat, as the head of a page leads to them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from handschlag.events.models import Event, Host
from handschlag.events.navigation import Entry
from handschlag.events.roles import Right


def notices(host: Host) -> list[Entry]:
    """For those who edit the portal of a host."""
    if Right.EDIT_PORTAL not in host.may:
        return []
    return [("notices", _("Notices"), reverse("portal:edit_notices", args=[host.slug]))]


def events(host: Host) -> list[Entry]:
    """For those who change the events of a host."""
    if Right.CHANGE_EVENTS not in host.may:
        return []
    return [("events", _("Forums and trips"), reverse("portal:edit_events", args=[host.slug]))]


def edit(event: Event, may: frozenset[Right]) -> list[Entry]:
    """For those who change an event."""
    address = reverse("portal:edit_event", args=[event.slug])
    return [("edit", _("Texts and facts"), address)] if Right.CHANGE_EVENTS in may else []


def feeds(host: Host) -> list[Entry]:
    """For those who edit the portal of a host."""
    if Right.EDIT_PORTAL not in host.may:
        return []
    return [("feeds", _("Feeds of partners"), reverse("portal:feeds", args=[host.slug]))]


def legal(host: Host) -> list[Entry]:
    """For those who manage a host."""
    if Right.CHANGE_HOST not in host.may:
        return []
    return [("legal", _("Legal pages"), reverse("portal:legal_desk", args=[host.slug]))]
