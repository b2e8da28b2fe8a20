"""What an editor has written becomes what everybody reads, unless somebody else has been there meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handschlag.accounts.models import User
from handschlag.events.models import Event
from handschlag.events.services import fairs, fees, forums, tags
from handschlag.foundation import drafts, versions
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import Version
from handschlag.portal.forms.event import EventForm
from handschlag.portal.forms.notice import NoticeForm
from handschlag.portal.forms.writing import WritingForm
from handschlag.portal.models import Notice
from handschlag.portal.services import belongings, notices

OUTDATED = gettext_lazy("Somebody has changed this while you were writing. Please look at both.")


@transaction.atomic
def save(form: WritingForm, *, base: int, note: str = "", by: User, now: datetime) -> Version:
    """Save a form that is valid, as a new version if it changes anything; the draft of who saves it goes.

    ``base`` is the version that she began with. Raises ``RuleBroken``: "outdated" (it is no longer the current one),
    and what the services of the row raise. Nothing is written then.
    """
    row = _locked(form.row)
    seen = versions.current(row, values_of(row), now=now)
    if seen.number != base:
        raise RuleBroken(OUTDATED, code="outdated")
    written = form.confirmed()
    kept = _keep(form, row, by=by, now=now)
    values = values_of(kept)
    drafts.drop(kept, by)
    if values == seen.values and not written:
        return seen
    return versions.record(kept, values, by=by, now=now, note=note, confirmed=written)


@transaction.atomic
def restore(row: Notice | Event, version: Version, *, base: int, by: User, now: datetime) -> Version:
    """Make it what it was in a version, as a new version.

    Raises ``RuleBroken``: "outdated", "invalid" (it does not fit any more), and what the services raise.
    """
    form = form_of(row)(_possible(row, version.values), row=row)
    if not form.is_valid():
        raise RuleBroken(
            gettext_lazy("This version no longer fits: %(reason)s Please copy what you need from it."),
            code="invalid",
            params={"reason": " ".join(str(one) for errors in form.errors.values() for one in errors)},
        )
    note = _("Version %(number)s restored") % {"number": version.number}
    return save(form, base=base, note=note, by=by, now=now)


def values_of(row: Notice | Event) -> dict[str, Any]:
    """What the editor of this row shows, as it is kept in versions."""
    return form_of(row)(row=_fresh(row)).values()


def form_of(row: Notice | Event) -> type[WritingForm]:
    """The form in which such a row is edited."""
    return NoticeForm if isinstance(row, Notice) else EventForm


def _fresh(row: Notice | Event) -> Notice | Event:
    """The row as it is kept, without anything that somebody has set on it."""
    rows = Notice.objects.select_related("kind", "event") if isinstance(row, Notice) else _events()
    return rows.get(pk=row.pk)


def _events() -> Any:
    return Event.objects.select_related("fair", "host")


def _locked(row: Any) -> Notice | Event:
    """The row, nobody else changing it until the transaction ends."""
    type(row).objects.select_for_update().get(pk=row.pk)
    return row


def _keep(form: WritingForm, row: Notice | Event, *, by: User, now: datetime) -> Notice | Event:
    if isinstance(form, NoticeForm) and isinstance(row, Notice):
        return _keep_notice(form, row, by=by, now=now)
    if isinstance(form, EventForm) and isinstance(row, Event):
        return _keep_event(form, row, by=by, now=now)
    raise TypeError(f"nobody knows how to keep a {type(row).__name__}")


def _keep_notice(form: NoticeForm, row: Notice, *, by: User, now: datetime) -> Notice:
    kept = notices.change(row, form.facts(), by=by, now=now)
    further = form.further_notices()
    if further is not None:
        belongings.relate(kept, further, by=by, now=now)
    return kept


def _keep_event(form: EventForm, row: Event, *, by: User, now: datetime) -> Event:
    kept = forums.change(row, form.facts(), by=by, now=now)
    chosen, fair, levels = form.chosen_tags(), form.chosen_fair(), form.levels()
    if chosen is not None:
        tags.set_tags(kept, chosen, by=by, now=now)
    if fair is not None:
        fairs.choose(kept, fair[0], by=by, now=now)
    if levels is not None:
        fees.set_fees(kept, levels, by=by, now=now)
    return kept


def _possible(row: Notice | Event, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without rows that are no more, such as a tag that was removed."""
    found, form = dict(values), form_of(row)(row=row)
    for name in ("tags", "fair", "event"):
        if name in form.fields and name in found:
            offered = {str(key) for key, _label in form.fields[name].choices}  # type: ignore[attr-defined]
            one = found[name]
            found[name] = (
                [key for key in one if key in offered] if isinstance(one, list) else one if one in offered else ""
            )
    return found
