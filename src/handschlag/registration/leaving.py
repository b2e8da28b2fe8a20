"""What comes of it when somebody who takes part no longer does: said before, as data, for people to read.

Floors above know of meetings, talks and more that depend on a participant; they say so here when they start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.utils.translation import gettext_lazy as _

from handschlag.companies.models import Participant
from handschlag.registration import queries
from handschlag.registration.models import Application
from handschlag.registration.states import HOLDING, ApplicationState


@dataclass(frozen=True, slots=True)
class Consequence:
    """One thing that comes of it. ``keeps``: the participant has to stay as history."""

    key: str
    says: Any
    count: int = 1
    keeps: bool = False


Ask: TypeAlias = Callable[[Participant], Iterable[Consequence]]
_asks: list[Ask] = []


def concern(ask: Ask) -> None:
    """Let a floor above say what depends on a participant. Belongs into ``ready()`` of an app."""
    if ask not in _asks:
        _asks.append(ask)


def consequences(application: Application) -> list[Consequence]:
    """What would come of cancelling, what weighs most first."""
    found = [*of_participant(application.participant)] if application.participant is not None else []
    return [*found, *_of_places(application)]


def of_participant(participant: Participant) -> list[Consequence]:
    """What floors above say."""
    return [one for ask in _asks for one in ask(participant)]


def keeps(participant: Participant) -> bool:
    """Whether something that others see depends on this participant."""
    return any(one.keeps for one in of_participant(participant))


def _of_places(application: Application) -> Iterable[Consequence]:
    if application.state in HOLDING:
        waiting = queries.queue(application.event).filter(is_held_back=False).count()
        says = _("Your place goes to the next one on the waiting list.") if waiting else _("Your place becomes free.")
        yield Consequence("place", says)
    if application.state == ApplicationState.WAITING:
        yield Consequence("queue", _("You lose your place on the waiting list."))
    if application.ticket:
        yield Consequence("ticket", _("Your ticket no longer counts."))
    if application.fee:
        yield Consequence("fee", _("Please ask the organiser what becomes of the fee."))
