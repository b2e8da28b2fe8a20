"""What somebody has asked a host is noted and answered in time."""

from __future__ import annotations

import calendar
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.events.models import Host
from handschlag.foundation import audit
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.personal import NOBODY, Individual
from handschlag.privacy import verbs
from handschlag.privacy.models import Request
from handschlag.privacy.previewing import Preview
from handschlag.privacy.services import erasing
from handschlag.privacy.states import Asked, RequestState


@transaction.atomic
def note(asked: Asked, *, host: Host, name: str, email: str, received_on: date, by: User, now: datetime) -> Request:
    """Note what somebody asks for. Raises ``RuleBroken``: "future"."""
    if received_on > timezone.localdate(now):
        raise RuleBroken(_("This day is still to come. Please enter the day on which it was received."), code="future")
    found = Request.objects.create(
        host=host,
        asked=asked,
        name=name,
        email=email.lower(),
        received_on=received_on,
        due_on=a_month_later(received_on),
        noted_by=by,
    )
    audit.record(by, verbs.REQUEST_NOTED, found, scope=host.slug, now=now, asked=str(asked))
    return found


@transaction.atomic
def find(request: Request, individual: Individual) -> Request:
    """Say whom it is about. Raises ``RuleBroken``: "answered"."""
    request = _open(request)
    request.subject = individual.key
    request.save(update_fields=["subject", "changed_at"])
    return request


@transaction.atomic
def answer(request: Request, words: str, *, is_refused: bool, by: User, now: datetime) -> Request:
    """Close it with what was done, or why not. Raises ``RuleBroken``: "answered", "reason"."""
    request = _open(request)
    if is_refused and not words.strip():
        raise RuleBroken(_("Please say why; whoever asked has to be told (Art. 12(4) GDPR)."), code="reason")
    _close(request, RequestState.REFUSED if is_refused else RequestState.DONE, words, by=by, now=now)
    return request


@transaction.atomic
def erase(request: Request, individual: Individual, *, by: User, now: datetime) -> Preview:
    """Erase whom it is about; the request keeps no name of hers. Raises ``RuleBroken``: "answered", "obstacle"."""
    request = _open(request)
    _close(request, RequestState.DONE, str(request.get_asked_display()), by=by, now=now)
    done = erasing.erase(individual, by=by, now=now, host=request.host)
    Request.objects.filter(pk=request.pk).update(name=NOBODY, email="", subject="")
    audit.erase(request.public_id, by=None, now=now)  # the log has called it by her name
    return done


def a_month_later(day: date) -> date:
    """The same day of the next month, or its last one."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _open(request: Request) -> Request:
    found = Request.objects.select_for_update(of=("self",)).select_related("host").get(pk=request.pk)
    if found.state != RequestState.OPEN:
        raise RuleBroken(_("This request has been answered already."), code="answered")
    return found


def _close(request: Request, state: RequestState, words: str, *, by: User, now: datetime) -> None:
    request.state, request.answer = state, words
    request.answered_at, request.answered_by = now, by
    request.save(update_fields=["state", "answer", "answered_at", "answered_by", "changed_at"])
    audit.record(by, verbs.REQUEST_ANSWERED, request, scope=request.host.slug, now=now, asked=str(request.asked))
