"""Versions are written and read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet

from handschlag.foundation import uploads
from handschlag.foundation.models import Autosave, StoredFile, Version

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
    facts: dict[str, Any] = {
        "by": by,
        "at": now,
        "values": dict(values),
        "note": note[:LONGEST_NOTE],
        "confirmed": sorted(confirmed),
    }
    try:
        with transaction.atomic():
            return _write(row, facts)
    except IntegrityError:  # somebody was faster: readers write too, see ``current``
        last = latest(row)
        if last is not None and last.values == dict(values) and by is None:
            return last
        return _write(row, facts)


@transaction.atomic
def forget(row: models.Model) -> None:
    """Delete all versions and drafts of a row that is deleted, and the files that only these still named."""
    files = list(StoredFile.objects.filter(versions__in=Version.objects.filter(**_of(row))).distinct())
    Version.objects.filter(**_of(row)).delete()
    Autosave.objects.filter(**_of(row)).delete()
    for stored in files:
        uploads.let_go(stored)


@transaction.atomic
def strike(row: models.Model, is_struck: Callable[[Values, str], bool]) -> None:
    """Take values out of all versions and drafts of a row for good, such as those about somebody who is forgotten.

    ``is_struck`` says whether the value of this name goes, from all that stands beside it.
    """
    for model in (Version, Autosave):
        for kept in model._base_manager.select_for_update().filter(**_of(row)):
            left = {name: value for name, value in kept.values.items() if not is_struck(kept.values, name)}
            if left != kept.values:
                model._base_manager.filter(pk=kept.pk).update(values=left)


def _write(row: models.Model, facts: dict[str, Any]) -> Version:
    version = Version.objects.create(**_of(row), number=_last_number(row) + 1, **facts)
    if named := [one["file"] for one in facts["values"].get("files", ())]:
        version.files.set(StoredFile.objects.filter(public_id__in=named))
    return version


def _last_number(row: models.Model) -> int:
    return Version.objects.filter(**_of(row)).aggregate(last=models.Max("number"))["last"] or 0


def _of(row: models.Model) -> dict[str, Any]:
    return {"target_type": row._meta.label_lower, "target_id": row.pk}
