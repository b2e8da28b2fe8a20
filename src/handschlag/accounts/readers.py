"""Whoever reads a page: her row, and with it all that pages want to know of her, in one query.

The floors above know what that is, such as her roles; they say by ``bring`` in what the database shall look. The rows
are those of the beginning of the request, so a role given a moment ago counts at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from django.db.models import BigAutoField, DateField, QuerySet
from django.db.models.expressions import Combinable
from django.utils import timezone

from handschlag.accounts import staff
from handschlag.accounts.models import User
from handschlag.foundation.prepared import Prepared

Today: TypeAlias = Combinable
"""Stands in a query for the day on which it is asked."""

_brought: dict[str, Callable[[Today], Combinable]] = {}


def bring(name: str, make: Callable[[Today], Combinable]) -> None:
    """Let ``user.brought[name]`` hold this expression on a user (``OuterRef("pk")``)."""
    _brought[name] = make


def reader(pk: Any) -> User | None:
    """The account with all that was asked for by ``bring``, and what ``staff.users`` adds; None if there is none."""
    found: list[User] = _ROWS.ask(pk=pk, today=timezone.localdate())
    if not found:
        return None
    user = found[0]
    user.brought = {name: getattr(user, f"brought_{name}") for name in _brought}
    return user


def _rows(pk: Combinable, today: Today) -> QuerySet[User]:
    brought = {f"brought_{name}": make(today) for name, make in _brought.items()}
    return staff.users(on=today).filter(pk=pk).annotate(**brought)


_ROWS: Prepared[User] = Prepared(_rows, pk=BigAutoField(), today=DateField())
