"""The form with which an organisation applies: its facts, those who speak for it, and what the host asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from handschlag.engine.language import Text
from handschlag.events.models import CompanySize, Side, Tag, TagKind
from handschlag.foundation.form_fields import NameField
from handschlag.foundation.reading import language_name, plain, upfirst
from handschlag.registration.forms.choices import NOTHING, LongSelect, countries, levels, more_languages
from handschlag.registration.forms.unfinished import Unfinished
from handschlag.registration.models import Applicant, Application
from handschlag.registration.services.applying import Speaker
from handschlag.registration.states import HOLDING

MOST_SPEAKERS = 10
LATER = ("organisation_latin", "city", "region", "size", "sectors", "discount_code", "late_reason")
"""May stay empty when it is sent, too; whether a reason is needed, ``submit`` knows."""


class FactsForm(Unfinished):
    """Who applies. ``is_final``: it is to be sent, so what is needed is needed now."""

    contact_name = NameField(label=_("Your name"))
    language = forms.ChoiceField(label=_("Language in which we write to you"), choices=settings.LANGUAGES)
    organisation_name = NameField(
        label=_("Name of your organisation"), help_text=_("As it shall stand on table cards and badges.")
    )
    organisation_latin = NameField(
        label=_("Name in Latin letters"), help_text=_("Where the name is written in others.")
    )
    country = forms.ChoiceField(label=_("Country"), choices=countries(), widget=LongSelect)
    city = forms.CharField(label=_("City"), max_length=120)
    region = forms.CharField(label=_("Region"), max_length=120)
    side = forms.ChoiceField(label=_("To which side you belong"), widget=forms.RadioSelect)
    size = forms.ChoiceField(label=_("Size"), help_text=_("Leave it open if you are no company."))
    sectors = forms.MultipleChoiceField(label=_("Sectors"), widget=forms.CheckboxSelectMultiple)
    discount_code = forms.CharField(label=_("Discount code"), max_length=40)
    late_reason = forms.CharField(
        label=_("Why your application comes now"), max_length=2000, widget=forms.Textarea({"rows": 3})
    )

    def __init__(
        self, data: Any = None, *, application: Application, sides: list[Side], sectors: list[Tag], is_final: bool
    ) -> None:
        super().__init__(data, initial=_facts_of(application))
        self.is_final = is_final
        self.sides, self.tags = {one.key: one for one in sides}, {one.slug: one for one in sectors}
        self._offer()
        for name, field in self.fields.items():
            field.required = name not in LATER
        for name, word in {
            "contact_name": "name",
            "organisation_name": "organization",
            "city": "address-level2",
        }.items():
            self.fields[name].widget.attrs["autocomplete"] = word

    def _offer(self) -> None:
        sizes = [(value, upfirst(str(label))) for value, label in CompanySize.choices]
        self.fields["size"].choices = [NOTHING, *sizes]  # type: ignore[attr-defined]
        self.fields["side"].choices = [(key, plain(one.name)) for key, one in self.sides.items()]  # type: ignore[attr-defined]
        self.fields["sectors"].choices = [(slug, plain(one.name)) for slug, one in self.tags.items()]  # type: ignore[attr-defined]
        gone = {"side": not self.sides, "sectors": not self.tags}
        for name in (name for name, is_gone in gone.items() if is_gone):
            del self.fields[name]

    def facts(self) -> dict[str, Any]:
        """What can be kept of it, as ``applying.save_step`` takes it."""
        facts = {name: value for name, value in self.cleaned_data.items() if name != "sectors"}
        if "side" in facts:
            facts["side"] = self.sides.get(facts["side"])
        return facts

    def chosen_sectors(self) -> list[Tag] | None:
        chosen = self.cleaned_data.get("sectors")
        return None if chosen is None else [self.tags[slug] for slug in chosen]


class ChangeForm(FactsForm):
    """The same facts of an application that was sent, without those that count once."""

    def __init__(self, data: Any = None, *, application: Application) -> None:
        event = application.event
        tags = list(event.host.tags.filter(kind=TagKind.SECTOR))
        super().__init__(data, application=application, sides=list(event.sides.all()), sectors=tags, is_final=True)
        for name in ("late_reason", "discount_code", "organisation_name", "organisation_latin"):
            del self.fields[name]
        if application.state in HOLDING and event.approval_rules.exists():
            # by these it was approved: who is somebody else now asks the host
            for name in ("side", "size", "country", "sectors"):
                self.fields.pop(name, None)


class SpeakerForm(forms.Form):
    """Somebody who is to come: her name, how to reach her, and what she speaks. Without a name there is nobody."""

    name = NameField(label=_("First name and surname"), required=False)
    name_latin = NameField(
        label=_("Name in Latin letters"), help_text=_("As in the passport, where the name is not."), required=False
    )
    office = forms.CharField(label=_("Office"), max_length=200, required=False)
    email = forms.EmailField(label=_("Mail address"), max_length=254, required=False)
    wants_photo = forms.BooleanField(label=_("May be photographed"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        row: Applicant | None = None,
        languages: list[str],
        written_in: str,
        prefix: str | None = None,
    ) -> None:
        spoken = {one["language"]: one["level"] for one in row.languages} if row is not None else {}
        super().__init__(data, prefix=prefix, initial=_facts_of_speaker(row))
        self.row, self.written_in = row, written_in
        self.codes = list(dict.fromkeys([*languages, *spoken]))
        for code in self.codes:
            self.fields[f"level_{code}"] = forms.ChoiceField(
                label=upfirst(language_name(code)),
                choices=levels(),
                initial=spoken.get(code, ""),
                required=False,
                widget=LongSelect,
            )
        others = more_languages(self.codes)
        self.fields["more"] = forms.ChoiceField(
            label=_("Another language"), choices=others, required=False, widget=LongSelect
        )
        self.fields["level_of_more"] = forms.ChoiceField(
            label=_("Its level"), choices=levels(), required=False, widget=LongSelect
        )

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        if bool(sent.get("more")) != bool(sent.get("level_of_more")):
            missing = "level_of_more" if sent.get("more") else "more"
            self.add_error(missing, _("Please choose both the language and its level, or neither."))
        if not sent.get("name") and "name" not in self.errors and any(sent.get(one) for one in ("email", "office")):
            self.add_error("name", _("Please say who this is, or leave everything empty."))
        return sent

    def levels(self) -> Iterator[Any]:
        """The fields of languages, for the page."""
        return (self[f"level_{code}"] for code in self.codes)

    def speaker(self) -> Speaker | None:
        """What can be kept of it, or None for nobody."""
        if not self.is_bound:
            return None
        kept = self._before() | self.cleaned_data
        if not kept.get("name"):
            return None
        languages = {code: kept[f"level_{code}"] for code in self.codes if kept.get(f"level_{code}")}
        if kept.get("more") and kept.get("level_of_more"):
            languages[kept["more"]] = kept["level_of_more"]
        return Speaker(
            name=kept["name"],
            name_latin=kept.get("name_latin", ""),
            email=kept.get("email", ""),
            office=_office(self.row, kept.get("office", ""), self.written_in),
            languages=languages,
            wants_photo=kept.get("wants_photo", False),
        )

    def _before(self) -> dict[str, Any]:
        """What was kept before of what is wrong now."""
        return {name: self.initial.get(name, "") for name in self.errors if name in self.initial}


def _office(row: Applicant | None, typed: str, language: str) -> Text:
    """What she has not touched stays as it is, in all its languages."""
    if row is not None and plain(row.office) == typed:
        return row.office
    return Text.of(**{language: typed})


def _facts_of(application: Application) -> dict[str, Any]:
    plainly = ("contact_name", "language", "country", "city", "region", "size", "discount_code", "late_reason")
    facts: dict[str, Any] = {name: getattr(application, name) for name in plainly}
    row = application.organisation
    facts["organisation_name"] = application.organisation_name or (row.name if row else "")
    facts["organisation_latin"] = application.organisation_latin or (row.name_latin if row else "")
    facts["side"] = application.side.key if application.side else None
    facts["sectors"] = [tag.slug for tag in application.sectors.all()] if application.pk else []
    return facts


def _facts_of_speaker(row: Applicant | None) -> dict[str, Any]:
    if row is None:
        return {}
    facts: dict[str, Any] = {name: getattr(row, name) for name in ("name", "name_latin", "email", "wants_photo")}
    return facts | {"office": plain(row.office)}
