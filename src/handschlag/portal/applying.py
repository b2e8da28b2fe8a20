"""The way from the page of an event to its form, as long as applications are taken."""

from __future__ import annotations

from django.utils.translation import gettext as _

from handschlag.events.models import Event
from handschlag.foundation.addresses import address
from handschlag.portal.possible import Phase, Step

LATE = frozenset({Phase.WISHES, Phase.CLOSED, Phase.PLANNED})


def step(event: Event, where: Phase) -> Step | None:
    """Apply, or ask to be let in late where that is allowed."""
    apply = address("registration:apply", event.slug)
    if where == Phase.OPEN:
        return _("Apply now"), apply
    if where in LATE and getattr(event, "takes_late", True):
        return _("Late application"), apply
    return None
