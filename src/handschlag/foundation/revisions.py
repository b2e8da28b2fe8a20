"""Numbers that rise when something that pages show has changed, so that pages fetch only what is new."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from handschlag.foundation.models import Revision


@transaction.atomic
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


def _raise_by_one(scope: str, stream: str) -> int:
    return Revision.objects.filter(scope=scope, stream=stream).update(number=F("number") + 1)
