"""Numbers that rise when something that pages show has changed, so that pages fetch only what is new."""

from __future__ import annotations

from django.db import connection, transaction

from handschlag.foundation.models import Revision

PUBLIC = "SELECT COUNT(*), MAX(id), SUM(number) FROM foundation_revision WHERE stream = 'public'"
RAISE = "UPDATE foundation_revision SET number = number + 1 WHERE scope = %s AND stream = %s"


class PublicNumber(int):
    """The number of what everybody sees, which remembers whose it is, so that it can be asked for again.

    No scopes: that of the whole installation.
    """

    scopes: tuple[str, ...]

    def __new__(cls, number: int, scopes: tuple[str, ...]) -> PublicNumber:
        made = super().__new__(cls, number)
        made.scopes = scopes
        return made


@transaction.atomic(savepoint=False)
def bump(scope: str, *streams: str) -> None:
    """Say that something in these streams of ``scope`` (an event's slug) has changed.

    Call it in the transaction of the change: whoever sees the new number then also sees the change.
    """
    for stream in sorted(streams):  # always in the same order: two transactions never wait for each other
        if not _raise_by_one(scope, stream):
            _, is_new = Revision.objects.get_or_create(scope=scope, stream=stream, defaults={"number": 1})
            if not is_new:  # somebody else made the row in between
                _raise_by_one(scope, stream)


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
