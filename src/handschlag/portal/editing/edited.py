"""The rows that are edited: which form each has, how it is read, and what is said to services when it is saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from django.db.models import QuerySet

from handschlag.accounts.models import User
from handschlag.events.models import Event
from handschlag.events.services import fairs, fees, forums, tags
from handschlag.portal.forms.event import EventForm
from handschlag.portal.forms.notice import NoticeForm
from handschlag.portal.forms.talk import TalkForm
from handschlag.portal.forms.writing import WritingForm
from handschlag.portal.models import Notice
from handschlag.portal.services import belongings, notices
from handschlag.programme.models import Talk
from handschlag.programme.services import saving as programme

Row: TypeAlias = Notice | Event | Talk


@dataclass(frozen=True, slots=True)
class Edited:
    """How rows of a model are edited: ``keep`` writes what a valid form says, and returns the row."""

    form: type[WritingForm]
    rows: Callable[[], QuerySet[Any]]
    keep: Callable[..., Row]


def form_of(row: Row) -> type[WritingForm]:
    """The form in which such a row is edited."""
    return MODELS[type(row)].form


def fresh(row: Row) -> Row:
    """The row as it is kept, without anything that somebody has set on it."""
    found: Row = MODELS[type(row)].rows().get(pk=row.pk)
    return found


def keep(form: WritingForm, row: Row, *, by: User, now: datetime) -> Row:
    """Write what the form says. Raises ``RuleBroken``: what the services of the row raise."""
    return MODELS[type(row)].keep(form, row, by=by, now=now)


def _notice(form: NoticeForm, row: Notice, *, by: User, now: datetime) -> Notice:
    kept = notices.change(row, form.facts(), by=by, now=now)
    further = form.further_notices()
    if further is not None:
        belongings.relate(kept, further, by=by, now=now)
    return kept


def _event(form: EventForm, row: Event, *, by: User, now: datetime) -> Event:
    kept = forums.change(row, form.facts(), by=by, now=now)
    chosen, fair, levels = form.chosen_tags(), form.chosen_fair(), form.levels()
    if chosen is not None:
        tags.set_tags(kept, chosen, by=by, now=now)
    if fair is not None:
        fairs.choose(kept, fair[0], by=by, now=now)
    if levels is not None:
        fees.set_fees(kept, levels, by=by, now=now)
    return kept


def _talk(form: TalkForm, row: Talk, *, by: User, now: datetime) -> Talk:
    return programme.save(row, form.facts(), event=row.event, speakers=form.who_speaks(), by=by, now=now)


MODELS: dict[type[Any], Edited] = {
    Notice: Edited(NoticeForm, lambda: Notice.objects.select_related("kind", "event"), _notice),
    Event: Edited(EventForm, lambda: Event.objects.select_related("fair", "host"), _event),
    Talk: Edited(TalkForm, lambda: Talk.objects.select_related("event__host", "room"), _talk),
}
