"""What editors type in about a talk and those who speak."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handschlag.companies.models import Person
from handschlag.engine.language import Text, Version
from handschlag.events.models import Event, Room
from handschlag.foundation.reading import language_name, plain, upfirst
from handschlag.programme.forms.fields import SHAPE, MomentField, WordsField
from handschlag.programme.models import Speaker, Talk
from handschlag.programme.services.facts import MOST_SEATS
from handschlag.programme.services.speakers import MOST, Speaks
from handschlag.programme.states import TalkKind

TEXTS = {"title": _("Title"), "abstract": _("Description"), "place": _("Place, if in none of the rooms")}
SPOKEN_OF = ("office", "name")
PLAIN = ("kind", "starts_at", "ends_at", "capacity", "spoken", "interpreted")
BLANK = 1
"""Rows for speakers beyond those that there are."""
SLOT = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class InLanguage:
    """The texts of a talk in one language, side by side with those in the others."""

    code: str
    name: str
    fields: list[BoundField]


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """The fields about one speaker."""

    number: int
    is_new: bool
    person: BoundField
    has_agreed: BoundField
    place: BoundField
    languages: list[InLanguage]


class TalkForm(forms.Form):
    """A talk with its texts in the languages of the event, and who speaks. Times are those of the event's clock."""

    kind = forms.ChoiceField(label=_("Kind"))
    room = forms.ChoiceField(label=_("Room"), required=False)
    capacity = forms.IntegerField(
        label=_("Seats"), required=False, min_value=1, max_value=MOST_SEATS, help_text=_("Where they are limited.")
    )
    spoken = forms.MultipleChoiceField(label=_("Spoken languages"), required=False, widget=forms.CheckboxSelectMultiple)
    interpreted = forms.MultipleChoiceField(
        label=_("Interpreted into"), required=False, widget=forms.CheckboxSelectMultiple
    )
    base = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, event: Event, talk: Talk | None = None, speakers: Iterable[Speaker] = ()
    ) -> None:
        self.speakers = list(speakers)
        self.codes = _codes(event, talk)
        super().__init__(data, initial=_initial(event, talk, self.speakers))
        self.talk = talk
        self._rooms = {room.public_id: room for room in Room.objects.filter(event=event)}
        self._people = {person.public_id: person for person in _people(event, self.speakers)}
        self._add_times(event)
        self._add_choices(talk)
        for code in self.codes:
            for name, label in TEXTS.items():
                self.fields[f"{name}_{code}"] = WordsField(name, code, label)
        for row in range(len(self.speakers) + BLANK):
            self._add_speaker(row)

    def languages(self) -> list[InLanguage]:
        """The texts by language, for the page."""
        return [
            InLanguage(code, upfirst(language_name(code)), [self[f"{name}_{code}"] for name in TEXTS])
            for code in self.codes
        ]

    def rows(self) -> list[SpeakerRow]:
        """The speakers, for the page."""
        return [self._row(row) for row in range(len(self.speakers) + BLANK)]

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        if not any(sent.get(f"title_{code}", "").strip() for code in self.codes):
            self.add_error(f"title_{self.codes[0]}", _("Please give it a title in one language at least."))
        if sent.get("starts_at") and sent.get("ends_at") and sent["ends_at"] <= sent["starts_at"]:
            self.add_error("ends_at", _("It has to end after it has begun. Please correct the times."))
        self._check_agreement(sent)
        return sent

    def facts(self) -> dict[str, Any]:
        """As ``services.saving.save`` takes them."""
        sent = self.cleaned_data
        texts = {name: self._text(name, getattr(self.talk, name, Text())) for name in TEXTS}
        return {**texts, **{name: sent[name] for name in PLAIN}, "room": self._rooms.get(sent["room"])}

    def about(self) -> dict[str, Any]:
        """What else it takes: who speaks, and which state of the talk was seen."""
        return {"speakers": self.who_speaks(), "based_on": self.cleaned_data["base"] if self.talk is not None else None}

    def who_speaks(self) -> list[Speaks]:
        """The speakers in their order; rows in which nothing is written are none."""
        said = (self._speaks(row) for row in sorted(range(len(self.speakers) + BLANK), key=self._place))
        return [one for one in said if one.office or one.name or one.person]

    def differences(self, now: TalkForm) -> list[tuple[str, str]]:
        """What stands in ``now`` where this form says something else: for whoever was slower than somebody else."""
        named = [name for name in now.fields if name in self.fields and name != "base"]
        return [
            (_label(name, self.fields[name], self.codes), _shown(now, name) or "–")
            for name in named
            if _shown(self, name) != _shown(now, name)
        ]

    def _add_times(self, event: Event) -> None:
        self.fields["starts_at"] = MomentField(event.time_zone, label=_("Beginning"))
        self.fields["ends_at"] = MomentField(
            event.time_zone,
            label=pgettext_lazy("time", "End"),
            required=False,
            help_text=_("Leave it empty if it is open."),
        )
        self.order_fields(["kind", "starts_at", "ends_at", "room", "capacity", "spoken", "interpreted"])

    def _add_choices(self, talk: Talk | None) -> None:
        kinds = [(kind.value, upfirst(str(kind.label))) for kind in TalkKind]
        rooms = [("", "–"), *((key, plain(room.name)) for key, room in self._rooms.items())]
        known = [*(talk.spoken if talk else ()), *(talk.interpreted if talk else ())]
        spoken = [(code, upfirst(language_name(code))) for code in dict.fromkeys([*self.codes, *known])]
        choices = {"kind": kinds, "room": rooms, "spoken": spoken, "interpreted": spoken}
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def _row(self, row: int) -> SpeakerRow:
        languages = [
            InLanguage(code, upfirst(language_name(code)), [self[_named(row, f"{name}_{code}")] for name in SPOKEN_OF])
            for code in self.codes
        ]
        person, has_agreed, place = (self[_named(row, name)] for name in ("person", "has_agreed", "place"))
        return SpeakerRow(row + 1, row >= len(self.speakers), person, has_agreed, place, languages)

    def _add_speaker(self, row: int) -> None:
        people = [("", "–"), *((key, person.name) for key, person in self._people.items())]
        for code in self.codes:
            of_language = {"language": upfirst(language_name(code))}
            office = _("Office (%(language)s)") % of_language
            name = _("Name (%(language)s)") % of_language
            self.fields[_named(row, f"office_{code}")] = WordsField("office", code, office)
            self.fields[_named(row, f"name_{code}")] = WordsField("name", code, name)
        self.fields[_named(row, "person")] = forms.ChoiceField(
            label=_("Somebody who takes part"), choices=people, required=False
        )
        self.fields[_named(row, "has_agreed")] = forms.BooleanField(
            label=_("Has agreed that the name is shown; otherwise everybody reads the office alone"), required=False
        )
        self.fields[_named(row, "place")] = forms.IntegerField(
            label=_("Place in the order"), required=False, min_value=1, max_value=MOST
        )

    def _check_agreement(self, sent: dict[str, Any]) -> None:
        for row in range(len(self.speakers) + BLANK):
            names = [sent.get(_named(row, f"name_{code}"), "").strip() for code in self.codes]
            if sent.get(_named(row, "has_agreed")) and not any([*names, sent.get(_named(row, "person"))]):
                self.add_error(
                    _named(row, "has_agreed"),
                    _("Somebody without a name cannot have agreed that it is shown. Please enter the name."),
                )

    def _place(self, row: int) -> tuple[int, bool]:
        """Whoever is put to a place stands before the one who stood there."""
        place = self.cleaned_data[_named(row, "place")] or row + 1
        return place, place == row + 1

    def _speaks(self, row: int) -> Speaks:
        known = self.speakers[row] if row < len(self.speakers) else Speaker()
        return Speaks(
            office=self._text(_named(row, "office"), known.office),
            name=self._text(_named(row, "name"), known.name),
            person=self._people.get(self.cleaned_data[_named(row, "person")]),
            has_agreed=self.cleaned_data[_named(row, "has_agreed")],
        )

    def _text(self, name: str, before: Text) -> Text:
        """What was typed, and what there is in languages for which the form has no fields."""
        others = {code: version for code, version in before.versions.items() if code not in self.codes}
        return Text({**others, **{code: Version(self.cleaned_data[f"{name}_{code}"]) for code in self.codes}})


