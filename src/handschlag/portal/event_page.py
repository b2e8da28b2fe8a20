"""The page of a forum or a trip: what everybody may know of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import DateTimeField, SlugField

from handschlag.companies.queries import parts, presence
from handschlag.events import queries
from handschlag.events.models import Event, EventKind
from handschlag.foundation.fragments import Rows, for_reader
from handschlag.foundation.prepared import Prepared
from handschlag.portal import structured
from handschlag.portal.possible import Phase, phase, possible
from handschlag.programme import queries as programme

_FRONTS: Prepared[Event] = Prepared(
    lambda slug, now: queries.fronts(queries.everybodys(now).filter(slug=slug), **parts(slug)),
    slug=SlugField(),
    now=DateTimeField(),
)
FRONTS: Rows[queries.Front] = Rows(queries.MOST_KEPT)


class Stages(NamedTuple):
    """The steps of the way to the meetings, each of them ``done``, coming ``now`` or ``next``."""

    register: str
    wishes: str
    day: str


def front(slug: str, *, now: datetime) -> queries.Front | None:
    """The event with all that its page shows and that comes with it in one query; None if nobody sees it now."""
    given = _FRONTS.given(slug=slug, now=now)
    return next(iter(FRONTS.read(given, lambda given: map(queries.read_front, _FRONTS.read(given)))), None)


def context(found: queries.Front, now: datetime) -> dict[str, Any]:
    """What the template of the page needs."""
    event = found.event
    return {
        "event": event,
        "front": found,
        "presence": presence(event, found.written),
        "possible": possible(event, now),
        "stages": stages(event, now),
        "judged_on": queries.judged_on(event, now),
        "programme": programme.of(event),
        "structured": found.written.piece(for_reader("structured"), _structured, found),
        "now": now,
        "active": "public",
    }


def _structured(found: queries.Front) -> str:
    data = structured.event(found)
    return structured.script(data) if data else ""


def template(event: Event) -> str:
    """Forums and trips have pages of their own kind."""
    return "portal/trip.html" if event.kind == EventKind.TRIP else "portal/event.html"


def stages(event: Event, now: datetime) -> Stages:
    """For each step of the way to the meetings, where it stands."""
    is_over = phase(event, now) in (Phase.OVER, Phase.HISTORY)
    states: list[str] = []
    for end in (event.registration_closes_at, event.answers_close_at, event.ends_at):
        is_done = is_over or (end is not None and end < now)
        states.append("done" if is_done else "next" if "now" in states else "now")
    return Stages(*states)
