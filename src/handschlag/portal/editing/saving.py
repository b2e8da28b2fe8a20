"""What an editor has written becomes what everybody reads, unless somebody else has been there meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handschlag.accounts.models import User
from handschlag.foundation import drafts, versions
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import Version
from handschlag.portal.editing import edited, parts
from handschlag.portal.editing.edited import Row
from handschlag.portal.forms.writing import WritingForm

OUTDATED = gettext_lazy("Somebody has changed this while you were writing. Please look at both.")


@dataclass(frozen=True, slots=True)
class Restored:
    """The version that came out of it, and in words what is gone meanwhile and was left out."""

    version: Version
    left_out: tuple[str, ...]


@transaction.atomic
def save(
    form: WritingForm,
    *,
    base: int,
    note: str = "",
    also: Callable[[Row], Any] = lambda _row: None,
    by: User,
    now: datetime,
) -> Version:
    """Save a form that is valid, as a new version if it changes anything; the draft of who saves it goes.

    ``base`` is the version that she began with, and ``also`` is done to the row in the same step. Raises
    ``RuleBroken``: "outdated" (what the form shows has changed since), and what the services of the row raise. Nothing
    is written then.
    """
    row = _locked(form.row)
    seen = versions.current(row, values_of(row), now=now)
    if not has_seen(row, base, seen):
        raise RuleBroken(OUTDATED, code="outdated")
    written = form.confirmed()
    kept = edited.keep(form, row, by=by, now=now)
    also(kept)
    values = values_of(kept)
    drafts.drop(kept, by)
    if values == seen.values and not written:
        return seen
    return versions.record(kept, values, by=by, now=now, note=note, confirmed=written)


@transaction.atomic
def restore(row: Row, version: Version, *, base: int, by: User, now: datetime) -> Restored:
    """Make it what it was in a version, as a new version; what is gone meanwhile is left out.

    Raises ``RuleBroken``: "outdated", "invalid" (it does not fit any more), and what the services raise.
    """
    if versions.current(_locked(row), values_of(row), now=now).number != base:
        raise RuleBroken(OUTDATED, code="outdated")
    possible, left_out = edited.form_of(row)(row=row).possible(parts.without(version.values))
    form = edited.form_of(row)(possible, row=row)
    if not form.is_valid():
        raise RuleBroken(
            gettext_lazy("This version no longer fits: %(reason)s Please copy what you need from it."),
            code="invalid",
            params={"reason": " ".join(str(one) for errors in form.errors.values() for one in errors)},
        )

    def with_parts(kept: Row) -> None:
        left_out.extend(parts.restore(kept, version.values, by=by, now=now))

    note = _("Version %(number)s restored") % {"number": version.number}
    saved = save(form, base=base, note=note, also=with_parts, by=by, now=now)
    return Restored(saved, tuple(left_out))


def change_parts(row: Row, step: Callable[[], Any], *, by: User, now: datetime) -> None:
    """Change a row by another way than its form, such as what belongs to it, as a version of it."""
    parts.change(row, step, values=values_of, by=by, now=now)


def has_seen(row: Row, base: int, current: Version) -> bool:
    """Whether who began with a version has seen all that the form shows now."""
    if base == current.number:
        return True
    began = versions.since(row, base)
    return began is not None and parts.without(began.values) == parts.without(current.values)


def values_of(row: Row) -> dict[str, Any]:
    """What the editor of this row shows, and what belongs to it, as it is kept in versions."""
    found = edited.fresh(row)
    return {**edited.form_of(row)(row=found).values(), **parts.of(found)}


def _locked(row: Any) -> Row:
    """The row, nobody else changing it until the transaction ends."""
    type(row).objects.select_for_update().get(pk=row.pk)
    found: Row = row
    return found