def _named(row: int, name: str) -> str:
    return f"speaker_{row}_{name}"


def _key(room: Room | None) -> str:
    return room.public_id if room is not None else ""


def _codes(event: Event, talk: Talk | None) -> list[str]:
    """The languages of the event, else those of the site, and others in which there is a title."""
    usual = event.languages or [code for code, _name in settings.LANGUAGES]
    return list(dict.fromkeys([*usual, *(talk.title.versions if talk is not None else ())]))


def _people(event: Event, speakers: Iterable[Speaker]) -> list[Person]:
    """Those who represent somebody at the event, and those who are named already."""
    named = [speaker.person for speaker in speakers if speaker.person is not None]
    here = Person.objects.filter(representations__participant__event=event).distinct().order_by("name", "pk")
    return list({person.pk: person for person in [*here, *named]}.values())


def _initial(event: Event, talk: Talk | None, speakers: list[Speaker]) -> dict[str, Any]:
    if talk is None:
        last = Talk.objects.filter(event=event).order_by("-starts_at", "-number").first()
        begins = event.starts_at if last is None else last.ends_at or last.starts_at + SLOT
        return {"starts_at": begins, "kind": TalkKind.TALK, "spoken": event.languages[:1]}
    found: dict[str, Any] = {name: getattr(talk, name) for name in PLAIN}
    found |= {"room": _key(talk.room), "base": talk.changes}
    found |= {f"{name}_{code}": said for name in TEXTS for code, said in _words(getattr(talk, name))}
    for row, one in enumerate(speakers):
        found |= {_named(row, f"office_{code}"): said for code, said in _words(one.office)}
        found |= {_named(row, f"name_{code}"): said for code, said in _words(one.name)}
        person = one.person.public_id if one.person is not None else ""
        found |= {
            _named(row, "person"): person,
            _named(row, "has_agreed"): one.has_agreed,
            _named(row, "place"): row + 1,
        }
    return found


def _words(text: Text) -> Iterable[tuple[str, str]]:
    return ((code, version.text) for code, version in text.versions.items())


def _label(name: str, field: forms.Field, codes: list[str]) -> str:
    """What a field is called, and in which language, where that is not said yet."""
    code = next((code for code in codes if name in {f"{text}_{code}" for text in TEXTS}), None)
    return f"{field.label} ({language_name(code)})" if code else str(field.label)


def _shown(form: forms.Form, name: str) -> str:
    """The value of a field as a person reads it, so that what was sent can be compared with what is kept."""
    value, field = form[name].value(), form.fields[name]
    if isinstance(field, forms.ChoiceField):
        labels = {str(key): str(label) for key, label in field.widget.choices}
        chosen = value if isinstance(value, list) else [value or ""]
        return ", ".join(labels.get(str(one), "") for one in chosen)
    if isinstance(value, datetime):
        return f"{value:{SHAPE}}"
    return "" if value in (None, False) else str(value).replace("\r\n", "\n").strip()
