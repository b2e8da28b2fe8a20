"""What editors write about a fair, and about which countries help their companies to go there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from handschlag.events.models import EligibilityMark
from handschlag.events.services.forums import COUNTRIES
from handschlag.events.verbs import FAIR_FIELDS, MARK_FIELDS
from handschlag.foundation.form_fields import NameField
from handschlag.foundation.reading import country
from handschlag.portal.forms.notice import day_field
from handschlag.portal.forms.rows import RowForm
from handschlag.portal.forms.writing import Words


def address_field(label: Any, **more: Any) -> forms.CharField:
    """An address of a web page; the service says whether it is one."""
    return forms.CharField(
        label=label, max_length=500, required=False, widget=forms.URLInput({"placeholder": "https://"}), **more
    )


class FactsForm(RowForm):
    """A row of which services take all fields by their names."""

    FACTS: ClassVar[Mapping[str, Any]]

    def initial_of(self, row: Any) -> dict[str, Any]:
        return {name: getattr(row, name) for name in self.FACTS if name not in self.WORDS}

    def facts(self) -> dict[str, Any]:
        return {name: self.text(name) if name in self.WORDS else self.cleaned_data[name] for name in self.FACTS}


class FairForm(FactsForm):
    """A fair: when and where it is, and who runs it."""

    FACTS: ClassVar = FAIR_FIELDS
    WORDS: ClassVar = {
        "city": Words(FAIR_FIELDS["city"], 100),
        "venue": Words(FAIR_FIELDS["venue"], 200, hint=_("Such as the grounds and the halls.")),
    }
    FIELD_OF: ClassVar = {"period": "ends_on"}

    name = NameField(label=FAIR_FIELDS["name"], max_length=200)
    edition = NameField(
        label=FAIR_FIELDS["edition"], max_length=60, required=False, help_text=_("Such as 2027, or the 30th.")
    )
    starts_on = day_field(FAIR_FIELDS["starts_on"])
    ends_on = day_field(FAIR_FIELDS["ends_on"])
    organiser = NameField(label=FAIR_FIELDS["organiser"], max_length=200, required=False)
    address = address_field(FAIR_FIELDS["address"])


class MarkForm(FactsForm):
    """A country that subsidises the fair for its companies."""

    FACTS: ClassVar = MARK_FIELDS
    WORDS: ClassVar = {
        "scheme": Words(MARK_FIELDS["scheme"], 200, hint=_("As it is called in the country.")),
        "for_whom": Words(MARK_FIELDS["for_whom"], 300),
        "note": Words(MARK_FIELDS["note"], 300, hint=_("Stands ahead of all else, such as: for the first time.")),
    }
    FIELD_OF: ClassVar = {"period": "valid_until"}

    country = forms.ChoiceField(label=_("Granting country"))
    valid_from = day_field(MARK_FIELDS["valid_from"], required=False)
    valid_until = day_field(
        MARK_FIELDS["valid_until"], required=False, help_text=_("The last day. Empty: until further notice.")
    )
    source = NameField(
        label=MARK_FIELDS["source"],
        max_length=300,
        required=False,
        help_text=_("Who says so, and where: such as Official Gazette 3/2027."),
    )
    source_address = address_field(MARK_FIELDS["source_address"])

    def __init__(self, data: Any = None, *, row: EligibilityMark) -> None:
        super().__init__(data, row=row)
        countries = sorted(((code, country(code)) for code in COUNTRIES), key=lambda one: one[1].casefold())
        self.fields["country"].choices = [("", "–"), *countries]  # type: ignore[attr-defined]
