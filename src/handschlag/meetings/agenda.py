"""Who meets whom, when and where, as one participant or one interpreter sees it. Published plans only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, zip_longest
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from handschlag.accounts.models import User
from handschlag.companies import queries as companies
from handschlag.companies import standing
from handschlag.companies.models import Participant
from handschlag.companies.standing import Shown
from handschlag.events.models import Event, Interpreter, Room, Slot, Table
from handschlag.foundation import reading
from handschlag.meetings.models import Meeting, Plan
from handschlag.meetings.states import PUBLISHED
from handschlag.privacy.visibility import Viewer
from handschlag.programme import queries as programme
from handschlag.programme.queries import Item
from handschlag.programme.states import TalkKind


@dataclass(frozen=True, slots=True)
class Entry:
    """A meeting.

    ``languages``: those in which the parties understand each other; none where an interpreter comes.
    ``spoken``: for each of ``parties`` the languages that they speak well enough.
    """

    starts_at: datetime
    ends_at: datetime
    parties: tuple[Participant, ...]
    speakers: tuple[Shown, ...]
    table: Table | None
    room: Room | None
    interpreter: str
    languages: tuple[str, ...]
    spoken: tuple[tuple[str, ...], ...]
    kind: ClassVar[str] = "meeting"


@dataclass(frozen=True, slots=True)
class Pause:
    """Time without a meeting. ``is_away``: she is not there at all."""

    starts_at: datetime
    ends_at: datetime
    is_away: bool = False
    kind: ClassVar[str] = "pause"

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds()) // 60


@dataclass(frozen=True, slots=True)
class Fixture:
    """An item of the programme during which nobody meets, such as the opening or lunch."""

    starts_at: datetime
    title: str
    room: str
    kind: ClassVar[str] = "fixture"


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What happens on one day, in order."""

    on: date
    items: tuple[Entry | Pause | Fixture, ...]

    @property
    def meetings(self) -> int:
        return sum(item.kind == "meeting" for item in self.items)


def published(event: Event) -> Plan | None:
    """The plan that everybody concerned may see, if there is one."""
    return Plan.objects.filter(event=event, state__in=PUBLISHED).first()


def of_participant(participant: Participant, plan: Plan, *, reader: User | None = None) -> list[Entry]:
    """The meetings of a participant in their order; ``parties`` are the others, as their people let it be seen."""
    mine = _meetings(plan).filter(Q(first=participant) | Q(second=participant))
    viewer = standing.of_participant(participant, reader)
    return _entries(list(mine), participant.event, viewer, seen_by=participant)


def of_interpreter(interpreter: Interpreter, plan: Plan) -> list[Entry]:
    """The meetings of an interpreter in their order."""
    mine = _meetings(plan).filter(interpreter=interpreter)
    return _entries(list(mine), interpreter.event, standing.of_interpreter(interpreter))


def days(entries: list[Entry], event: Event, *, away: Iterable[int] = ()) -> list[DayPlan]:
    """The days of an event with what is on each: meetings, the programme's fixtures, and pauses between."""
    zone = ZoneInfo(event.time_zone)
    slots = list(Slot.objects.filter(event=event).order_by("starts_at"))
    fixed = {day.on: day.items for day in programme.of(event).days} if slots else {}
    found = []
    for on, of_day in groupby(slots, key=lambda slot: slot.starts_at.astimezone(zone).date()):
        slots_of_day = list(of_day)
        held = [entry for entry in entries if entry.starts_at.astimezone(zone).date() == on]
        items: list[Entry | Pause | Fixture] = [*held, *_pauses(slots_of_day, held, frozenset(away))]
        items += _fixtures(fixed.get(on, ()), slots_of_day)
        found.append(DayPlan(on, tuple(sorted(items, key=lambda item: item.starts_at))))
    return found


def _meetings(plan: Plan) -> QuerySet[Meeting]:
    return (
        Meeting.objects.filter(plan=plan)
        .select_related("slot", "table__room", "interpreter", "first__organisation", "second__organisation")
        .select_related("first__side", "second__side")
        .order_by("slot__starts_at", "pk")
    )


def _entries(meetings: list[Meeting], event: Event, viewer: Viewer, seen_by: Participant | None = None) -> list[Entry]:
    parties = {party for meeting in meetings for party in (meeting.first_id, meeting.second_id)}
    spoken = companies.languages(parties, event.language_level)
    on_duty = [meeting.interpreter for meeting in meetings if meeting.interpreter is not None]
    speakers, interpreters = standing.people(companies.speakers(parties), on_duty, viewer, host=event.host_id)
    return [_entry(meeting, seen_by, spoken, speakers, interpreters) for meeting in meetings]


def _entry(
    meeting: Meeting,
    seen_by: Participant | None,
    spoken: dict[int, frozenset[str]],
    speakers: dict[int, list[Shown]],
    interpreters: dict[int, str],
) -> Entry:
    both = sorted((meeting.first, meeting.second), key=lambda party: party.side.number)
    others = [party for party in both if seen_by is None or party.pk != seen_by.pk]
    shared = spoken.get(meeting.first_id, frozenset()) & spoken.get(meeting.second_id, frozenset())
    return Entry(
        starts_at=meeting.slot.starts_at,
        ends_at=meeting.slot.starts_at + timedelta(minutes=meeting.slot.minutes),
        parties=tuple(others),
        speakers=tuple(speaker for party in others for speaker in speakers.get(party.pk, [])),
        table=meeting.table,
        room=meeting.table.room if meeting.table else None,
        interpreter=interpreters[meeting.interpreter.pk] if meeting.interpreter else "",
        languages=tuple(sorted(shared)) if meeting.interpreter is None else (),
        spoken=tuple(tuple(sorted(spoken.get(party.pk, ()))) for party in others),
    )


def _pauses(slots: list[Slot], held: list[Entry], away: frozenset[int]) -> Iterator[Pause]:
    """Slots without a meeting, neighbours joined; the pause of everybody is no slot and parts them."""
    busy = {entry.starts_at for entry in held}
    last: Pause | None = None
    for slot in slots:
        ends_at = slot.starts_at + timedelta(minutes=slot.minutes)
        is_free, is_away = slot.starts_at not in busy, slot.pk in away
        if last is not None and is_free and not slot.after_pause and is_away == last.is_away:
            last = Pause(last.starts_at, ends_at, is_away)
            continue
        if last is not None:
            yield last
        last = Pause(slot.starts_at, ends_at, is_away) if is_free else None
    if last is not None:
        yield last


def _fixtures(items: tuple[Item, ...], slots: list[Slot]) -> Iterator[Fixture]:
    """What is on the programme of a day and no time for meetings: no slot begins while it lasts."""
    for item, following in zip_longest(items, items[1:]):
        end = item.ends_at or (following.starts_at if following is not None else None)
        begins = any(item.starts_at <= slot.starts_at and (end is None or slot.starts_at < end) for slot in slots)
        if item.kind != TalkKind.MEETINGS and not begins:
            yield Fixture(item.starts_at, reading.plain(item.title), reading.plain(item.place))
