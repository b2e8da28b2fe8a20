"""An event is copied with its programme."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from handschlag.accounts.models import User
from handschlag.events.models import Event
from handschlag.events.services import copying
from handschlag.foundation import versions
from handschlag.portal.editing.saving import values_of
from handschlag.programme.services import copying as programme


@transaction.atomic
def copy_event(event: Event, *, slug: str, first_day: date, by: User, now: datetime) -> Event:
    """A draft like the event, with its programme and nobody. Raises what ``events.services.copying.copy`` raises."""
    made = copying.copy(event, slug=slug, first_day=first_day, by=by, now=now)
    programme.copy(event, made, by=by, now=now)
    versions.record(made, values_of(made), by=by, now=now)
    return made
