"""The form of an application as a whole: read off the rows, checked, and kept as far as it can be kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction

from handschlag.accounts.models import User
from handschlag.companies.models import Organisation
from handschlag.foundation.errors import RuleBroken
from handschlag.registration import entrance, known
from handschlag.registration.entrance import Offered
from handschlag.registration.forms.applicant import MOST_SPEAKERS, FactsForm, SpeakerForm
from handschlag.registration.forms.applicant_questions import QuestionsForm
from handschlag.registration.models import Applicant, Application, Question
from handschlag.registration.services import answering, applying, places, sending
from handschlag.registration.services.answering import Given
from handschlag.registration.services.applying import Speaker

USUAL_LANGUAGES = ["de", "en"]


@dataclass(frozen=True, slots=True)
class Person:
    """One who is to come, as the page shows her."""

    form: SpeakerForm
    questions: QuestionsForm
    number: int


class Filling:
    """All fields of the form of one application, empty or as they were sent.

    ``is_final``: it is to be sent, so what is needed is needed now. ``more``: empty places for further people.
    """

    def __init__(
        self,
        application: Application,
        data: Any = None,
        files: Any = None,
        *,
        offered: Offered | None = None,
        is_final: bool = False,
        more: int = 0,
    ) -> None:
        self.application, self.data, self.files, self.is_final = application, data, files, is_final
        self.offered = offered or entrance.offered(application.event)
        self.sides, self.tags = self.offered.sides, self.offered.sectors
        self.rows: list[Applicant] = list(application.applicants.all()) if application.pk else []
        self.facts = FactsForm(data, application=application, sides=self.sides, sectors=self.tags, is_final=is_final)
        self._ask()
        self.people = [self._person(number) for number in range(min(self._count() + more, MOST_SPEAKERS))]

    def is_valid(self) -> bool:
        return self.wrong() == 0

    def forms(self) -> Iterator[forms.Form]:
        yield self.facts
        for person in self.people:
            yield person.form
            yield person.questions
        yield self.questions

    def wrong(self) -> int:
        """How many entries need another look."""
        return sum(len(form.errors) for form in self.forms())

    def steps(self) -> list[str]:
        """Of who applies, who comes, what is asked and sending: ``done``, ``now`` or ``next``."""
        row = self.application
        has_said = bool(row.contact_name and row.country and (row.organisation_name or row.organisation_id))
        open_ones = [form for form in (self.questions, *(one.questions for one in self.people)) if _is_open(form)]
        found: list[str] = []
        for is_done in (has_said, bool(self.rows), not open_ones, False):
            found.append("next" if "now" in found else "done" if is_done else "now")
        return found

    def similar(self) -> list[Organisation]:
        """Organisations that may be the one that is meant, as long as none is chosen."""
        if self.application.organisation_id or self.application.claimed_id:
            return []
        typed = self.data.get("organisation_name", "") if self.data is not None else self.application.organisation_name
        return known.similar(str(typed)[:200])

    @transaction.atomic
    def keep(self, *, by: User, now: datetime) -> Application:
        """Keep what can be kept, valid or not; it has been checked. Raises what the services do."""
        return self._keep(by=by, now=now)

    @transaction.atomic
    def send(self, *, by: User, now: datetime) -> Application:
        """Keep and send in one go what is valid and no row yet.

        Raises what ``applying.submit`` does; then nothing has changed, and it can still be kept.
        """
        before, rules = self.application, places.lock(self.application.event_id)
        self.application = copy(before)
        self.application.event = rules.event
        try:
            applying.put(self.application, self.facts.facts())
            sending.name_organisation(self.application)
            kept = self._keep(by=by, now=now, is_sent=not self.is_asked)
            return sending.send_locked(kept, rules, by=by, now=now)
        except RuleBroken:
            self.application = before
            raise

    def _keep(self, *, by: User, now: datetime, is_sent: bool = False) -> Application:
        event, facts = self.application.event, self.facts.facts()
        speakers = self._speakers(facts.get("contact_name") or self.application.contact_name)
        self.application = applying.write_step(
            self.application, facts, sectors=self.facts.chosen_sectors(), speakers=speakers, is_sent=is_sent
        )
        self.application.event = event
        given = self.questions.given()
        given += self._files(self.questions)
        if self.each and speakers:
            given += self._given_by_people()
        if given:
            answering.answer(self.application, given, by=by, now=now)
        return self.application

    def _speakers(self, contact: str) -> list[Speaker]:
        """The first one leads; whoever applies is known by her own address, also where it is not typed once more."""
        named = [one for person in self.people if (one := person.form.speaker()) is not None]
        taken = {one.email.lower() for one in named}
        email = self.application.email
        return [
            replace(one, is_contact=number == 0, email=email)
            if one.name == contact and not one.email and email not in taken
            else replace(one, is_contact=number == 0)
            for number, one in enumerate(named)
        ]

    def _ask(self) -> None:
        asked = self._questions()
        self.is_asked = bool(asked)
        self.each: list[Question] = [one for one in asked if one.is_for_each]
        self.answers: dict[int | None, dict[int, Any]] = {}
        if asked and self.application.pk:
            for applicant, question, value in self.application.answers.values_list("applicant", "question", "value"):
                self.answers.setdefault(applicant, {})[question] = value
        self.questions = self._questions_form([one for one in asked if not one.is_for_each], None, "o")

    def _questions(self) -> list[Question]:
        side = self.application.side_id
        if self.data is not None and self.sides:
            side = next((one.pk for one in self.sides if one.key == self.data.get("side")), None)
        return self.offered.asked(side)

    def _questions_form(self, questions: list[Question], applicant: int | None, prefix: str) -> QuestionsForm:
        answers: Mapping[int, Any] = self.answers.get(applicant, {}) if (applicant or prefix == "o") else {}
        return QuestionsForm(
            self.data, self.files, questions=questions, answers=answers, prefix=prefix, is_final=self.is_final
        )

    def _count(self) -> int:
        """How many places for people the form has."""
        if self.data is None:
            return max(1, len(self.rows))
        sent = str(self.data.get("people", ""))
        return max(1, min(int(sent), MOST_SPEAKERS)) if sent.isascii() and sent.isdigit() and len(sent) < 4 else 1

    def _person(self, number: int) -> Person:
        row = self.rows[number] if number < len(self.rows) else None
        was_sent = self.data is not None and number < self._count()
        prefix = f"p{number}"
        form = SpeakerForm(
            self.data if was_sent else None,
            row=row,
            languages=self.application.event.languages or USUAL_LANGUAGES,
            written_in=self.application.language,
            prefix=prefix,
        )
        is_somebody = not was_sent or bool(self.data.get(f"{prefix}-name", "").strip())
        questions = self._questions_form(self.each, row.pk if row else None, f"{prefix}q")
        questions.is_final = self.is_final and is_somebody
        return Person(form, questions, number)

    def _given_by_people(self) -> list[Given]:
        rows = list(self.application.applicants.order_by("number", "pk"))
        there = [person for person in self.people if person.form.speaker() is not None]
        given: list[Given] = []
        for row, person in zip(rows, there, strict=False):
            given += [*person.questions.given(row), *self._files(person.questions, row)]
        return given

    def _files(self, form: QuestionsForm, applicant: Applicant | None = None) -> list[Given]:
        return form.keep_files(applicant, scope=self.application.event.host.slug)


def _is_open(form: QuestionsForm) -> bool:
    """Whether something is asked there that must be answered and is not."""
    return any(bound.field.required and bound.value() in (None, "", []) for bound in form)
