"""All that the office has to see of one application to decide about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from handschlag.engine.language import Text
from handschlag.foundation import audit, reading
from handschlag.foundation.models import AuditEntry, StoredFile
from handschlag.registration import decisions, finding, leaving, queries
from handschlag.registration.decisions import Decision
from handschlag.registration.leaving import Consequence
from handschlag.registration.models import Answer, Applicant, Application, Merge, Note, Question
from handschlag.registration.states import QuestionKind

MOST_LINES = 50


@dataclass(frozen=True, slots=True)
class Answered:
    """A question and what was answered; ``who`` where it was asked of each representative."""

    question: Question
    says: str
    who: str = ""
    file: str = ""
    """The opaque id of a file that was sent for an answer."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """What stands on the page beside the facts of the application itself."""

    applicants: list[Applicant]
    answers: list[Answered]
    notes: list[Note]
    lines: list[audit.Line]
    decisions: list[Decision]
    twins: list[Application]
    merges: list[Merge]
    consequences: list[Consequence]
    place_in_queue: int


def of(application: Application) -> Dossier:
    """As a door has fetched it."""
    rules = queries.rules_of(application.event)
    entries = AuditEntry.objects.filter(audit.about("registration.application", application.public_id))
    return Dossier(
        applicants=list(application.applicants.all()),
        answers=_answers(application),
        notes=list(application.notes.select_related("by")),
        lines=list(audit.lines(entries.order_by("-number")[:MOST_LINES])),
        decisions=decisions.possible(application, rules),
        twins=finding.twins_of(application),
        merges=list(application.merges.select_related("dropped__organisation", "by")),
        consequences=leaving.consequences(application),
        place_in_queue=queries.place_in_queue(application),
    )


def file_of(application: Application, public_id: str) -> StoredFile:
    """A file with which a question was answered."""
    rows = Answer.objects.filter(application=application, question__kind=QuestionKind.FILE, value=public_id)
    if not rows.exists():
        raise Http404
    return get_object_or_404(StoredFile, public_id=public_id)


def says(question: Question, value: Any) -> str:
    """An answer in the reader's language."""
    labels = {one["key"]: one.get("label", one["key"]) for one in question.options}
    match question.kind, value:
        case _kind, None | "" | []:
            return ""
        case QuestionKind.YES_NO, bool():
            return _("yes") if value else _("no")
        case QuestionKind.CHOICE, str():
            return _option(labels.get(value, value))
        case QuestionKind.SEVERAL, list():
            return ", ".join(_option(labels.get(one, one)) for one in value)
        case QuestionKind.COUNTRY, str():
            return reading.country(value)
    return str(value)


def _answers(application: Application) -> list[Answered]:
    rows = Answer.objects.filter(application=application).select_related("question", "applicant")
    found = sorted(rows, key=lambda one: (one.question.number, one.question_id, one.applicant_id or 0))
    return [_answered(one) for one in found if one.value not in (None, "", [])]


def _answered(answer: Answer) -> Answered:
    question = answer.question
    who = answer.applicant.name if answer.applicant is not None else ""
    if question.kind == QuestionKind.FILE:
        return Answered(question, _("File"), who, file=str(answer.value))
    return Answered(question, says(question, answer.value), who)


def _option(label: Any) -> str:
    return reading.plain(Text.read(label)) if isinstance(label, dict) else str(label)
