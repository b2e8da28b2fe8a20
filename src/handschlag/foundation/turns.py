"""Several people have the same row open, or the same list: nobody overwrites what she has not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import Counted

Row = TypeVar("Row", bound=Counted)
GONE = _("Somebody has removed this meanwhile. Please load the page anew.")


def taken(row: Row, *related: str, based_on: int | None = None) -> Row:
    """The row as it is now, with what is ``related``; nobody else changes it until the transaction ends.

    ``based_on`` is the number of changes that was seen. Raises ``RuleBroken``: "gone", "outdated".
    """
    rows = type(row)._default_manager.select_for_update(of=("self",)).select_related(*related)
    locked = rows.filter(pk=row.pk).first()
    if locked is None:
        raise RuleBroken(GONE, code="gone")
    if based_on is not None and based_on != locked.changes:
        raise RuleBroken(_("Somebody has changed this while you were writing. Please look at both."), code="outdated")
    return locked


def differing(row: Counted, facts: Mapping[str, Any]) -> list[str]:
    """Set what is another than the row has; says which fields these are."""
    changed = [name for name, value in facts.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, facts[name])
    return changed


def keep(row: Counted, changed: Sequence[str]) -> None:
    """Write these fields of a row that was ``taken``, and count it."""
    row.changes += 1
    row.save(update_fields=[*changed, "changes", "changed_at"])


def put(rows: Sequence[Any], row: Any, *, after: str) -> bool:
    """Let the row stand behind the one with this id, or first; each row's ``number`` becomes its place.

    ``rows`` are all of the list in their order, locked. Says whether anything has moved. Raises ``RuleBroken``:
    "place" (there is no such row).
    """
    others = [one for one in rows if one.pk != row.pk]
    places = {one.public_id: place for place, one in enumerate(others, start=1)} | {"": 0}
    if after not in places:
        raise RuleBroken(_("What it is to stand behind is no longer there. Please choose again."), code="place")
    others.insert(places[after], row)
    moved = [(place, one) for place, one in enumerate(others, start=1) if one.number != place]
    for place, one in moved:
        one.number = place
        type(one).objects.filter(pk=one.pk).update(number=place)
    return bool(moved)
