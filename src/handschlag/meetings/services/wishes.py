"""Who wants to meet whom, and what those asked say to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.companies.models import Participant
from handschlag.events.acting import speaks
from handschlag.events.models import Event
from handschlag.foundation import audit
from handschlag.foundation.errors import RuleBroken
from handschlag.meetings import verbs
from handschlag.meetings.models import Wish
from handschlag.meetings.states import ANSWERS, WishLevel, WishState


@transaction.atomic
def answer(wish: Wish, reply: WishState, note: str = "", *, by: User, now: datetime) -> Wish:
    """Record what those asked say; ``note`` is their reason for declining, in their own words.

    Raises ``RuleBroken``: "party" (not theirs to answer), "deadline", "state" (somebody was faster).
    """
    # The row is locked and read again: two representatives of one company do click at once.
    wish = Wish.objects.select_for_update().get(pk=wish.pk)
    event = Event.objects.select_related("host").get(pk=wish.event_id)
    _check_speaks_for(by, wish.asked_id)
    _check_in_time(event, now)
    if wish.level == WishLevel.NO:  # has become a veto in the meantime, and those asked must not learn of it
        raise RuleBroken(_("This wish has been withdrawn."), code="state")
    ANSWERS.check(wish.state, reply)

    wish.state = reply
    wish.answer_note = note if reply == WishState.DECLINED else ""
    wish.save(update_fields=["state", "answer_note", "changed_at"])
    _note(verbs.WISH_ANSWERED, wish, event, by, now, answer=str(reply))
    return wish


@transaction.atomic
def set_level(
    asker: Participant,
    asked: Participant,
    level: WishLevel,
    message: str = "",
    *,
    by: User,
    now: datetime,
    language: str = "",
) -> Wish:
    """Say how much one participant wants to meet another; ``language`` is the one the message is written in.

    An answer that has been given stands when only the level changes; a wish taken back is asked anew.
    Raises ``RuleBroken``: "party", "self", "own_side", "deadline".
    """
    _check_speaks_for(by, asker.pk)
    _check_pair(asker, asked)
    _check_in_time(asker.event, now)

    # Locked by the asker's row: a wish that does not exist yet cannot be locked itself.
    Participant.objects.select_for_update().get(pk=asker.pk)
    wish = Wish.objects.filter(asker=asker, asked=asked).first() or Wish(event=asker.event, asker=asker, asked=asked)
    wish.level = level
    wish.message = message
    wish.message_language = language if message else ""
    if wish.state == WishState.WITHDRAWN:
        wish.state = WishState.OPEN
    wish.save()
    _note(verbs.WISH_SET, wish, asker.event, by, now, level=str(level))
    return wish


@transaction.atomic
def withdraw(wish: Wish, *, by: User, now: datetime) -> Wish:
    """Take a wish back; those asked see it no longer. Raises ``RuleBroken``: "party", "deadline", "state"."""
    wish = Wish.objects.select_for_update().get(pk=wish.pk)
    event = Event.objects.select_related("host").get(pk=wish.event_id)
    _check_speaks_for(by, wish.asker_id)
    _check_in_time(event, now)
    if wish.state == WishState.WITHDRAWN:
        raise RuleBroken(_("This wish has been withdrawn."), code="state")

    wish.state = WishState.WITHDRAWN
    wish.save(update_fields=["state", "changed_at"])
    _note(verbs.WISH_WITHDRAWN, wish, event, by, now)
    return wish


def is_over(event: Event, now: datetime) -> bool:
    """Whether the time for wishes and answers is over; without a deadline it never is."""
    return event.answers_close_at is not None and now > event.answers_close_at


def _check_in_time(event: Event, now: datetime) -> None:
    if is_over(event, now):
        raise RuleBroken(_("The time for wishes and answers is over. Please telephone the organiser."), code="deadline")


def _check_speaks_for(user: User, participant_id: int) -> None:
    theirs = Participant.objects.filter(speaks(user, "representatives__person__user"), pk=participant_id)
    if not theirs.exists():
        raise RuleBroken(_("Only those who speak for this participant can do this."), code="party")


def _check_pair(asker: Participant, asked: Participant) -> None:
    if asker.pk == asked.pk:
        raise RuleBroken(_("Nobody meets themselves. Please choose somebody else."), code="self")
    if asker.event_id != asked.event_id:
        raise RuleBroken(_("This participant does not take part in the event."), code="event")
    if asker.side_id == asked.side_id:
        raise RuleBroken(
            _("Meetings are between the sides of the forum. Please choose somebody of another side."), code="own_side"
        )


def _note(verb: str, wish: Wish, event: Event, by: User, now: datetime, **facts: Any) -> None:
    audit.record(by, verb, wish, scope=event.host.slug, event=event.slug, now=now, **facts)
