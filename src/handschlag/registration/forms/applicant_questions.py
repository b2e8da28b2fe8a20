"""What a host asks, as fields of a form: text becomes answers of the kind of each question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from handschlag.engine.language import Text
from handschlag.foundation import contents, uploads
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.reading import plain
from handschlag.registration.forms.choices import LongSelect, countries
from handschlag.registration.forms.unfinished import Unfinished
from handschlag.registration.models import Applicant, Question
from handschlag.registration.services.answering import LONGEST, Given
from handschlag.registration.states import QuestionKind

YES_NO = (("yes", _("yes")), ("no", _("no")))
MOST_DIGITS = 15
ALLOWED = tuple(contents.KINDS[name] for name in ("pdf", "png", "jpg", "docx"))
MOST_BYTES = 5_000_000


class QuestionsForm(Unfinished):
    """A field for each question. ``is_final``: what must be answered must be answered now."""

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        questions: Iterable[Question],
        answers: Mapping[int, Any],
        prefix: str | None = None,
        is_final: bool = False,
    ) -> None:
        super().__init__(data, files, prefix=prefix)
        self.is_final = is_final
        self.questions = {f"q_{one.public_id}": one for one in questions}
        for name, question in self.questions.items():
            field = FIELDS[QuestionKind(question.kind)](question)
            field.label, field.help_text = plain(question.label), plain(question.help)
            field.initial = _shown(question, answers.get(question.pk))
            is_kept = question.kind == QuestionKind.FILE and bool(field.initial)
            field.required = question.is_required and not is_kept
            self.fields[name] = field

    def given(self, applicant: Applicant | None = None) -> list[Given]:
        """What can be kept of it; a file that was not sent anew stays."""
        return [
            Given(question, _read(question, self.cleaned_data[name]), applicant)
            for name, question in self.questions.items()
            if name in self.cleaned_data and question.kind != QuestionKind.FILE
        ]

    def keep_files(self, applicant: Applicant | None = None, *, scope: str) -> list[Given]:
        """Files that were sent now, looked into and kept; one that is refused stands as a mistake at its field."""
        kept = []
        for name, question in self.questions.items():
            file = self.cleaned_data.get(name) if question.kind == QuestionKind.FILE else None
            if isinstance(file, UploadedFile):
                try:
                    stored = uploads.store(file, allowed=ALLOWED, scope=scope, most_bytes=MOST_BYTES)
                except RuleBroken as broken:
                    self.add_error(name, broken)
                else:
                    kept.append(Given(question, stored.public_id, applicant))
        return kept


def _options(question: Question) -> list[tuple[str, str]]:
    return [(str(one["key"]), plain(Text.read(one.get("label") or {})) or str(one["key"])) for one in question.options]


def _choice(question: Question) -> forms.Field:
    return forms.ChoiceField(choices=_options(question), widget=forms.RadioSelect)


def _several(question: Question) -> forms.Field:
    return forms.MultipleChoiceField(choices=_options(question), widget=forms.CheckboxSelectMultiple)


FIELDS: Mapping[QuestionKind, Any] = {
    QuestionKind.TEXT: lambda _q: forms.CharField(max_length=LONGEST[QuestionKind.TEXT]),
    QuestionKind.LONG: lambda _q: forms.CharField(
        max_length=LONGEST[QuestionKind.LONG], widget=forms.Textarea({"rows": 4})
    ),
    QuestionKind.CHOICE: _choice,
    QuestionKind.SEVERAL: _several,
    QuestionKind.NUMBER: lambda _q: forms.DecimalField(max_digits=MOST_DIGITS, localize=False),
    QuestionKind.DATE: lambda _q: forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")),
    QuestionKind.YES_NO: lambda _q: forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect),
    QuestionKind.FILE: lambda _q: forms.FileField(widget=forms.FileInput),
    QuestionKind.COUNTRY: lambda _q: forms.ChoiceField(choices=countries(), widget=LongSelect),
}


def _shown(question: Question, value: Any) -> Any:
    if question.kind == QuestionKind.YES_NO and value is not None:
        return "yes" if value else "no"
    return value


def _read(question: Question, value: Any) -> Any:
    if question.kind == QuestionKind.YES_NO:
        return value == "yes" if value else None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
