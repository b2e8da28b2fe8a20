"""The programme of another event becomes the beginning of a new one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.events.models import Event, Room
from handschlag.foundation import audit, revisions
from handschlag.foundation.errors import RuleBroken
from handschlag.programme import verbs
from handschlag.programme.models import Talk
from handschlag.programme.services.facts import check_can_be_changed

COPIED = ("number", "kind", "title", "abstract", "spoken", "interpreted", "capacity")


@transaction.atomic
def copy(from_event: Event, to_event: Event, *, by: User, now: datetime) -> list[Talk]:
    """Give an event without a programme that of another one, by the clock on the wall there; nobody who speaks.

    What began an hour after the beginning does so again, also where summer time has begun meanwhile. A room of the
    same name is that room; of others the name stays as place. Raises ``RuleBroken``: "history", "programme" (there is
    one already).
    """
    event = Event.objects.select_for_update(of=("self",)).select_related("host").get(pk=to_event.pk)
    check_can_be_changed(event)
    if Talk.objects.filter(event=event).exists():
        raise RuleBroken(_("There is a programme already. Take its items out first."), code="programme")
    rooms = list(Room.objects.filter(event=event))
    talks = list(Talk.objects.filter(event=from_event).select_related("room"))
    made = Talk.objects.bulk_create(_copied(talk, from_event, event, rooms) for talk in talks)
    if made:
        revisions.bump(event.slug, "public", "plan")
        facts: dict[str, Any] = {"source": str(from_event), "count": len(made)}
        audit.record(by, verbs.PROGRAMME_COPIED, event, scope=event.host.slug, event=event.slug, now=now, **facts)
    return made


def _copied(talk: Talk, from_event: Event, event: Event, rooms: list[Room]) -> Talk:
    room = next((room for room in rooms if talk.room is not None and room.name == talk.room.name), None)
    place = talk.place if talk.room is None else Text() if room is not None else talk.room.name
    starts_at = _shifted(talk.starts_at, from_event, event)
    # As long as it really lasts: by the wall clock an item could end before it begins when the clocks go back.
    lasts = talk.ends_at - talk.starts_at if talk.ends_at is not None else None
    return Talk(
        **{name: getattr(talk, name) for name in COPIED},
        event=event,
        room=room,
        place=place,
        starts_at=starts_at,
        ends_at=starts_at + lasts if lasts is not None else None,
    )


def _shifted(moment: datetime, from_event: Event, event: Event) -> datetime:
    """The same time of day as far from the beginning as there."""
    there, here = ZoneInfo(from_event.time_zone), ZoneInfo(event.time_zone)
    distance = _wall(moment, there) - _wall(from_event.starts_at, there)
    return (_wall(event.starts_at, here) + distance).replace(tzinfo=here)


def _wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """What the clock on the wall shows."""
    return moment.astimezone(zone).replace(tzinfo=None)
