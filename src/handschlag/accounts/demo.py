"""Signing in by one click, for demonstrations only.

The flats above know who plays which part; they say so by ``offer``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from handschlag.accounts.models import User


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody as whom a visitor may look around; ``key`` names the part, ``home`` is her first page."""

    key: str
    user: User
    role: str
    role_name: str
    event: str
    speaks_for: str
    home: str


_offers: list[Callable[[], Iterable[Part]]] = []


def offer(parts: Callable[[], Iterable[Part]]) -> None:
    """Let ``parts`` say who can be played; called when the sign-in page is asked for."""
    if parts not in _offers:
        _offers.append(parts)


def parts() -> list[Part]:
    """Everybody who can be played."""
    return [part for offered in _offers for part in offered()]


def part(key: str) -> Part | None:
    """The part of this key, or None."""
    return next((part for part in parts() if part.key == key), None)
