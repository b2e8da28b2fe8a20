"""Where somebody who is signed in can go at an event; floors above offer their pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from django.contrib.auth.models import AnonymousUser

from handschlag.accounts.models import User
from handschlag.events import memberships
from handschlag.events.models import Event, Host
from handschlag.events.roles import Right

Entry: TypeAlias = tuple[str, str, str]
"""Key, label and address."""
Offer: TypeAlias = Callable[[Event, frozenset[Right]], list[Entry]]

_grounds: dict[Right, Callable[[User, Event], bool]] = {}
_offers: list[tuple[int, Offer]] = []
_host_offers: list[tuple[int, Callable[[Host], list[Entry]]]] = []


def offer(entries: Offer, *, place: int) -> None:
    """Let pages about an event lead on to these, given what the reader may do; a smaller ``place`` stands ahead.

    Work on the event stands at 10, people at 60, the log at 70, the public page at 100.
    """
    if entries not in [offered for _, offered in _offers]:
        _offers.append((place, entries))


def at(event: Event, may: frozenset[Right] | None = None) -> list[Entry]:
    """All that is offered to whoever has these rights; by default those of the door that fetched the event."""
    rights = event.may if may is None else may
    return [entry for _, offered in sorted(_offers, key=lambda one: one[0]) for entry in offered(event, rights)]


def grounded(right: Right, has_ground: Callable[[User, Event], bool]) -> None:
    """Let a flat say whether somebody with a right has what it is about, such as a participant for whom to speak."""
    _grounds[right] = has_ground


def of(user: User, event: Event) -> list[Entry]:
    """All that is offered to whoever fetched this event by a door, but nothing that would not open to her."""
    return at(event, _opening(user, event, event.may))


def offer_at_host(entries: Callable[[Host], list[Entry]], *, place: int) -> None:
    """Let pages about a host lead on to these, given the host as a door has fetched it (``host.may``)."""
    if entries not in [offered for _, offered in _host_offers]:
        _host_offers.append((place, entries))


def at_host(host: Host) -> list[Entry]:
    """All that is offered to whoever fetched this host by a door."""
    return [entry for _, offered in sorted(_host_offers, key=lambda one: one[0]) for entry in offered(host)]


def entries(user: User | AnonymousUser, event: Event) -> list[Entry]:
    """All that is offered to the reader of a page about the event; nothing to a visitor."""
    if not isinstance(user, User):
        return []
    may = memberships.rights_of_reader(user, event)
    return at(event, _opening(user, event, may)) if may else []


def _opening(user: User, event: Event, may: frozenset[Right]) -> frozenset[Right]:
    """The rights behind which there is something."""
    return frozenset(right for right in may if right not in _grounds or _grounds[right](user, event))
