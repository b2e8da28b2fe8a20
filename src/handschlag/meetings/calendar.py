"""An agenda as iCalendar: one event per meeting, known by its pair, so that a new plan moves it."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from handschlag.companies.models import Participant
from handschlag.foundation import reading
from handschlag.meetings.agenda import Entry
from handschlag.meetings.models import Plan
from handschlag.meetings.states import PlanState

if TYPE_CHECKING:
    from icalendar import Event as Appointment

FETCH_AGAIN = timedelta(minutes=30)


def calendar(participant: Participant, plan: Plan | None, entries: list[Entry]) -> bytes:
    """The file, in the reader's language; without a published plan it is empty."""
    from icalendar import Calendar  # large, and few requests need it

    title = reading.plain(participant.event.title)
    file = Calendar()
    file.add("prodid", "-//Handschlag//EN")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", title)
    file.add("refresh-interval", FETCH_AGAIN, parameters={"VALUE": "DURATION"})
    file.add("x-published-ttl", FETCH_AGAIN)
    if plan is not None:
        for entry in entries:
            file.add_component(_appointment(participant, plan, entry))
    file.add_missing_timezones()
    return file.to_ical()


def _appointment(participant: Participant, plan: Plan, entry: Entry) -> Appointment:
    from icalendar import Event as Appointment

    zone = ZoneInfo(participant.event.time_zone)
    partner = entry.parties[0]
    item = Appointment()
    item.add("uid", uid(participant, partner))
    item.add("sequence", plan.number)
    item.add("dtstamp", plan.published_at or plan.created_at)
    item.add("dtstart", entry.starts_at.astimezone(zone))
    item.add("dtend", entry.ends_at.astimezone(zone))
    item.add("summary", _("Meeting: %(partner)s") % {"partner": partner.organisation.name})
    item.add("description", _description(entry))
    if entry.table is not None:
        item.add("location", _location(entry))
    item.add("status", "CONFIRMED" if plan.state == PlanState.FINAL else "TENTATIVE")
    return item


def uid(first: Participant, second: Participant) -> str:
    """Who meets whom, never when: the same in every plan and on both sides."""
    pair = "-".join(sorted((first.public_id, second.public_id)))
    return f"{pair}@{urlsplit(settings.BASE_URL).hostname}"


def _location(entry: Entry) -> str:
    table = _("Table %(code)s") % {"code": entry.table.code if entry.table else ""}
    room = reading.plain(entry.room.name) if entry.room else ""
    return ", ".join(filter(None, (table, room)))


def _description(entry: Entry) -> str:
    organisation = entry.parties[0].organisation
    where = ", ".join(filter(None, (reading.plain(organisation.city), reading.country(organisation.country))))
    people = ", ".join(" ".join(filter(None, (one.name, one.email and f"<{one.email}>"))) for one in entry.speakers)
    lines = [f"{organisation.name} ({where})", reading.plain(organisation.sector), people]
    if entry.interpreter:
        lines.append(_("Interpreter: %(name)s") % {"name": entry.interpreter})
    elif entry.languages:
        names = ", ".join(reading.language_name(code) for code in entry.languages)
        lines.append(_("Languages: %(names)s, no interpreter") % {"names": names})
    return "\n".join(filter(None, lines))


def etag(file: bytes) -> str:
    """Known to programs that fetch the calendar again: the same until something changes."""
    return f'"{hashlib.sha256(file).hexdigest()[:24]}"'
