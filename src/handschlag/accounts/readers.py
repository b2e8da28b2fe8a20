"""Whoever reads a page: her row, and with it all that pages want to know of her, in one query, with her session.

The floors above know what that is, such as her roles; they say by ``bring`` in what the database shall look. The rows
are those of the beginning of the request, so a role given a moment ago counts at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeAlias

from django.db.models import BigAutoField, CharField, DateField, DateTimeField, OuterRef, QuerySet
from django.db.models.expressions import Combinable
from django.utils import timezone

from handschlag.accounts import staff
from handschlag.accounts.models import Session, User
from handschlag.foundation.prepared import Prepared

Today: TypeAlias = Combinable
"""Stands in a query for the day on which it is asked."""

_brought: dict[str, Callable[[OuterRef, Today], Combinable]] = {}
_at_hand: ContextVar[User | None] = ContextVar("reader at hand", default=None)


def bring(name: str, make: Callable[[OuterRef, Today], Combinable]) -> None:
    """Let ``user.brought[name]`` hold this expression, made for what leads to a user and the day."""
    _brought[name] = make


def reader(pk: Any) -> User | None:
    """The account with all that was asked for by ``bring``, and what ``staff.users`` adds; None if there is none."""
    at_hand = _at_hand.get()
    if at_hand is not None and at_hand.pk == pk:
        return at_hand
    found: list[User] = _ROWS.ask(pk=pk, today=timezone.localdate())
    return _with_brought(found[0], found[0]) if found else None


def visit(key: str | None) -> Session | None:
    """The session of this key, with such a reader as ``user`` if somebody is signed in; None if there is none."""
    if not key:
        return None
    found = _VISITS.ask(key=key, now=timezone.now(), today=timezone.localdate())
    if not found:
        return None
    if (user := found[0].user) is not None:
        for name in staff.FACTS:
            setattr(user, name, getattr(found[0], name))
        _with_brought(user, found[0])
    return found[0]


@contextmanager
def at_hand(user: User | None) -> Iterator[None]:
    """Her row is here already: ``reader`` need not ask for it."""
    before = _at_hand.set(user)
    try:
        yield
    finally:
        _at_hand.reset(before)


def _with_brought(user: User, row: User | Session) -> User:
    user.brought = {name: getattr(row, f"brought_{name}") for name in _brought}
    return user


def _bring(user: OuterRef, today: Today) -> dict[str, Combinable]:
    return {f"brought_{name}": make(user, today) for name, make in _brought.items()}


def _rows(pk: Combinable, today: Today) -> QuerySet[User]:
    return staff.users(on=today).filter(pk=pk).annotate(**_bring(OuterRef("pk"), today))


def _visits(key: Combinable, now: Combinable, today: Today) -> QuerySet[Session]:
    user = OuterRef("user")
    rows = Session.objects.filter(session_key=key, expire_date__gt=now).select_related("user")
    return rows.annotate(**staff.facts(user, on=today), **_bring(user, today))


_ROWS: Prepared[User] = Prepared(_rows, pk=BigAutoField(), today=DateField())
_VISITS: Prepared[Session] = Prepared(_visits, key=CharField(), now=DateTimeField(), today=DateField())
