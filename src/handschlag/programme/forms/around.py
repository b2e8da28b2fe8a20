"""What else editors send: another time for a talk, and from which event a programme is taken."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handschlag.events.models import Event, Room
from handschlag.foundation.reading import plain
from handschlag.programme.forms.fields import MomentField
from handschlag.programme.models import Talk


class MoveForm(forms.Form):
    """Another time, and whether everything after it on that day moves along."""

    def __init__(self, data: Any = None, *, talk: Talk) -> None:
        super().__init__(
            data,
            initial={"moved_to": talk.starts_at, "moved_room": talk.room.public_id if talk.room is not None else ""},
        )
        self._rooms = {room.public_id: room for room in Room.objects.filter(event=talk.event)}
        self.fields["moved_to"] = MomentField(talk.event.time_zone, label=_("New beginning"))
        self.fields["moved_room"] = forms.ChoiceField(
            label=_("Room"),
            choices=[("", "–"), *((key, plain(room.name)) for key, room in self._rooms.items())],
            required=False,
        )
        self.fields["and_following"] = forms.BooleanField(
            label=_("Move everything after it on that day by as much"), required=False
        )

    def room(self) -> Room | None:
        return self._rooms.get(self.cleaned_data["moved_room"])


class CopyForm(forms.Form):
    """From which event the programme is taken. ``cleaned_data["source"]`` is an ``Event``."""

    def __init__(self, data: Any = None, *, events: Iterable[Event]) -> None:
        super().__init__(data)
        known = {event.public_id: event for event in events}
        self.fields["source"] = forms.TypedChoiceField(
            label=_("Event"),
            choices=[(key, f"{plain(event.title)} ({event.first_day.year})") for key, event in known.items()],
            coerce=known.__getitem__,
        )
