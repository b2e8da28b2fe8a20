"""What organisers say about applications."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from handschlag.engine.language import Text
from handschlag.events.models import CompanySize
from handschlag.events.services.forums import COUNTRIES
from handschlag.foundation import reading
from handschlag.foundation.enclosed import text
from handschlag.foundation.form_fields import NameField
from handschlag.registration import brought, listing
from handschlag.registration.listing import Chosen, Desk
from handschlag.registration.models import Application
from handschlag.registration.states import ApplicationState, NoteKind

LONGEST = 4000
ANY = ("", _("all"))


def countries() -> list[tuple[str, str]]:
    """All of them by their names in the reader's language."""
    return sorted(((code, reading.country(code)) for code in COUNTRIES), key=lambda one: one[1].casefold())


class FilterForm(forms.Form):
    """Which applications to list. What cannot be is as if it had not been asked for."""

    q = forms.CharField(label=_("Name, organisation or address"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("State"), required=False)
    side = forms.ChoiceField(label=_("Side"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    size = forms.ChoiceField(label=_("Size"), required=False)
    country = forms.CharField(
        label=_("Country"), required=False, max_length=2, widget=forms.TextInput(attrs={"size": 3, "placeholder": "DE"})
    )
    late = forms.ChoiceField(label=_("Late"), required=False)
    came_by = forms.ChoiceField(label=_("Came by"), required=False)
    sort = forms.ChoiceField(label=_("Order"), required=False)

    def __init__(self, data: Any, *, desk: Desk) -> None:
        super().__init__(data)
        states = [(key, f"{ApplicationState(key).label} ({number})") for key, number in desk.states.items()]
        self._offer("state", [ANY, *states])
        self._offer("side", [ANY, *((one["key"], reading.plain(text(one["name"]))) for one in desk.sides)])
        self._offer("sector", [ANY, *((one["slug"], reading.plain(text(one["name"]))) for one in desk.sectors)])
        self._offer("size", [ANY, *listing.SIZES.items()])
        self._offer("late", [ANY, ("yes", _("late only")), ("no", _("in time only"))])
        self._offer("came_by", [ANY, *((one["public_id"], one["name"]) for one in desk.bringers)])
        self._offer("sort", [(key, label) for key, (label, _order) in listing.SORTS.items()])

    def chosen(self) -> Chosen:
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        if "country" in given:
            given["country"] = given["country"].upper()
        return Chosen(**given)

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


class ColumnsForm(forms.Form):
    """Which columns somebody wants to see."""

    columns = forms.MultipleChoiceField(label=_("Columns"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.key, one.label) for one in listing.COLUMNS.values()]
        self.fields["columns"].choices = choices  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    """A reason, conditions, what is missing: written in the language of those who applied."""

    text = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))

    @classmethod
    def about(cls, application: Application, label: Any, *, name: str, data: Any = None) -> WordsForm:
        """``name`` keeps the fields of several such forms on one page apart."""
        form = cls(data, auto_id=f"{name}-%s")
        form.fields["text"].label = label
        form.fields["text"].help_text = _("They read it. Their language: %(language)s.") % {
            "language": reading.language_name(application.language)
        }
        return form

    def as_text(self, application: Application) -> Text:
        return Text.of(**{application.language: self.cleaned_data["text"]})


class PreferForm(forms.Form):
    """Where somebody stands on the waiting list."""

    priority = forms.IntegerField(
        label=_("Priority"),
        min_value=-100,
        max_value=100,
        help_text=_("0 is usual; a higher one comes first."),
    )


class NoteForm(forms.Form):
    """What the office notes. ``cleaned_data["kind"]`` is a ``NoteKind``."""

    kind = forms.TypedChoiceField(label=_("Kind"), choices=NoteKind.choices, coerce=NoteKind, initial=NoteKind.NOTE)
    text = forms.CharField(
        label=_("Note"),
        help_text=_("Only the office reads it."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class BulkWordsForm(forms.Form):
    """What those read to whom something is done at once."""

    subject = forms.CharField(label=_("Subject"), max_length=150)
    text = forms.CharField(label=_("Text"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, needs_words: bool, has_subject: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = needs_words
        if not has_subject:
            del self.fields["subject"]


class EntryForm(forms.Form):
    """An application as the office enters or changes it for those who apply."""

    organisation = NameField(
        label=_("Organisation"),
        required=False,
        max_length=200,
        help_text=_("One of this name and country that is known here is taken, else it is new."),
    )
    contact_name = NameField(label=_("Contact person"), max_length=200)
    email = forms.EmailField(label=_("Mail address"), max_length=254)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    side = forms.ChoiceField(label=_("Side"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    region = forms.CharField(label=_("Region"), required=False, max_length=120)
    size = forms.ChoiceField(label=_("Size"), required=False)
    sectors = forms.MultipleChoiceField(label=_("Sectors"), required=False, widget=forms.CheckboxSelectMultiple)
    discount_code = forms.CharField(label=_("Discount code"), required=False, max_length=40)
    came_by = forms.ChoiceField(
        label=_("Came by"),
        required=False,
        help_text=_("The co-organiser who has brought them. She sees it in her figures, without a name."),
    )
    late_reason = forms.CharField(
        label=_("Why it comes late"),
        required=False,
        max_length=LONGEST,
        help_text=_("Only after the deadline."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk
        none = ("", "–")
        sides = [(one["key"], reading.plain(text(one["name"]))) for one in desk.sides]
        self._offer("side", [none, *sides])
        self._offer("country", [none, *countries()])
        self._offer("size", [none, *CompanySize.choices])
        self._offer("sectors", [(one["slug"], reading.plain(text(one["name"]))) for one in desk.sectors])
        self.fields["side"].required = bool(sides)
        self.bringers = {user.public_id: (user, label) for user, label in brought.called(desk.event).values()}
        self._offer("came_by", [none, *((key, label) for key, (_user, label) in self.bringers.items())])
        if not self.bringers:
            del self.fields["came_by"]

    @classmethod
    def of(cls, application: Application, *, desk: Desk, data: Any = None) -> EntryForm:
        names = ("contact_name", "email", "language", "country", "region", "size", "discount_code", "late_reason")
        initial = {name: getattr(application, name) for name in names}
        row = application.organisation
        initial["organisation"] = row.name if row is not None else application.organisation_name
        initial["side"] = application.side.key if application.side else ""
        initial["came_by"] = application.came_by.public_id if application.came_by else ""
        initial["sectors"] = [tag.slug for tag in application.sectors.all()]
        return cls(data, desk=desk, initial=initial)

    def facts(self) -> dict[str, Any]:
        """As services take them; organisation and sectors are fetched by the view."""
        names = ("contact_name", "email", "language", "country", "region", "size", "discount_code", "late_reason")
        facts = {name: self.cleaned_data[name] for name in names}
        if "came_by" in self.cleaned_data:
            facts["came_by"] = self.bringers.get(self.cleaned_data["came_by"], (None,))[0]
        return facts

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


class SpeakerForm(forms.Form):
    """A representative whom the office adds."""

    name = NameField(label=_("Name"), max_length=200)
    name_latin = NameField(label=_("Name in Latin letters"), required=False, max_length=200)
    email = forms.EmailField(label=_("Mail address"), required=False, max_length=254)
    office = forms.CharField(label=_("Office"), required=False, max_length=200)
    languages = forms.CharField(
        label=_("Languages"),
        required=False,
        max_length=120,
        help_text=_("Such as: de B2, ru native"),
    )

    def clean_languages(self) -> dict[str, str]:
        from handschlag.registration.spreadsheet import spoken

        languages = spoken(self.cleaned_data["languages"])
        if languages is None:
            raise forms.ValidationError(
                _("Please write a code and a level for each language, such as: de B2, ru native"), code="languages"
            )
        return languages
