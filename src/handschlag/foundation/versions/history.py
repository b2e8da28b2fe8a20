"""Versions are written and read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet

from handschlag.foundation.models import Autosave, Version

Values: TypeAlias = Mapping[str, Any]
LONGEST_NOTE = 200


class Someone(Protocol):
    """An account, as far as this floor has to know it."""

    pk: Any


def history(row: models.Model) -> QuerySet[Version]:
    """All versions of a row, the newest first, with who wrote them."""
    return Version.objects.filter(**_of(row)).select_related("by")


def latest(row: models.Model) -> Version | None:
    """The newest version, if there is one."""
    return history(row).first()


def since(row: models.Model, number: int) -> Version | None:
    """The version of this number, from which somebody began."""
    return history(row).filter(number=number).first()


def current(row: models.Model, values: Values, *, now: datetime) -> Version:
    """The version that the row is now, which has these values.

    Where the last one differs, or there is none, the row has been changed by another way than its editor: that is
    written down as a version by nobody.
    """
    last = latest(row)
    if last is not None and last.values == values:
        return last
    return record(row, values, by=None, now=now)


def record(
    row: models.Model,
    values: Values,
    *,
    by: Someone | None,
    now: datetime,
    note: str = "",
    confirmed: Iterable[str] = (),
) -> Version:
    """Write down the next version. Call it in the transaction of the change."""
    facts = {"by": by, "at": now, "values": dict(values), "note": note[:LONGEST_NOTE], "confirmed": sorted(confirmed)}
    number = _last_number(row) + 1
    try:
        with transaction.atomic():
            return Version.objects.create(**_of(row), number=number, **facts)
    except IntegrityError:  # somebody was faster: readers write too, see ``current``
        last = latest(row)
        if last is not None and last.values == dict(values) and by is None:
            return last
        return Version.objects.create(**_of(row), number=_last_number(row) + 1, **facts)


@transaction.atomic
def forget(row: models.Model) -> None:
    """Delete all versions and drafts of a row that is to be deleted."""
    Version.objects.filter(**_of(row)).delete()
    Autosave.objects.filter(**_of(row)).delete()


def _last_number(row: models.Model) -> int:
    return Version.objects.filter(**_of(row)).aggregate(last=models.Max("number"))["last"] or 0


def _of(row: models.Model) -> dict[str, Any]:
    return {"target_type": row._meta.label_lower, "target_id": row.pk}
