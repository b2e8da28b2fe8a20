"""To whom one can write at once: floors above offer their audiences."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from handschlag.events.models import Event, Host
from handschlag.foundation.letters.kinds import Words


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to write to; ``email`` is empty where nobody knows an address."""

    email: str
    name: str
    language: str
    zone: str = ""


People: TypeAlias = Callable[[Host, Event | None], Iterable[Recipient]]


@dataclass(frozen=True, slots=True)
class Audience:
    """Some people at an event, or of a host where ``of_event`` is not set."""

    key: str
    label: Words
    people: People
    of_event: bool = True


_audiences: dict[str, Audience] = {}


def offer(audience: Audience) -> None:
    """Let letters be written to these. Belongs into ``ready()`` of an app."""
    _audiences[audience.key] = audience


def audience_of(key: str) -> Audience:
    """The audience.

    Raises
    ------
    LookupError
        If nobody offers it.
    """
    try:
        return _audiences[key]
    except KeyError:
        raise LookupError(f'no audience is offered as "{key}"') from None


def audiences() -> list[Audience]:
    """All of them, in the order in which they were offered."""
    return list(_audiences.values())
