"""What stands on the page of a notice, in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from markupsafe import Markup

from handschlag.engine.language import Text
from handschlag.events import queries as events
from handschlag.foundation import markdown
from handschlag.foundation.reading import best, clock, day, reader
from handschlag.portal import queries, wording
from handschlag.portal.models import NoticeLink
from handschlag.portal.possible import possible
from handschlag.portal.states import LinkKind

ICONS = {
    LinkKind.PAGE: "out",
    LinkKind.REGISTRATION: "cal",
    LinkKind.FILE: "doc",
    LinkKind.MAP: "pin",
    LinkKind.VIDEO: "video",
    LinkKind.FAIR: "home",
}
TYPES = {"application/pdf": "PDF", "text/calendar": "iCalendar", "application/zip": "ZIP", "text/csv": "CSV"}
LANGUAGES = {code for code, _name in settings.LANGUAGES}


@dataclass(frozen=True, slots=True)
class Way:
    """A further link as it is shown: ``facts`` are what is known of it, in words."""

    label: Text
    address: str
    icon: str
    kind: str
    place: str
    content: str
    languages: tuple[str, ...]
    check: str
    is_gone: bool


def context(told: queries.Told, now: datetime) -> dict[str, Any]:
    """All that the template takes."""
    body = best(told.notice.body)
    return {
        "told": told,
        "notice": told.notice,
        "host": told.notice.host,
        "ways": [way(link, now) for link in told.links],
        "body": markdown.html(body.text) if body.text else Markup(),
        "body_reading": body,
        "possible": possible(told.event, now) if told.event is not None else None,
        "days_before": days_before(told),
        "judged_on": events.judged_on(told.event, now) if told.event is not None else None,
        "active": "notices",
    }


def days_before(told: queries.Told) -> int:
    """How many days lie between the deadline and the event; 0 where that says nothing."""
    event = told.event
    if event is None or event.registration_closes_at is None or not event.has_certain_date:
        return 0
    closes_on = event.registration_closes_at.astimezone(ZoneInfo(event.time_zone)).date()
    return max(0, (event.first_day - closes_on).days)


def way(link: NoticeLink, now: datetime) -> Way:
    """A further link; one to a page of this site leads to the reader's language."""
    is_ours = wording.is_of_this_site(link.address)
    return Way(
        label=link.label,
        address=_in_language(link.address) if is_ours else link.address,
        icon=ICONS[LinkKind(link.kind)],
        kind=str(LinkKind(link.kind).label),
        place=_("this site") if is_ours else urlsplit(link.address).hostname or "",
        content=TYPES.get(link.content_type, ""),
        languages=tuple(link.languages),
        check=_checked(link, now),
        is_gone=link.is_alive is False,
    )


def _in_language(address: str) -> str:
    first = address[1:].partition("/")[0]
    return address if first in LANGUAGES | {"static", "feeds", "api"} else f"/{reader()}{address}"


def _checked(link: NoticeLink, now: datetime) -> str:
    """Whether somebody has found something there, and when."""
    if link.checked_at is None:
        return ""
    zone = settings.TIME_ZONE
    if link.is_alive is False:
        return _("not reachable since %(day)s") % {"day": day(link.failing_since or link.checked_at, zone, "long")}
    if link.failures:
        return _("no answer at the last check; we look again")
    at = {"time": clock(link.checked_at, zone), "day": day(link.checked_at, zone, "long")}
    words = _("checked today %(time)s") if _is_today(link.checked_at, now) else _("checked on %(day)s")
    return _("reachable, %(checked)s") % {"checked": words % at} if link.is_alive else words % at


def _is_today(moment: datetime, now: datetime) -> bool:
    return timezone.localdate(moment) == timezone.localdate(now)
