"""The pages of this flat, as the head of a page leads to them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from handschlag.events.models import Event, Host
from handschlag.events.navigation import Entry
from handschlag.events.roles import Right
from handschlag.foundation import doors

PARTIES = frozenset({Right.SPEAK_FOR_PARTICIPANT, Right.ACT_FOR_PARTICIPANT})


def acting(event: Event, may: frozenset[Right]) -> list[Entry]:
    address = reverse("events:acting", args=[event.slug])
    return [("acting", _("Acting for somebody"), address)] if may & PARTIES else []


def people(event: Event, may: frozenset[Right]) -> list[Entry]:
    address = reverse("events:people", args=[event.slug])
    return [("people", _("People"), address)] if Right.SEE_PEOPLE in may else []


def log(event: Event, may: frozenset[Right]) -> list[Entry]:
    address = reverse("events:log", args=[event.slug])
    return [("log", _("Log"), address)] if Right.READ_AUDIT in may else []


def public(event: Event, _may: frozenset[Right]) -> list[Entry]:
    return [("public", _("The forum"), doors.address("event", event.slug))]


def of_host(host: Host) -> list[Entry]:
    """The pages of a host, for whoever fetched it by a door."""
    offered = [
        (Right.READ_EVENT, "host", _("Host"), "events:host"),
        (Right.SEE_PEOPLE, "people", _("People"), "events:host_people"),
        (Right.READ_EVENT, "waiting", _("For a second person"), "events:waiting"),
        (Right.READ_AUDIT, "log", _("Log"), "events:host_log"),
    ]
    return [(key, label, reverse(name, args=[host.slug])) for right, key, label, name in offered if right in host.may]
