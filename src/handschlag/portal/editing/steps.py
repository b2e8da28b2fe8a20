"""Where a notice, an event or a talk stands, and what can be done with it there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from handschlag.accounts.models import User
from handschlag.events.models import Event
from handschlag.events.services import forums
from handschlag.foundation import versions
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.reading import upfirst
from handschlag.portal import queries
from handschlag.portal.editing.desks import Desk
from handschlag.portal.models import Notice
from handschlag.portal.services import notices
from handschlag.portal.states import STEPS, NoticeState
from handschlag.programme.models import Talk

TONES = {
    NoticeState.DRAFT: "",
    NoticeState.SCHEDULED: "info",
    NoticeState.EMBARGOED: "warn",
    NoticeState.PUBLISHED: "ok",
    NoticeState.EXPIRED: "lang-tag",
    NoticeState.ARCHIVED: "lang-tag",
}


@dataclass(frozen=True, slots=True)
class Stand:
    """Where something stands: in a word, in the colour of a tag, and since when or from when on."""

    label: str
    tone: str
    at: datetime | None = None


def state_of(desk: Desk, now: datetime) -> Stand:
    """Where it stands now."""
    row = desk.row
    if isinstance(row, Notice):
        return of_notice(row, now)
    return of_event(row.event if isinstance(row, Talk) else row, now)


def of_notice(notice: Notice, now: datetime) -> Stand:
    """Where a notice stands."""
    state = queries.state(notice, now)
    at = notice.embargo_until if state is NoticeState.EMBARGOED else notice.published_at
    return Stand(upfirst(str(state.label)), TONES[state], at)


def of_event(event: Event, now: datetime) -> Stand:
    """Where an event stands."""
    if event.is_history:
        return Stand(_("History"), "lang-tag")
    if event.published_at is None:
        return Stand(_("Draft"), "")
    is_seen = event.published_at <= now
    return Stand(_("Published") if is_seen else _("Scheduled"), "ok" if is_seen else "info", event.published_at)


def offered(desk: Desk, now: datetime) -> list[str]:
    """What can be done with it now."""
    row = desk.row
    if isinstance(row, Notice):
        where = queries.state(row, now)
        return [step for step in OF_NOTICE if STEPS.allows(where, step)]
    if isinstance(row, Talk) or row.is_history:
        return []
    is_seen = row.published_at is not None and row.published_at <= now
    return [*([] if is_seen else ["publish"]), *(["withdraw"] if row.published_at is not None else [])]


def take(desk: Desk, step: str, *, at: datetime | None, by: User, now: datetime) -> str:
    """Do it, and say that it is done. Raises ``LookupError`` for a step that there is not, and what services raise."""
    row = desk.row
    if isinstance(row, Talk):
        raise LookupError(step)
    table: dict[str, Callable[..., Any]] = OF_NOTICE if isinstance(row, Notice) else OF_EVENT
    if at is not None and at <= now:
        raise RuleBroken(_("This time is over. Leave it empty to publish at once."), code="past")
    more = {"at": at} if step == "publish" else {}
    table[step](row, **more, by=by, now=now)
    return str(SAYS["schedule" if step == "publish" and at is not None else step]())


def _delete(notice: Notice, *, by: User, now: datetime) -> None:
    key = Notice(pk=notice.pk)
    notices.delete(notice, by=by, now=now)
    versions.forget(key)


OF_NOTICE: dict[str, Callable[..., Any]] = {
    "publish": notices.publish,
    "withdraw": notices.withdraw,
    "archive": notices.archive,
    "take_back": notices.take_back,
    "delete": _delete,
}
OF_EVENT: dict[str, Callable[..., Any]] = {"publish": forums.publish, "withdraw": forums.withdraw}
SAYS: dict[str, Callable[[], str]] = {
    "publish": lambda: _("Published."),
    "schedule": lambda: _("It will be published by itself at that time."),
    "withdraw": lambda: _("Withdrawn: it is a draft again, and nobody else sees it."),
    "archive": lambda: _("It is in the archive."),
    "take_back": lambda: _("It is back from the archive."),
    "delete": lambda: _("Deleted."),
}
