"""What editors write about a forum or a trip."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from handschlag.events.models import CompanySize, Event, Fair, Tag
from handschlag.events.services.fees import LARGEST, Level
from handschlag.events.services.forums import COUNTRIES
from handschlag.events.verbs import EVENT_FIELDS as LABELS
from handschlag.foundation.reading import country, language_name, plain, upfirst
from handschlag.portal.forms.writing import SITE, Words, WritingForm
from handschlag.programme.forms.fields import MomentField

MOMENTS = ("starts_at", "ends_at", "registration_opens_at", "registration_closes_at", "answers_close_at")
PLAIN = (*MOMENTS, "time_zone", "language_level", "min_participants", "max_participants", "contact_email")
LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")
OFFERED = (*SITE, "fr", "es", "it", "pl", "tr", "uk", "kk", "uz", "ky", "tg", "az", "hy", "ka", "zh", "ar", "fa")
"""Languages that are offered for an event beside those that it has."""
FEES = {f"fee_{size.value}": size for size in CompanySize}


class EventForm(WritingForm):
    """All that everybody reads of an event, but its programme, files and what belongs to its fair."""

    WORDS: ClassVar = {
        "title": Words(LABELS["title"], 200),
        "lead": Words(LABELS["lead"], 1000, rows=4),
        "place": Words(LABELS["place"], 300),
        "when_text": Words(
            LABELS["when_text"],
            120,
            hint=_("Only while the date is not certain. Beginning and end are then never shown as the date."),
        ),
        "cost": Words(LABELS["cost"], 1000, rows=3),
        "priority_rule": Words(
            LABELS["priority_rule"], 1000, rows=3, hint=_("When there are more applications than places.")
        ),
        "contact_office": Words(LABELS["contact_office"], 300),
    }
    GROUPS: ClassVar = (
        (_("Texts"), ("title", "lead", "place")),
        (_("Dates"), ("time_zone", *MOMENTS, "when_text")),
        (_("Languages"), ("languages", "first_language", "language_level")),
        (_("Who comes"), ("countries", "min_participants", "max_participants", "priority_rule")),
        (_("Cost"), ("cost", *FEES, "fee_currency")),
        (_("Contact"), ("contact_office", "contact_email")),
        (_("Where it belongs"), ("fair", "tags")),
    )
    FIELD_OF: ClassVar = {
        "period": "ends_at",
        "registration": "registration_closes_at",
        "slots": "starts_at",
        "participants": "max_participants",
        "language": "languages",
        "country": "countries",
        "amount": "fee_micro",
        "currency": "fee_currency",
    }

    time_zone = forms.CharField(label=LABELS["time_zone"], max_length=60, help_text=_("Such as Europe/Berlin."))
    languages = forms.MultipleChoiceField(label=LABELS["languages"], widget=forms.CheckboxSelectMultiple)
    first_language = forms.ChoiceField(label=_("Usual language"), help_text=_("Texts are written in it first."))
    language_level = forms.ChoiceField(label=LABELS["language_level"], choices=[(one, one) for one in LEVELS])
    countries = forms.MultipleChoiceField(
        label=LABELS["countries"],
        help_text=_("Those of the other side."),
        required=False,
        widget=forms.SelectMultiple({"size": 6}),
    )
    min_participants = forms.IntegerField(
        label=LABELS["min_participants"], required=False, min_value=1, max_value=32000
    )
    max_participants = forms.IntegerField(
        label=LABELS["max_participants"], required=False, min_value=1, max_value=32000
    )
    contact_email = forms.EmailField(
        label=LABELS["contact_email"], help_text=_("The mailbox of an office, not of one person."), required=False
    )
    fair = forms.ChoiceField(label=_("Fair"), required=False)
    tags = forms.MultipleChoiceField(
        label=_("Regions and sectors"), required=False, widget=forms.CheckboxSelectMultiple
    )
    fee_currency = forms.CharField(label=_("Currency"), max_length=3, required=False, help_text=_("Such as EUR."))

    def __init__(self, data: Any = None, *, row: Event, **kwargs: Any) -> None:
        self._fees = {one.size: one for one in row.fees.all()}
        super().__init__(data, row=row, **kwargs)
        self._fairs = {one.public_id: one for one in Fair.objects.filter(host=row.host_id)}
        self._tags = {one.public_id: one for one in Tag.objects.filter(host=row.host_id)}
        self._add_moments()
        self._add_fees()
        self._offer(row)

    def initial_of(self, row: Event) -> dict[str, Any]:
        found: dict[str, Any] = {name: getattr(row, name) for name in PLAIN}
        found |= {"languages": list(row.languages), "countries": list(row.countries)}
        found["first_language"] = row.languages[0] if row.languages else self.original_of(row)
        found["fair"] = row.fair.public_id if row.fair is not None else ""
        found["tags"] = [tag.public_id for tag in row.tags.all()]
        found["fee_currency"] = next((fee.currency for fee in self._fees.values()), "EUR")
        return found | {name: _amount(self._fees[size].amount) for name, size in FEES.items() if size in self._fees}

    def original_of(self, row: Event) -> str:
        return str(row.languages[0]) if row.languages else super().original_of(row)

    def facts(self) -> dict[str, Any]:
        """What has changed and can be understood, as ``services.forums.change`` takes it."""
        names = list(filter(self.is_readable, self.changed_names()))
        found: dict[str, Any] = {name: self.text(name) for name in names if name in self.WORDS}
        found |= {name: self.cleaned_data[name] for name in names if name in PLAIN}
        if {"languages", "first_language"} & set(names) and self.is_readable("languages"):
            found["languages"] = self._languages()
        if "countries" in names:
            found["countries"] = self.cleaned_data["countries"]
        return found

    def chosen_tags(self) -> list[Tag] | None:
        """The regions and sectors, if they have changed."""
        if "tags" not in self.changed_names() or not self.is_readable("tags"):
            return None
        return [self._tags[key] for key in self.cleaned_data["tags"]]

    def chosen_fair(self) -> tuple[Fair | None] | None:
        """The fair or that there is none, if that has changed."""
        return (self._fairs.get(self.cleaned_data["fair"]),) if "fair" in self.changed_names() else None

    def levels(self) -> list[Level] | None:
        """What it costs by size of company, if that has changed."""
        names = {*FEES, "fee_currency"}
        if not names & set(self.changed_names()) or not all(map(self.is_readable, names)):
            return None
        currency = self.cleaned_data["fee_currency"] or "EUR"
        return [self._level(name, size, currency) for name, size in FEES.items() if self.cleaned_data[name] is not None]

    def _level(self, name: str, size: CompanySize, currency: str) -> Level:
        note = {"note": self._fees[size].note} if size in self._fees else {}
        return Level(size, self.cleaned_data[name], currency, **note)

    def _languages(self) -> list[str]:
        """The usual one first, then in the order that there was."""
        chosen, before = self.cleaned_data["languages"], list(self.row.languages)  # type: ignore[attr-defined]
        first = [self.cleaned_data[name] for name in ("first_language",) if self.is_readable(name)]
        order = [*first, *before, *chosen]
        return [code for code in dict.fromkeys(order) if code in (*chosen, *first)]

    def _add_moments(self) -> None:
        """Times are those of the clock where it takes place, also if that has just been changed."""
        given = self.data.get("time_zone", "").strip() if self.is_bound else ""
        zone = given if given in available_timezones() else self.row.time_zone  # type: ignore[attr-defined]
        for name in MOMENTS:
            self.fields[name] = MomentField(zone, label=LABELS[name], required=name in ("starts_at", "ends_at"))

    def _add_fees(self) -> None:
        for name, size in FEES.items():
            self.fields[name] = forms.DecimalField(
                label=upfirst(str(size.label)), required=False, min_value=0, max_value=LARGEST - 1, decimal_places=2
            )

    def _offer(self, row: Event) -> None:
        languages = [(code, upfirst(language_name(code))) for code in dict.fromkeys((*row.languages, *OFFERED))]
        countries = sorted(((code, country(code)) for code in COUNTRIES), key=lambda one: one[1].casefold())
        choices: dict[str, list[tuple[str, str]]] = {
            "languages": languages,
            "first_language": languages,
            "countries": countries,
            "fair": [("", "–"), *((key, str(one)) for key, one in self._fairs.items())],
            "tags": [(key, plain(one.name)) for key, one in self._tags.items()],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]


def _amount(amount: Decimal) -> str:
    """As somebody types it: without cents where there are none."""
    return f"{amount:f}".removesuffix(".00")
