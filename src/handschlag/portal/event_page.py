"""The page of a forum or a trip: what everybody may know of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import DateTimeField, SlugField
from django.http import Http404

from handschlag.companies.queries import Presence, parts, presence
from handschlag.events import queries
from handschlag.events.models import Event, EventKind
from handschlag.foundation.fragments import Followed, Rows, for_reader
from handschlag.foundation.prepared import Prepared
from handschlag.foundation.revisions import PublicNumber
from handschlag.portal import structured
from handschlag.portal.possible import Phase, phase, possible
from handschlag.programme import queries as programme
from handschlag.programme.models import Talk

_FRONTS: Prepared[Event] = Prepared(
    lambda slug, now: queries.fronts(queries.everybodys(now).filter(slug=slug), **parts(slug)),
    slug=SlugField(),
    now=DateTimeField(),
)
FRONTS: Rows[queries.Front] = Rows(queries.MOST_KEPT)


class BesideTalks(NamedTuple):
    """All that the page shows of an event but its programme."""

    front: queries.Front
    presence: Presence


FOLLOWED: Followed[BesideTalks] = Followed(Talk._meta.label_lower, queries.MOST_KEPT)


class Stages(NamedTuple):
    """The steps of the way to the meetings, each of them ``done``, coming ``now`` or ``next``."""

    register: str
    wishes: str
    day: str


def beside_talks(slug: str, number: PublicNumber, *, now: datetime) -> BesideTalks:
    """The event with all that its page shows beside talks, in two queries, and in none after an edit of a talk.

    ``number`` is that of its revision, read before. 404 if nobody sees it now.
    """

    def read() -> dict[str, BesideTalks]:
        given = _FRONTS.given(slug=slug, now=now)
        if not given:  # nor is that kept: its time may come without an edit
            raise Http404
        [found] = FRONTS.read(given, lambda given: map(queries.read_front, _FRONTS.read(given)))
        return {slug: BesideTalks(found, presence(found.event, found.written))}

    return FOLLOWED.read(number, read, lambda _talks: {})[slug]


def context(
    found: queries.Front, now: datetime, *, who: Presence | None = None, number: PublicNumber | None = None
) -> dict[str, Any]:
    """What the template of the page needs; ``who`` comes and the ``number`` of its revision, if they are known."""
    event = found.event
    return {
        "event": event,
        "front": found,
        "presence": who or presence(event, found.written),
        "possible": possible(event, now),
        "stages": stages(event, now),
        "judged_on": queries.judged_on(event, now),
        "programme": programme.of(event, number),
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
