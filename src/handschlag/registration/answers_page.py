"""What is asked after approval, of the organisation and of each who comes: read off the rows, checked and kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from handschlag.accounts.models import User
from handschlag.registration.forms.applicant_questions import QuestionsForm
from handschlag.registration.models import Applicant, Application
from handschlag.registration.services import answering
from handschlag.registration.services.answering import Given
from handschlag.registration.states import Stage


class AnswersPage:
    """The questions of one approved application: ``forms`` are pairs of a representative (or None) and a form."""

    def __init__(self, application: Application, data: Any = None, files: Any = None) -> None:
        self.application = application
        asked = answering.asked(application, Stage.APPROVED)
        answers: dict[int | None, dict[int, Any]] = {}
        for applicant, question, value in application.answers.values_list("applicant", "question", "value"):
            answers.setdefault(applicant, {})[question] = value
        each = [one for one in asked if one.is_for_each]
        people: list[Applicant | None] = [*application.applicants.all()] if each else []
        self.forms = [
            (
                person,
                QuestionsForm(
                    data,
                    files,
                    questions=each if person is not None else [one for one in asked if not one.is_for_each],
                    answers=answers.get(person.pk if person is not None else None, {}),
                    prefix=f"p{person.public_id}" if person is not None else "o",
                    is_final=True,
                ),
            )
            for person in (None, *people)
        ]

    def __iter__(self) -> Iterator[tuple[Applicant | None, QuestionsForm]]:
        return (pair for pair in self.forms if pair[1].fields)

    def is_valid(self) -> bool:
        return self.wrong() == 0

    def wrong(self) -> int:
        return sum(len(form.errors) for _person, form in self.forms)

    @transaction.atomic
    def keep(self, *, by: User, now: datetime) -> None:
        """Keep all of them. A file that is refused stands as a mistake at its field."""
        given: list[Given] = []
        for person, form in self.forms:
            given += [*form.given(person), *form.keep_files(person, scope=self.application.event.host.slug)]
        answering.answer(self.application, given, by=by, now=now)
