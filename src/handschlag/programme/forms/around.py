"""What editors send: a new item, another time for one, and from which event a programme is taken."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handschlag.engine.language import Text
from handschlag.events.models import Event, Room
from handschlag.foundation.reading import language_name, plain, upfirst
from handschlag.programme.forms.fields import MomentField, no_controls
from handschlag.programme.models import Talk
from handschlag.programme.services.facts import LONGEST
from handschlag.programme.states import LISTENED_TO, TalkKind


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


class NewTalkForm(forms.Form):
    """With what an item of a programme begins; all else is written in the editor. Times are those of its clock."""

    kind = forms.TypedChoiceField(label=_("Kind"), coerce=TalkKind)
    title = forms.CharField(label=_("Title"), max_length=LONGEST["title"], validators=[no_controls])
    language = forms.ChoiceField(label=_("Language of the title"))

    def __init__(self, data: Any = None, *, event: Event, begins: datetime) -> None:
        known = list(dict.fromkeys([*event.languages, *(code for code, _name in settings.LANGUAGES)]))
        super().__init__(data, initial={"kind": TalkKind.TALK, "starts_at": begins, "language": known[0]})
        self._rooms = {room.public_id: room for room in Room.objects.filter(event=event)}
        self._spoken = event.languages[:1]
        self.fields["kind"].choices = [(kind.value, upfirst(str(kind.label))) for kind in TalkKind]  # type: ignore[attr-defined]
        self.fields["language"].choices = [(code, upfirst(language_name(code))) for code in known]  # type: ignore[attr-defined]
        self.fields["starts_at"] = MomentField(event.time_zone, label=_("Beginning"))
        self.fields["ends_at"] = MomentField(
            event.time_zone,
            label=pgettext_lazy("time", "End"),
            required=False,
            help_text=_("Leave it empty if it is open."),
        )
        self.fields["room"] = forms.ChoiceField(
            label=_("Room"),
            choices=[("", "–"), *((key, plain(room.name)) for key, room in self._rooms.items())],
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        if sent.get("starts_at") and sent.get("ends_at") and sent["ends_at"] <= sent["starts_at"]:
            self.add_error("ends_at", _("It has to end after it has begun. Please correct the times."))
        return sent

    def facts(self) -> dict[str, Any]:
        """As ``services.talks.add_talk`` takes them."""
        given = self.cleaned_data
        return {
            **{name: given[name] for name in ("kind", "starts_at", "ends_at")},
            "title": Text.of(**{given["language"]: given["title"]}),
            "room": self._rooms.get(given["room"]),
            "spoken": self._spoken if given["kind"] in LISTENED_TO else [],
        }
