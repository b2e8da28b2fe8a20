"""What editors write about a talk and those who speak."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handschlag.companies.models import Person
from handschlag.engine.language import Text
from handschlag.events.models import Event, Room
from handschlag.foundation.reading import language_name, plain, upfirst
from handschlag.portal.forms.event import OFFERED
from handschlag.portal.forms.writing import Words, WritingForm
from handschlag.programme import speaking
from handschlag.programme.forms.fields import MomentField
from handschlag.programme.models import Speaker, Talk
from handschlag.programme.queries import speakers_of
from handschlag.programme.services.facts import LONGEST, MOST_SEATS
from handschlag.programme.services.speakers import MOST, Speaks
from handschlag.programme.states import TalkKind
from handschlag.programme.verbs import TALK_FIELDS as LABELS

PLAIN = ("kind", "starts_at", "ends_at", "capacity", "spoken", "interpreted")
TITLE_MISSING = gettext_lazy("Please give it a title in one language at least.")
ENDS_BEFORE = gettext_lazy("It has to end after it has begun. Please correct the times.")
NOBODY_AGREES = gettext_lazy("Somebody without a name cannot have agreed that it is shown. Please enter the name.")


class TalkForm(WritingForm):
    """A talk with its texts, and who speaks. Times are those of the event's clock.

    The fields of a speaker bear her key, so that two editors who change the order at once speak of the same people.
    """

    WORDS: ClassVar = {
        "title": Words(LABELS["title"], LONGEST["title"]),
        "abstract": Words(LABELS["abstract"], LONGEST["abstract"], rows=4),
        "place": Words(gettext_lazy("Place, if in none of the rooms"), LONGEST["place"]),
    }
    GROUPS: ClassVar = (
        (gettext_lazy("Texts"), ("title", "abstract")),
        (
            gettext_lazy("When and where"),
            ("kind", "starts_at", "ends_at", "room", "capacity", "place", "spoken", "interpreted"),
        ),
    )
    FIELD_OF: ClassVar = {"period": "ends_at"}

    kind = forms.ChoiceField(label=LABELS["kind"])
    room = forms.ChoiceField(label=LABELS["room"], required=False)
    capacity = forms.IntegerField(
        label=LABELS["capacity"],
        required=False,
        min_value=1,
        max_value=MOST_SEATS,
        help_text=gettext_lazy("Where they are limited."),
    )
    spoken = forms.MultipleChoiceField(label=LABELS["spoken"], required=False, widget=forms.CheckboxSelectMultiple)
    interpreted = forms.MultipleChoiceField(
        label=LABELS["interpreted"], required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, row: Talk, **kwargs: Any) -> None:
        self.speakers = {one.public_id: one for one in speakers_of([row]).get(row.pk, [])}
        self.keys = _keys(self.speakers, data or {})
        super().__init__(data, row=row, **kwargs)
        self.rooms = {room.public_id: room for room in Room.objects.filter(event=row.event_id)}
        self.people = {person.public_id: person for person in _people(row.event, self.speakers.values())}
        self._add_times(row.event)
        self._offer(row)
        for key in self.keys:
            self._add_speaker(key)

    def initial_of(self, row: Talk) -> dict[str, Any]:
        found: dict[str, Any] = {name: getattr(row, name) for name in PLAIN}
        found["room"] = row.room.public_id if row.room is not None else ""
        for place, (key, one) in enumerate(self.speakers.items(), start=1):
            person = one.person.public_id if one.person is not None else ""
            about = {"person": person, "has_agreed": one.has_agreed, "place": place}
            found |= {speaking.field(key, what): value for what, value in about.items()}
        return found

    def words_of(self, _row: Talk) -> Mapping[str, Words]:
        """Those of the talk, and of each speaker the office and the name."""
        found = dict(self.WORDS)
        for place, key in enumerate(self.keys, start=1):
            shown = {"number": place}
            office = _("Speaker %(number)s: office") if key != speaking.NEW else _("One more speaker: office")
            name = _("Speaker %(number)s: name") if key != speaking.NEW else _("One more speaker: name")
            found[speaking.field(key, "office")] = Words(office % shown, LONGEST["office"])
            found[speaking.field(key, "name")] = Words(name % shown, LONGEST["name"])
        return found

    def original_of(self, row: Talk) -> str:
        return str(row.event.languages[0]) if row.event.languages else settings.LANGUAGE_CODE

    def groups(self) -> list[tuple[str, list[Any]]]:
        """Also each speaker under a heading of her own."""
        return [*super().groups(), *map(self._speaker, self.keys)]

    def kept_text(self, name: str) -> Text:
        key = speaking.key_of(name)
        if key is None:
            return super().kept_text(name)
        found: Text = getattr(self.speakers.get(key, Speaker()), name.rpartition("_")[2])
        return found

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        titles = [f"title_{code}" for code in self.codes]
        if not any(sent.get(title) for title in titles) and not any(title in self.errors for title in titles):
            self.add_error(f"title_{self.original}", TITLE_MISSING)
        if sent.get("starts_at") and sent.get("ends_at") and sent["ends_at"] <= sent["starts_at"]:
            self.add_error("ends_at", ENDS_BEFORE)
        for key in self.keys:
            names = [sent.get(f"{speaking.field(key, 'name')}_{code}") for code in self.codes]
            agreed = speaking.field(key, "has_agreed")
            if sent.get(agreed) and not any([*names, sent.get(speaking.field(key, "person"))]):
                self.add_error(agreed, NOBODY_AGREES)
        return sent

    def facts(self) -> dict[str, Any]:
        """What has changed and can be understood, as ``programme.services.saving.save`` takes it."""
        found: dict[str, Any] = {}
        changed = self.changed_names()
        for together in (("spoken", "interpreted"), ("place", "room")):  # of each pair one says what the other can be
            changed += [name for name in together if set(together) & set(changed) and name not in changed]
        for name in filter(self.is_readable, changed):
            if name in self.WORDS:
                found[name] = self.text(name)
            elif name in PLAIN:
                found[name] = self.cleaned_data[name]
            elif name == "room":
                found[name] = self.rooms.get(self.cleaned_data[name])
        return found

    def who_speaks(self) -> list[Speaks]:
        """The speakers in their order, without what cannot be understood; who has no office and no name is none."""
        said = (self._speaks(key) for key in sorted(self.keys, key=self._place))
        return [one for one in said if one.office or one.name or one.person]

    def possible(self, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """Also without leave to show a name that has been taken back since, or was another one's."""
        form = type(self)(values, row=self.row)  # type: ignore[arg-type]
        found, gone = WritingForm.possible(form, values)
        for key in form.keys:
            agreed, one = speaking.field(key, "has_agreed"), self.speakers.get(key)
            if found.get(agreed) and not (one is not None and one.has_agreed and form.is_still(key, found)):
                del found[agreed]
                gone.append(form.label_of(agreed))
        return found, gone

    def is_still(self, key: str, values: Mapping[str, Any]) -> bool:
        """Whether a speaker is called in these values as she is called now."""
        about = [speaking.field(key, "person")]
        about += [f"{speaking.field(key, 'name')}_{code}" for code in self.codes]
        return all((values.get(name) or "") == self._kept(name) for name in about)

    def label_of(self, name: str) -> str:
        """What concerns a speaker says whom."""
        key = speaking.key_of(name)
        if key is None or key not in self.keys or self.is_cell(name):
            return super().label_of(name)
        return f"{self._heading(key)}: {super().label_of(name)}"

    def _speaker(self, key: str) -> tuple[str, list[Any]]:
        shown = ("office", "name", "person", "place", "has_agreed")
        return self._heading(key), [self._shown(speaking.field(key, what)) for what in shown]

    def _heading(self, key: str) -> str:
        if key == speaking.NEW:
            return _("One more speaker")
        return _("Speaker %(number)s") % {"number": self.keys.index(key) + 1}

    def _add_times(self, event: Event) -> None:
        self.fields["starts_at"] = MomentField(
            event.time_zone,
            label=LABELS["starts_at"],
            help_text=_("By the clock of the place: %(zone)s.") % {"zone": event.time_zone},
        )
        self.fields["ends_at"] = MomentField(
            event.time_zone, label=LABELS["ends_at"], required=False, help_text=_("Leave it empty if it is open.")
        )

    def _offer(self, row: Talk) -> None:
        known = (*self.codes, *row.event.languages, *row.spoken, *row.interpreted, *OFFERED)
        languages = [(code, upfirst(language_name(code))) for code in dict.fromkeys(known)]
        choices = {
            "kind": [(kind.value, upfirst(str(kind.label))) for kind in TalkKind],
            "room": [("", "–"), *((key, plain(room.name)) for key, room in self.rooms.items())],
            "spoken": languages,
            "interpreted": languages,
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def _add_speaker(self, key: str) -> None:
        people = [("", "–"), *((one, person.name) for one, person in self.people.items())]
        self.fields[speaking.field(key, "person")] = forms.ChoiceField(
            label=_("Somebody who takes part"), choices=people, required=False
        )
        self.fields[speaking.field(key, "place")] = forms.IntegerField(
            label=_("Place in the order"), required=False, min_value=1, max_value=MOST
        )
        self.fields[speaking.field(key, "has_agreed")] = forms.BooleanField(
            label=_("Has agreed that the name is shown; otherwise everybody reads the office alone"), required=False
        )

    def _place(self, key: str) -> tuple[int, bool]:
        """Whoever is put to a place stands before the one who stood there."""
        before = self.keys.index(key) + 1
        place = self.cleaned_data.get(speaking.field(key, "place")) or before
        return place, place == before

    def _speaks(self, key: str) -> Speaks:
        given = self.cleaned_data
        return Speaks(
            office=self.text(speaking.field(key, "office")),
            name=self.text(speaking.field(key, "name")),
            person=self.people.get(given.get(speaking.field(key, "person"), "")),
            has_agreed=given.get(speaking.field(key, "has_agreed"), False),
            key="" if key == speaking.NEW else key,
        )


def _keys(speakers: Iterable[str], data: Mapping[str, Any]) -> list[str]:
    """Those who speak, those of whom what was sent speaks as well, and one who may be added."""
    named = (speaking.key_of(name) for name in data)
    sent = dict.fromkeys(key for key in named if key is not None and key != speaking.NEW)
    return [*list(dict.fromkeys((*speakers, *sent)))[:MOST], speaking.NEW]


def _people(event: Event, speakers: Iterable[Speaker]) -> list[Person]:
    """Those who represent somebody at the event, and those who are named already."""
    named = [one.person for one in speakers if one.person is not None]
    here = Person.objects.filter(representations__participant__event=event).distinct().order_by("name", "pk")
    return list({person.pk: person for person in [*here, *named]}.values())
