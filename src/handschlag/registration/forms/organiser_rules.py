"""How a host says how an event takes applications, and what it asks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from handschlag.engine.language import Text
from handschlag.events.models import CompanySize, Event, Side, Tag, TagKind
from handschlag.foundation import reading
from handschlag.registration.forms.organiser import countries
from handschlag.registration.models import Question, RegistrationRules
from handschlag.registration.services import quotas
from handschlag.registration.states import Approval, QuestionKind, Stage, Verdict

ALL = ("", gettext_lazy("all"))
MOST_OPTIONS = 50


def several(label: Any, *, widget: type[forms.Widget] = forms.TextInput, **attrs: Any) -> dict[str, forms.CharField]:
    """A field for each language; at least one is checked by the service."""
    return {
        code: forms.CharField(
            label=_("%(label)s (%(language)s)") % {"label": label, "language": name},
            required=False,
            max_length=2000,
            widget=widget(attrs=attrs),
        )
        for code, name in settings.LANGUAGES
    }


class RulesForm(forms.Form):
    """How applications are decided where no rule says otherwise, and what comes after the deadline."""

    approval = forms.ChoiceField(label=_("Decided"), choices=Approval.choices, widget=forms.RadioSelect)
    has_waiting_list = forms.BooleanField(label=_("There is a waiting list"), required=False)
    offer_hours = forms.IntegerField(
        label=_("Hours for which a place that has become free is kept"),
        help_text=_("0: whoever stands first gets it at once, and is not asked."),
        min_value=0,
        max_value=24 * 60,
    )
    takes_late = forms.BooleanField(label=_("One may ask to be let in after the deadline"), required=False)
    asks_late_reason = forms.BooleanField(label=_("Whoever comes late has to say why"), required=False)

    def __init__(self, data: Any = None, *, rules: RegistrationRules) -> None:
        super().__init__(data, initial={name: getattr(rules, name) for name in self.base_fields})
        for code, field in several(_("Introduction above the form"), widget=forms.Textarea, rows=2).items():
            field.initial = rules.intro.versions[code].text if code in rules.intro.versions else ""
            self.fields[f"intro_{code}"] = field

    def facts(self) -> dict[str, Any]:
        plain = {name: self.cleaned_data[name] for name in self.base_fields}
        return plain | {"intro": _text(self.cleaned_data, "intro")}


class DescribedForm(forms.Form):
    """For whom something holds. ``cleaned_data`` has rows of sides and sectors, or None."""

    side = forms.ModelChoiceField(Side.objects.none(), label=_("Side"), required=False, empty_label=_("all"))
    sector = forms.ModelChoiceField(Tag.objects.none(), label=_("Sector"), required=False, empty_label=_("all"))
    size = forms.ChoiceField(label=_("Size"), required=False, choices=[ALL, *CompanySize.choices])

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sides, sectors = event.sides.all(), event.host.tags.filter(kind=TagKind.SECTOR)
        for name, rows in (("side", sides), ("sector", sectors)):
            field: Any = self.fields[name]
            field.queryset = rows
            field.to_field_name = "public_id"
            field.label_from_instance = lambda one: reading.plain(one.name)


class QuotaForm(DescribedForm):
    """At most so many places, for all or for those whom it describes."""

    capacity = forms.IntegerField(label=_("Places"), min_value=0, max_value=quotas.MOST)
    field_order = ("capacity", "side", "sector", "size")


class ApprovalForm(DescribedForm):
    """What is decided by itself of whom it describes."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    verdict = forms.TypedChoiceField(label=_("Then"), choices=Verdict.choices, coerce=Verdict)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [ALL, *countries()]  # type: ignore[attr-defined]


