"""Answers in a file are compared with those that there are: what differs must be an answer that is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from handschlag.registration import spreadsheet_answers
from handschlag.registration.models import Application, Question
from handschlag.registration.services.answering import Given, stages_of_office
from handschlag.registration.spreadsheet_answers import NotAnAnswer
from handschlag.registration.spreadsheet_import import Entry, shown
from handschlag.registration.states import QuestionKind, Stage


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says to a question; ``who`` names the representative where each is asked."""

    question: Question
    value: Any
    who: str = ""


class Refused(Exception):
    """A cell with an answer cannot be taken over; the sentence says why."""

    def __init__(self, question: Question, sentence: str) -> None:
        super().__init__(sentence)
        self.question = question


def differing(entry: Entry, application: Application | None, *, language: str) -> tuple[Said, ...]:
    """The answers of a row that are others than those that there are. Raises ``Refused``.

    A cell that says, in the ``language`` of the file, what an export says there is none, whatever it is.
    """
    found: list[Said] = []
    for question, cell in entry.answers.items():
        text = spreadsheet_answers.plain(cell)
        before = _before(question, application)
        with translation.override(language):
            is_same = spreadsheet_answers.is_same(text, spreadsheet_answers.written(question, before))
        if is_same or (question.kind == QuestionKind.FILE and not text):
            continue
        try:
            said = _said(question, text, _people(entry, application))
        except NotAnAnswer as wrong:
            got = {"expected": wrong, "got": shown(text)}
            raise Refused(question, _("%(expected)s There stands: “%(got)s”") % got) from wrong
        known = dict(before)
        new = [one for one in said if one.value != known.get(one.who)]
        if new:
            _check_is_asked(question, entry, application)
        found += new
    return tuple(found)


def given(said: Iterable[Said], application: Application) -> list[Given]:
    """The same for ``answering``: by the rows of those who have said it."""
    people = {one.name: one for one in application.applicants.all()}
    return [Given(one.question, one.value, people.get(one.who)) for one in said]


def _before(question: Question, application: Application | None) -> list[tuple[str, Any]]:
    if application is None:
        return []
    people = {one.pk: one for one in application.applicants.all()}
    rows = [one for one in application.answers.all() if one.question_id == question.pk]
    rows.sort(key=lambda one: people[one.applicant_id].number if one.applicant_id in people else 0)
    return [(people[one.applicant_id].name if one.applicant_id in people else "", one.value) for one in rows]


def _people(entry: Entry, application: Application | None) -> list[str]:
    there = [one.name for one in application.applicants.all()] if application is not None else []
    return [*there, *(one.name for one in entry.get("representatives", ()) if one.name not in there)]


def _said(question: Question, text: str, people: Sequence[str]) -> list[Said]:
    if not question.is_for_each:
        return [Said(question, spreadsheet_answers.parse(question, text))]
    said = spreadsheet_answers.by_name(text, people)
    return [Said(question, spreadsheet_answers.parse(question, said.get(name, "")), name) for name in people]


def _check_is_asked(question: Question, entry: Entry, application: Application | None) -> None:
    side = entry.get("side", application.side if application is not None else None) or None
    if question.side_id is not None and question.side_id != (side.pk if side is not None else None):
        raise Refused(question, _("This is not asked of this side. Please leave the cell empty."))
    if question.stage == Stage.APPROVED and Stage.APPROVED not in stages_of_office(application):
        raise Refused(
            question,
            _(
                "This is asked after approval only, and this application is not approved. "
                "Please leave the cell empty, or approve the application first."
            ),
        )
