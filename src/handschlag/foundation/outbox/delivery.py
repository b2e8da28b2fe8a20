"""Mails are handed over, one after the other, through one connection."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from handschlag.foundation.models import MailAttempt, MailState, OutgoingMail, opaque_id
from handschlag.foundation.outbox import claims, dead, message, nights, secrets
from handschlag.foundation.outbox.transports import Answer, PutOff, Refused, Transport, Unreachable, of

logger = logging.getLogger(__name__)

PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))
"""Before the second try, the third …; the last one again and again."""
MOST_TRIES = 17
"""With these pauses about two days; then nobody tries any more."""
NO_SERVER = PAUSES[0]
"""When nobody answers: the time until the next one is asked to."""


def deliver(
    *, clock: Callable[[], datetime] = timezone.now, beat: Callable[[], object] = lambda: None
) -> datetime | None:
    """Send what is due. Returns when there will be something to do again, None if nothing waits.

    ``beat`` is called before each mail and may raise: then no mail is in hand.
    """
    holder = opaque_id()
    with closing(of(settings.MAIL_ROUTE)) as transport:
        while True:
            beat()
            mail = claims.take(holder=holder, now=clock())
            if mail is None:
                return next_due()
            if not _is_handed_over(mail, transport, clock):
                return clock() + NO_SERVER


def next_due() -> datetime | None:
    """When the next mail is due, or an abandoned one may be taken."""
    due = OutgoingMail.objects.filter(state=MailState.QUEUED).order_by("due_at").values_list("due_at", flat=True)
    held = OutgoingMail.objects.filter(state=MailState.SENDING).order_by("leased_until")
    return min(filter(None, (due.first(), held.values_list("leased_until", flat=True).first())), default=None)


def _is_handed_over(mail: OutgoingMail, transport: Transport, clock: Callable[[], datetime]) -> bool:
    """Send one mail and note what became of it; False if there is no mail server at the moment."""
    if mail.is_bulk and dead.is_dead(mail.to_email):
        claims.end(mail, MailState.STOPPED, now=clock(), answer="Not sent: nothing arrives at this address.")
        return True
    if mail.is_secret and secrets.are_too_old(mail, now=clock()):
        claims.end(mail, MailState.FAILED, now=clock(), answer="Not sent: it would have come too late.")
        return True
    try:
        answer = transport.send(message.built(mail, now=clock()))
    except Refused as wrong:
        _refused(mail, wrong.answer, now=clock())
    except Unreachable as wrong:
        _put_off(mail, wrong.answer, now=clock())
        return False
    except PutOff as wrong:
        _put_off(mail, wrong.answer, now=clock())
    except DatabaseError:
        raise
    except Exception as wrong:  # one broken mail must not keep the others back
        logger.exception("Mail %s (%s)", mail.public_id, mail.kind)
        _put_off(mail, Answer(0, f"Internal error: {type(wrong).__name__}"), now=clock())
    else:
        _sent(mail, answer, keeps=transport.keeps, now=clock())
    return True


@transaction.atomic
def _sent(mail: OutgoingMail, answer: Answer, *, keeps: bool, now: datetime) -> None:
    state = MailState.KEPT if keeps else MailState.SENT
    if claims.end(mail, state, now=now, answer=answer.words):
        _note(mail, answer, now)
        if mail.is_secret and not keeps:
            secrets.erase([mail.pk], now=now)


@transaction.atomic
def _refused(mail: OutgoingMail, answer: Answer, *, now: datetime) -> None:
    if claims.end(mail, MailState.FAILED, now=now, answer=answer.words):
        _note(mail, answer, now)
        if dead.is_for_good(answer.enhanced, known="5.1."):
            dead.mark(mail.to_email, answer.words, now=now)


@transaction.atomic
def _put_off(mail: OutgoingMail, answer: Answer, *, now: datetime) -> None:
    again_at = now + PAUSES[min(mail.tries, len(PAUSES)) - 1]
    if not mail.is_urgent:
        again_at = nights.by_day(again_at, mail.zone)
    if mail.tries >= MOST_TRIES:
        is_ended = claims.end(mail, MailState.FAILED, now=now, answer=answer.words)
    else:
        is_ended = claims.end(mail, MailState.QUEUED, now=now, due_at=again_at, answer=answer.words)
    if is_ended:
        _note(mail, answer, now)


def _note(mail: OutgoingMail, answer: Answer, now: datetime) -> None:
    MailAttempt.objects.create(mail=mail, at=now, code=answer.code, answer=answer.words)
