"""What belongs to a notice or an event beside its form: links, files, what is noted at fees.

It is changed at once and not with the form, so it stands in versions under names of its own, and whoever is writing the
texts meanwhile is not disturbed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.events.models import CompanySize, Event
from handschlag.events.services import documents, fees
from handschlag.events.services.fees import Level
from handschlag.foundation import versions
from handschlag.foundation.listed_files import Listed, listed
from handschlag.foundation.versions import Values
from handschlag.portal.editing.edited import Row
from handschlag.portal.models import Notice
from handschlag.portal.services import belongings, links
from handschlag.portal.services.links import Further

LINKS, FILES, FEE_NOTES = "links", "files", "fee_notes"
NAMES = frozenset({LINKS, FILES, FEE_NOTES})


def of(row: Row) -> dict[str, Any]:
    """What belongs to it now, in plain values, what is empty left out."""
    found: dict[str, Any] = {}
    if isinstance(row, Notice):
        found[LINKS] = [Further.of(link).as_data() for link in row.links.all()]
        found[FILES] = [one.as_data() for one in listed(row.attachments)]
    if isinstance(row, Event):
        found[FILES] = [one.as_data() for one in listed(row.documents)]
        found[FEE_NOTES] = {fee.size: fee.note.as_data() for fee in row.fees.all() if fee.note}
    return {name: value for name, value in found.items() if value}


def without(values: Values) -> dict[str, Any]:
    """The values of the form alone."""
    return {name: value for name, value in values.items() if name not in NAMES}


@transaction.atomic
def change(row: Row, step: Callable[[], Any], *, values: Callable[[Any], Values], by: User, now: datetime) -> None:
    """Take a step that changes what belongs to a row, as a version of it; ``values`` reads what the row is."""
    type(row)._base_manager.select_for_update().get(pk=row.pk)
    before = versions.current(row, values(row), now=now).values
    step()
    after = values(row)
    if after != before:
        versions.record(row, after, by=by, now=now, note=_noted(before, after))


def restore(row: Row, values: Values, *, by: User, now: datetime) -> list[str]:
    """Let the same belong to it as in a version. Returns what is gone and was left out, in words."""
    if isinstance(row, Notice):
        links.arrange(row, [Further.read(one) for one in values.get(LINKS, ())], by=by, now=now)
        arrange: Callable[..., list[Listed]] = belongings.arrange
    elif isinstance(row, Event):
        _restore_fee_notes(row, values.get(FEE_NOTES, {}), by=by, now=now)
        arrange = documents.arrange
    else:
        return []
    gone = arrange(row, [Listed.of(one) for one in values.get(FILES, ())], by=by, now=now)
    return [_("the file “%(name)s”, which was deleted for good") % {"name": one.name} for one in gone]


def _restore_fee_notes(event: Event, notes: Mapping[str, Any], *, by: User, now: datetime) -> None:
    rows = list(event.fees.all())
    notes = {size: Text.read(data) for size, data in notes.items()}
    levels = [Level(CompanySize(fee.size), fee.amount, fee.currency, notes.get(fee.size, Text())) for fee in rows]
    if [level.note for level in levels] != [fee.note for fee in rows]:
        fees.set_fees(event, levels, by=by, now=now)


def _noted(before: Values, after: Values) -> str:
    """In a word what the step was about."""
    labels = {LINKS: _("Further links"), FILES: _("Files"), FEE_NOTES: _("Fees")}
    return ", ".join(label for name, label in labels.items() if before.get(name) != after.get(name))
