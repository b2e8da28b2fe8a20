"""Rows that are most likely not there yet."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def create_or_get(rows: QuerySet[Row], *, defaults: dict[str, Any], **known: Any) -> tuple[Row, bool]:
    """As ``get_or_create``, the other way round: it is looked for only where it turns out to be there.

    ``known`` is what a constraint of the database lets only one row have. Raises ``IntegrityError`` if there is none
    all the same.
    """
    try:
        with transaction.atomic():
            return rows.create(**known, **defaults), True
    except IntegrityError:
        found = rows.filter(**known).first()
        if found is None:
            raise
        return found, False
