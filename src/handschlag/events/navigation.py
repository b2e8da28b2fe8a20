"""Where somebody who is signed in can go at an event; floors above offer their pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from django.contrib.auth.models import AnonymousUser

from handschlag.accounts.models import User
from handschlag.events.models import Event

Entry: TypeAlias = tuple[str, str, str]
"""Key, label and address."""

_offers: list[Callable[[User, Event], list[Entry]]] = []


def offer(entries: Callable[[User, Event], list[Entry]]) -> None:
    """Let pages about an event lead on to these."""
    if entries not in _offers:
        _offers.append(entries)


def entries(user: User | AnonymousUser, event: Event) -> list[Entry]:
    """All that is offered to this person at the event; nothing to a visitor."""
    if not isinstance(user, User):
        return []
    return [entry for offered in _offers for entry in offered(user, event)]
