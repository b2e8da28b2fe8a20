"""What is decided by itself, and what is asked: written by the host."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.events.models import Event, Side, Tag
from handschlag.foundation import audit, reading, revisions
from handschlag.foundation.errors import RuleBroken
from handschlag.registration import verbs
from handschlag.registration.models import ApprovalRule, Question
from handschlag.registration.services import places
from handschlag.registration.states import QuestionKind, Verdict

CHOOSING = (QuestionKind.CHOICE, QuestionKind.SEVERAL)
ASKED = ("stage", "side", "is_for_each", "kind", "label", "help", "options")
ABOUT_ANSWERS = ("is_required", "is_sensitive", "delete_after_days")


@transaction.atomic
def add_rule(
    event: Event,
    verdict: Verdict,
    *,
    side: Side | None = None,
    sector: Tag | None = None,
    size: str = "",
    country: str = "",
    by: User,
    now: datetime,
) -> ApprovalRule:
    """Decide by itself what fits; it stands behind the others, and the first one that fits counts.

    Raises ``RuleBroken``: "side", "sector".
    """
    event = places.lock(event).event
    if side is not None and side.event_id != event.pk:
        raise RuleBroken(_("This side does not belong to the event. Please choose one of the list."), code="side")
    if sector is not None and sector.host_id != event.host_id:
        raise RuleBroken(_("This sector is not known here. Please choose one of the list."), code="sector")
    facts = {"side": side, "sector": sector, "size": size, "country": country}
    rule = ApprovalRule.objects.create(event=event, number=_next(event.approval_rules.all()), verdict=verdict, **facts)
    _note_rules(event, by=by, now=now)
    return rule


@transaction.atomic
def remove_rule(rule: ApprovalRule, *, by: User, now: datetime) -> None:
    event = places.lock(rule.event_id).event
    rule.delete()
    _note_rules(event, by=by, now=now)


@transaction.atomic
def move_rule(rule: ApprovalRule, *, up: bool, by: User, now: datetime) -> None:
    """Ask this rule one place earlier or later."""
    event = places.lock(rule.event_id).event
    _move(event.approval_rules.all(), rule, up=up)
    _note_rules(event, by=by, now=now)


@transaction.atomic
def set_question(
    event: Event, facts: Mapping[str, Any], *, question: Question | None = None, by: User, now: datetime
) -> Question:
    """Write a question, or write one anew: fields of ``ASKED`` and ``ABOUT_ANSWERS``.

    Raises ``RuleBroken``: "label", "options" (a choice needs two), "sensitive" (asked after approval only), "side",
    "answered" (the kind stays once somebody has answered).
    """
    if unknown := set(facts) - {*ASKED, *ABOUT_ANSWERS}:
        raise ValueError(f"a question has nothing called {', '.join(sorted(unknown))}")
    event = places.lock(event).event
    is_new = question is None
    row = Question(event=event, number=_next(event.questions.all())) if question is None else question
    if not is_new and facts.get("kind", row.kind) != row.kind and row.answers.exists():
        raise RuleBroken(
            _("Somebody has answered already, so its kind stays. Please write another question."), code="answered"
        )
    if not is_new and row.is_sensitive and not facts.get("is_sensitive", True) and row.answers.exists():
        raise RuleBroken(
            _("Whoever answered was told that the answer goes early, so the question stays a sensitive one."),
            code="answered",
        )
    for name, value in facts.items():
        setattr(row, name, value)
    _check(row, event)
    row.save(force_insert=is_new)
    _note(verbs.QUESTION_SET, row, event, by=by, now=now)
    return row


@transaction.atomic
def remove_question(question: Question, *, by: User, now: datetime) -> None:
    """Ask it no longer; what was answered goes with it."""
    event = places.lock(question.event_id).event
    _note(verbs.QUESTION_REMOVED, question, event, by=by, now=now)
    question.delete()


@transaction.atomic
def move_question(question: Question, *, up: bool, by: User, now: datetime) -> None:
    """Ask it one place earlier or later."""
    event = places.lock(question.event_id).event
    _move(event.questions.all(), question, up=up)
    _note(verbs.QUESTION_SET, question, event, by=by, now=now)


def _check(row: Question, event: Event) -> None:
    if not row.label:
        raise RuleBroken(_("Please write the question in at least one language."), code="label")
    if row.kind in CHOOSING and len(row.options) < 2:
        raise RuleBroken(_("Please give at least two answers to choose from."), code="options")
    if row.is_sensitive and row.stage != "approved":
        raise RuleBroken(
            _("What is nobody else's business is asked after approval only: of those who come."), code="sensitive"
        )
    if row.side is not None and row.side.event_id != event.pk:
        raise RuleBroken(_("This side does not belong to the event. Please choose one of the list."), code="side")


def _next(rows: QuerySet[Any]) -> int:
    last = rows.aggregate(last=Max("number"))["last"]
    return 0 if last is None else last + 1


def _move(rows: QuerySet[Any], row: Any, *, up: bool) -> None:
    """Numbers are written anew, so that no two are the same."""
    every = list(rows)
    place = next(number for number, one in enumerate(every) if one.pk == row.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(every):
        every[place], every[other] = every[other], every[place]
    for number, one in enumerate(every):
        one.number = number
    rows.bulk_update(every, ["number"])


def _note_rules(event: Event, *, by: User, now: datetime) -> None:
    audit.record(by, verbs.RULE_SET, event, scope=event.host.slug, event=event.slug, now=now)


def _note(verb: str, row: Question, event: Event, *, by: User, now: datetime) -> None:
    revisions.bump(event.slug, "public")
    name = reading.plain(row.label)
    audit.record(by, verb, event, scope=event.host.slug, event=event.slug, now=now, name=name)
