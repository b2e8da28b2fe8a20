"""The pages of this flat, as the head of a page leads to them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from handschlag.events.models import Event, Host
from handschlag.events.navigation import Entry
from handschlag.events.roles import Right


def of_event(event: Event, may: frozenset[Right]) -> list[Entry]:
    address = reverse("tokens:of_event", args=[event.slug])
    return [("tokens", _("Tokens"), address)] if Right.GIVE_TOKENS in may else []


def of_host(host: Host) -> list[Entry]:
    address = reverse("tokens:of_host", args=[host.slug])
    return [("tokens", _("Tokens"), address)] if Right.GIVE_TOKENS in host.may else []
