"""What a host asks is answered: each answer is of the kind of its question, or it is refused."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.events.services.forums import COUNTRIES
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.reading import plain
from handschlag.registration import answered_files, queries, verbs
from handschlag.registration.models import Answer, Applicant, Application, Question
from handschlag.registration.services.steps import note
from handschlag.registration.states import CHANGEABLE, OVER, ApplicationState, QuestionKind, Stage

EMPTY: tuple[Any, ...] = (None, "", [])
LONGEST = {QuestionKind.TEXT: 300, QuestionKind.LONG: 5000, QuestionKind.FILE: 22}


@dataclass(frozen=True, slots=True)
class Given:
    """What was said to a question, by the organisation or by one of its representatives."""

    question: Question
    value: Any
    applicant: Applicant | None = None


def stage_of(application: Application) -> Stage | None:
    """Which questions can be answered now; None when nothing can."""
    if application.state in CHANGEABLE:
        return Stage.APPLY
    return Stage.APPROVED if application.state == ApplicationState.APPROVED else None


def asked(application: Application, stage: Stage) -> list[Question]:
    """What is asked at this stage; what is nobody else's business never before somebody is approved."""
    return list(queries.questions(application.event, stage, side=application.side_id))


def stages_of_office(application: Application | None) -> tuple[Stage, ...]:
    """Answers of which stages the office may enter; what is asked after approval, of nobody before it."""
    is_approved = application is not None and application.state == ApplicationState.APPROVED
    return (Stage.APPLY, Stage.APPROVED) if is_approved else (Stage.APPLY,)


@transaction.atomic
def answer(application: Application, given: Iterable[Given], *, by: User | None, now: datetime) -> Application:
    """Keep these answers; an empty one takes away what was said, and what is not named stays.

    Raises ``RuleBroken``: "state" (nothing is asked now), "question" (not this one), "answer" (of another kind).
    """
    application = _locked(application)
    stage = stage_of(application)
    if stage is None:
        raise _nothing_is_asked()
    all_given = list(given)
    if _write(application, all_given, (stage,)) and stage == Stage.APPROVED:
        _note(application, all_given, by=by, now=now)
    return application


@transaction.atomic
def enter(application: Application, given: Iterable[Given], *, by: User, now: datetime) -> Application:
    """The same by the office, which may also correct what was answered when the application was sent.

    Raises ``RuleBroken``: "state" (it is over), "question" (not this one, or not before approval), "answer".
    """
    application = _locked(application)
    if application.state in OVER:
        raise _nothing_is_asked()
    all_given = list(given)
    if _write(application, all_given, stages_of_office(application)):
        _note(application, all_given, by=by, now=now)
    return application


def check(question: Question, value: Any) -> Any:
    """The value as it is kept. Raises ``RuleBroken``: "answer"."""
    if value in EMPTY:
        return None
    try:
        return CHECKS[QuestionKind(question.kind)](question, value)
    except (TypeError, ValueError) as wrong:
        raise RuleBroken(
            _("This does not answer “%(question)s” in the form in which it is asked."),
            code="answer",
            params={"question": plain(question.label)},
        ) from wrong


def _locked(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("event__host")
    return rows.get(pk=application.pk)


def _nothing_is_asked() -> RuleBroken:
    return RuleBroken(_("Nothing can be answered here at this moment."), code="state")


def _note(application: Application, given: list[Given], *, by: User | None, now: datetime) -> None:
    changed = sorted({plain(one.question.label) for one in given})
    note(verbs.CHANGED, application, by=by, now=now, changes={"answers": ["", "; ".join(changed)]})


def _write(application: Application, given: list[Given], stages: Iterable[Stage]) -> bool:
    """Whether anything has changed."""
    if not given:
        return False
    allowed = {question.pk for stage in stages for question in asked(application, stage)}
    before = {(row.question_id, row.applicant_id): row for row in application.answers.all()}
    new, changed, gone, replaced = [], [], [], []
    for one in given:
        _check_is_asked(application, one, allowed)
        value = check(one.question, one.value)
        row = before.get((one.question.pk, one.applicant.pk if one.applicant is not None else None))
        if row is None and value is not None:
            new.append(Answer(application=application, question=one.question, applicant=one.applicant, value=value))
        elif row is not None and value is None:
            gone.append(row.pk)
        elif row is not None and row.value != value:
            replaced += [row.value] if one.question.kind == QuestionKind.FILE else []
            row.value = value
            changed.append(row)
    answered_files.drop(replaced) if replaced else None
    Answer.objects.bulk_create(new)
    Answer.objects.bulk_update(changed, ["value"]) if changed else None
    Answer.objects.filter(pk__in=gone).delete() if gone else None
    return bool(new or changed or gone)


def _check_is_asked(application: Application, one: Given, allowed: set[int]) -> None:
    is_hers = one.applicant is None or one.applicant.application_id == application.pk
    if one.question.pk not in allowed or one.question.is_for_each != (one.applicant is not None) or not is_hers:
        raise RuleBroken(_("This is not asked here. Please load the page anew."), code="question")


def _words(question: Question, value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST[QuestionKind(question.kind)]:
        raise ValueError
    return value.strip()


def _one(question: Question, value: Any) -> str:
    if value not in keys(question):
        raise ValueError
    return str(value)


def _several(question: Question, value: Any) -> list[str]:
    if not isinstance(value, list) or not set(value) <= set(keys(question)):
        raise ValueError
    return [key for key in keys(question) if key in value]


def _number(_question: Question, value: Any) -> float | int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError
    return value


def _date(_question: Question, value: Any) -> str:
    return (value if type(value) is date else date.fromisoformat(value)).isoformat()


def _yes_no(_question: Question, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _country(_question: Question, value: Any) -> str:
    if value not in COUNTRIES:
        raise ValueError
    return str(value)


def keys(question: Question) -> list[str]:
    """Of the answers from which one chooses."""
    return [str(option["key"]) for option in question.options]


CHECKS: Mapping[QuestionKind, Callable[[Question, Any], Any]] = {
    QuestionKind.TEXT: _words,
    QuestionKind.LONG: _words,
    QuestionKind.CHOICE: _one,
    QuestionKind.SEVERAL: _several,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _date,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.FILE: _words,
    QuestionKind.COUNTRY: _country,
}