class QuestionForm(forms.Form):
    """A question in each language, what it takes for an answer, and who is asked when."""

    kind = forms.ChoiceField(label=_("Answer"), choices=QuestionKind.choices)
    stage = forms.ChoiceField(label=_("When it is asked"), choices=Stage.choices)
    side = forms.ModelChoiceField(
        Side.objects.none(), label=_("Who is asked"), required=False, empty_label=_("all sides")
    )
    is_for_each = forms.BooleanField(label=_("Each representative is asked"), required=False)
    is_required = forms.BooleanField(label=_("An answer is needed"), required=False)
    is_sensitive = forms.BooleanField(
        label=_("Nobody else's business"),
        required=False,
        help_text=_(
            "Such as diet, access needs, passport: asked after approval only, read by those alone who decide "
            "about applications, not exported, deleted early."
        ),
    )
    delete_after_days = forms.IntegerField(
        label=_("Days after the event when the answers go"),
        required=False,
        min_value=0,
        max_value=3650,
        help_text=_("Empty: as the host keeps such data."),
    )

    def __init__(self, *args: Any, event: Event, question: Question | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = _initial(question) if question is not None else {"stage": Stage.APPLY}
        super().__init__(*args, **kwargs)
        self.question = question
        side: Any = self.fields["side"]
        side.queryset, side.to_field_name = event.sides.all(), "public_id"
        side.label_from_instance = lambda one: reading.plain(one.name)
        for name, label, rows in (
            ("label", _("Question"), 0),
            ("help", _("Hint"), 0),
            ("options", _("Answers to choose from, one a line"), 4),
        ):
            widget = {"widget": forms.Textarea, "rows": rows} if rows else {}
            self.fields |= {f"{name}_{code}": field for code, field in several(label, **widget).items()}  # type: ignore[arg-type]

    def clean(self) -> dict[str, Any]:
        super().clean()
        try:
            self.options = _options(self.cleaned_data, self.question)
        except forms.ValidationError as wrong:
            self.add_error(f"options_{settings.LANGUAGES[0][0]}", wrong)
        return self.cleaned_data

    def facts(self) -> dict[str, Any]:
        given = self.cleaned_data
        names = ("kind", "stage", "side", "is_for_each", "is_required", "is_sensitive")
        facts = {name: given[name] for name in (*names, "delete_after_days")}
        is_choice = given["kind"] in (QuestionKind.CHOICE, QuestionKind.SEVERAL)
        facts |= {"label": _text(given, "label"), "help": _text(given, "help")}
        return facts | {"options": self.options if is_choice else []}


def _text(given: dict[str, Any], name: str) -> Text:
    return Text.of(**{code: words for code, _name in settings.LANGUAGES if (words := given[f"{name}_{code}"])})


def _initial(question: Question) -> dict[str, Any]:
    names = ("kind", "stage", "is_for_each", "is_required", "is_sensitive", "delete_after_days")
    initial = {name: getattr(question, name) for name in names}
    initial["side"] = question.side.public_id if question.side else None
    options = [Text.read(one["label"]) for one in question.options]
    for code, _name in settings.LANGUAGES:
        for name in ("label", "help"):
            text: Text = getattr(question, name)
            initial[f"{name}_{code}"] = _in(text, code)
        initial[f"options_{code}"] = "\n".join(_in(one, code) for one in options)
    return initial


def _in(text: Text, code: str) -> str:
    return text.versions[code].text if code in text.versions else ""


def _options(given: dict[str, Any], question: Question | None) -> list[dict[str, Any]]:
    """Line by line the same answer in each language; it keeps its key as long as one of its words stays."""
    lines = {code: _lines(given.get(f"options_{code}", "")) for code, _name in settings.LANGUAGES}
    lines = {code: some for code, some in lines.items() if some}
    if len({len(some) for some in lines.values()}) > 1:
        raise forms.ValidationError(gettext("Please write the same number of answers in each language, line by line."))
    count = len(next(iter(lines.values()), []))
    if count > MOST_OPTIONS:
        raise forms.ValidationError(gettext("%(most)s answers at most.") % {"most": MOST_OPTIONS})
    before = {
        version.text: one["key"]
        for one in (question.options if question is not None else ())
        for version in Text.read(one["label"]).versions.values()
    }
    options: list[dict[str, Any]] = []
    for number in range(count):
        words = {code: some[number] for code, some in lines.items()}
        taken = {one["key"] for one in options}
        kept = next((before[word] for word in words.values() if before.get(word) and before[word] not in taken), None)
        options.append({"key": kept or _new_key(taken | set(before.values())), "label": Text.of(**words).as_data()})
    return options


def _lines(written: str) -> list[str]:
    return [line.strip() for line in written.splitlines() if line.strip()]


def _new_key(taken: set[str]) -> str:
    return next(key for number in range(1, 1000) if (key := f"o{number}") not in taken)
