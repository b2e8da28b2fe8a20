"""The pages of this flat at an event, as the head of a page leads to them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from handschlag.events.models import Event
from handschlag.events.navigation import Entry
from handschlag.events.roles import Right

SPEAKING = frozenset({Right.SPEAK_FOR_PARTICIPANT})
INTERPRETING = frozenset({Right.INTERPRET})


def of(event: Event, may: frozenset[Right]) -> list[Entry]:
    """By what the reader may do; the first of several."""
    if Right.READ_EVENT in may:
        return [("planning", _("Planning"), reverse("meetings:planning", args=[event.slug]))]
    if Right.SPEAK_FOR_PARTICIPANT in may:
        return [
            ("my_forum", _("My forum"), reverse("meetings:my_forum", args=[event.slug])),
            ("wishes", _("Wishes"), reverse("meetings:wish", args=[event.slug])),
            ("agenda", _("Agenda"), reverse("meetings:agenda", args=[event.slug])),
        ]
    if Right.INTERPRET in may:
        return [("interpreter_day", _("My day"), reverse("meetings:interpreter_day", args=[event.slug]))]
    return []
