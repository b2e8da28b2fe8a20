"""Numbers that rise when something that pages show has changed, so that pages fetch only what is new."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from django.db import connection, transaction

from handschlag.foundation.models import Revision, Stamped, opaque_id

PUBLIC = "SELECT COUNT(*), MAX(id), SUM(number) FROM foundation_revision WHERE stream = 'public'"
NOW = "(SELECT number FROM foundation_revision WHERE scope = %s AND stream = 'public')"
LAPSE = f"DELETE FROM foundation_change WHERE scope = %s AND (number <= {NOW} - 100 OR number >= {NOW})"
TELL = f"INSERT INTO foundation_change (scope, number, token, kind, about) VALUES (%s, {NOW}, %s, %s, %s)"
TOLD = "SELECT number, token, kind, about FROM foundation_change WHERE scope = %s AND number >= %s ORDER BY number"
MOST_TOLD = 8
"""Rows that a change can be about: to read more of them one by one would cost as much as to read all."""
RAISE = "UPDATE foundation_revision SET number = number + 1 WHERE scope = %s AND stream = %s"


class Told(NamedTuple):
    """To what number the revision rose, and for which rows of a kind, by their ids; ``token`` is of this once alone."""

    number: int
    token: str
    kind: str
    about: frozenset[str]


class PublicNumber(int):
    """The number of what everybody sees, which remembers whose it is, so that it can be asked for again.

    No scopes: that of the whole installation.
    """

    scopes: tuple[str, ...]
    _told: tuple[int, list[Told]] | None

    def __new__(cls, number: int, scopes: tuple[str, ...]) -> PublicNumber:
        made = super().__new__(cls, number)
        made.scopes, made._told = scopes, None
        return made

    def told(self, *, since: int) -> list[Told]:
        """What is known of the changes of its one scope from that to ``since``, asked for once where that suffices.

        Whatever is read after that is as new, whoever asked first.
        """
        (scope,) = self.scopes
        if self._told is None or self._told[0] > since:
            self._told = since, told(scope, since=since)
        return [one for one in self._told[1] if one.number >= since]


@transaction.atomic(savepoint=False)
def bump(scope: str, *streams: str, about: Collection[Stamped] = ()) -> None:
    """Say that something in these streams of ``scope`` (an event's slug) has changed.

    Call it in the transaction of the change: whoever sees the new number then also sees the change. ``about``: of
    what everybody sees in this scope nothing has changed but these rows of one kind, and what belongs to them alone.
    """
    for stream in sorted(streams):  # always in the same order: two transactions never wait for each other
        if not _raise_by_one(scope, stream):
            _, is_new = Revision.objects.get_or_create(scope=scope, stream=stream, defaults={"number": 1})
            if not is_new:  # somebody else made the row in between
                _raise_by_one(scope, stream)
    if 0 < len(about) <= MOST_TOLD and "public" in streams:
        _tell(scope, about)


def told(scope: str, *, since: int) -> list[Told]:
    """What is known of the changes from the one that made it this number: one after the other, some may be missing."""
    with connection.cursor() as cursor:
        cursor.execute(TOLD, (scope, since))
        return [Told(number, token, kind, frozenset(about.split())) for number, token, kind, about in cursor.fetchall()]


def current(scope: str, stream: str) -> Revision:
    """The revision, made when nobody has asked for it yet. Read it before what it stands for, never after."""
    return Revision.objects.get_or_create(scope=scope, stream=stream)[0]


def public(*scopes: str) -> PublicNumber:
    """Changes whenever something changes that everybody sees in any of these scopes, or anywhere if none is named.

    One statement past the models, for it is asked with every request for a public page. Of a single scope it is the
    number itself, 0 if nothing has ever changed. Of several it is made of how many rows there are, the last of them
    and their sum: rows that come, rise or go change it.
    """
    only = f" AND scope IN ({', '.join(['%s'] * len(scopes))})" if scopes else ""
    with connection.cursor() as cursor:
        cursor.execute(PUBLIC + only, scopes)
        rows, last, total = (int(value or 0) for value in cursor.fetchone())
    return PublicNumber(total if len(scopes) == 1 else (rows << 128) + (last << 64) + total, scopes)


def _raise_by_one(scope: str, stream: str) -> int:
    """Past the models, too: every service that changes something does it."""
    with connection.cursor() as cursor:
        cursor.execute(RAISE, (scope, stream))
        return int(cursor.rowcount)


def _tell(scope: str, about: Collection[Stamped]) -> None:
    """The row of the revision is held by this transaction, so numbers and what is told of them come in one order."""
    kinds = {row._meta.label_lower for row in about}
    if len(kinds) > 1:
        raise ValueError(f"a change is about rows of one kind, got {', '.join(sorted(kinds))}")
    with connection.cursor() as cursor:
        cursor.execute(LAPSE, (scope, scope, scope))
        cursor.execute(TELL, (scope, scope, opaque_id(), kinds.pop(), " ".join(row.public_id for row in about)))
