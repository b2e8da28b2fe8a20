"""What a person sends about herself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handschlag.companies.models import LanguageLevel, Person
from handschlag.foundation.form_fields import NameField
from handschlag.foundation.reading import language_name

OFFERED = ("de", "en", "ru", "fr", "es", "pl", "tr", "uk", "kk", "uz", "ky", "tg", "tk", "az", "hy", "ka", "zh", "ar")
"""Languages from which one can choose one more."""
ONE_MORE = "one_more"


class PersonForm(forms.Form):
    """Name and languages. ``languages()`` is all that she speaks, with levels."""

    name = NameField(label=_("Name"), help_text=_("As you write it at home."))
    name_latin = NameField(
        label=_("Name in Latin letters"), help_text=_("As in your passport, where the name is not."), required=False
    )

    def __init__(self, data: Any = None, *, person: Person) -> None:
        spoken = dict(person.languages.values_list("language", "level"))
        super().__init__(data, initial={"name": person.name, "name_latin": person.name_latin})
        levels = [("", "—"), *LanguageLevel.choices]
        self.codes = sorted(spoken, key=language_name)
        for code in self.codes:
            self.fields[f"level_{code}"] = forms.ChoiceField(
                label=language_name(code), choices=levels, initial=spoken[code], required=False
            )
        others = sorted((code for code in OFFERED if code not in spoken), key=language_name)
        self.fields[ONE_MORE] = forms.ChoiceField(
            label=_("Another language"),
            choices=[("", "—"), *((code, language_name(code)) for code in others)],
            required=False,
        )
        self.fields["level_of_it"] = forms.ChoiceField(label=_("Its level"), choices=levels, required=False)

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        if bool(sent.get(ONE_MORE)) != bool(sent.get("level_of_it")):
            missing = "level_of_it" if sent.get(ONE_MORE) else ONE_MORE
            self.add_error(missing, _("Please choose both the language and its level, or neither."))
        return sent

    def languages(self) -> dict[str, LanguageLevel]:
        chosen = {code: self.cleaned_data[f"level_{code}"] for code in self.codes}
        chosen[self.cleaned_data[ONE_MORE]] = self.cleaned_data["level_of_it"]
        return {code: LanguageLevel(level) for code, level in chosen.items() if code and level}
