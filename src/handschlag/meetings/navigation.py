"""The pages of each role at an event, as the head of a page leads to them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from handschlag.accounts.models import User
from handschlag.events.models import Event, Membership, Role
from handschlag.events.navigation import Entry


def of_participant(event: Event) -> list[Entry]:
    return [
        ("my_forum", _("My forum"), reverse("meetings:my_forum", args=[event.slug])),
        ("wishes", _("Wishes"), reverse("meetings:wish", args=[event.slug])),
        ("agenda", _("Agenda"), reverse("meetings:agenda", args=[event.slug])),
        _public(event),
    ]


def of_interpreter(event: Event) -> list[Entry]:
    return [
        ("interpreter_day", _("My day"), reverse("meetings:interpreter_day", args=[event.slug])),
        _public(event),
    ]


def of_organiser(event: Event) -> list[Entry]:
    return [("planning", _("Planning"), reverse("meetings:planning", args=[event.slug])), _public(event)]


def of(user: User, event: Event) -> list[Entry]:
    """By the role of this person at the event; the first of several."""
    pages = {Role.ORGANISER: of_organiser, Role.REPRESENTATIVE: of_participant, Role.INTERPRETER: of_interpreter}
    roles = set(Membership.objects.filter(user=user, event=event).values_list("role", flat=True))
    return next((pages[role](event) for role in Role if role in roles), [])


def _public(event: Event) -> Entry:
    return "public", _("The forum"), reverse("events:public", args=[event.slug])
