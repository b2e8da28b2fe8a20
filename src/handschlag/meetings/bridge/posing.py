"""An event's rows as the planner's problem."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Prefetch

from handschlag.companies import models as companies
from handschlag.engine.scheduling import problem
from handschlag.engine.scheduling.attendance import Attendance
from handschlag.engine.scheduling.problem import Level, Problem
from handschlag.events import models as events
from handschlag.foundation import reading
from handschlag.meetings.choices import Choices
from handschlag.meetings.models import Wish
from handschlag.meetings.states import UnmetReason, WishLevel, WishState

WEIGHTS: Mapping[str, int] = {WishLevel.MUST: 6, WishLevel.WANT: 2, WishLevel.POSSIBLE: 1}
"""What a wish counts; when both sides wish, both count."""
BETWEEN = "~"
"""Stands between the two ids of a pair; no public id has it."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Refused:
    """Two who will not meet although one of them wishes to: vetoed or declined."""

    parties: Pair
    level: str
    reason: UnmetReason


@dataclass(frozen=True, slots=True)
class Posed:
    """What is to be planned. ``cause`` is a stable code where no plan can be; then ``problem`` may be missing."""

    problem: Problem | None
    refused: tuple[Refused, ...]
    cause: str = ""


def pose(event: events.Event, choices: Choices) -> Posed:
    """The event as the planner's problem, in a number of queries that does not grow."""
    slots = list(events.Slot.objects.filter(event=event).select_related("day").order_by("starts_at"))
    people = list(_participants(event))
    wishes = Wish.objects.filter(event=event).order_by("pk")
    wished, refused = merged(
        wishes.values_list("asker__public_id", "asked__public_id", "level", "state"), _order(people)
    )
    if not slots:
        return Posed(None, refused, "no_slots")
    tables = list(
        events.Table.objects.filter(event=event)
        .select_related("room")
        .prefetch_related("closed")
        .order_by("number", "pk")
    )
    tables = tables if choices.tables is None else tables[: choices.tables]
    staff = events.Interpreter.objects.filter(event=event).order_by("name", "pk").prefetch_related("away")
    at_table = {table.public_id for table in tables}
    posed = Problem(
        name=reading.plain(event.title),
        slots=tuple(_slot(slot, event.time_zone) for slot in slots),
        places=tuple(_place(table) for table in tables),
        rooms=tuple(problem.Room(name) for name in dict.fromkeys(table.room.public_id for table in tables)),
        participants=tuple(_participant(one, at_table) for one in people),
        interpreters=tuple(
            _interpreter(one) for one in staff if choices.interpreters is None or one.public_id in choices.interpreters
        ),
        meetings=wished,
        language_level=event.language_level,
        goals=problem.Goals(choices.must_first, choices.fairness, choices.free_noon),
    )
    return Posed(posed, refused, _cause(posed))


def _cause(posed: Problem) -> str:
    """Why there can be no meeting at all, or nothing."""
    slots = {slot.id for slot in posed.slots}
    if all(slots <= place.closed for place in posed.places):
        return "no_tables"
    if not posed.meetings:
        return "no_wishes"
    attendance = Attendance(posed)
    if not any(attendance.possible(meeting, slot.id) for meeting in posed.meetings for slot in posed.slots):
        return "nobody_there"
    return ""


def merged(
    wishes: Iterable[tuple[str, str, str, str]], order: Mapping[str, Any]
) -> tuple[tuple[problem.Meeting, ...], tuple[Refused, ...]]:
    """Wishes as meetings to be planned, one for each pair, and the pairs of which one side does not want.

    Parameters
    ----------
    wishes : asker, asked, level and state of each wish
    order : says for each participant who comes first in a pair; wishes of others are passed over, such as those of
        somebody who was registered after the participants had been read
    """
    levels: dict[Pair, list[str]] = defaultdict(list)
    states: dict[Pair, set[str]] = defaultdict(set)
    for asker, asked, level, state in wishes:
        if state != WishState.WITHDRAWN and asker in order and asked in order:
            first, second = sorted((asker, asked), key=lambda one: order[one])
            levels[first, second].append(level)
            states[first, second].add(state)
    wished, refused = [], []
    for pair, named in levels.items():
        positive = [level for level in named if level != WishLevel.NO]
        if not positive:
            continue
        highest = max(positive, key=WEIGHTS.__getitem__)
        if len(positive) < len(named):
            refused.append(Refused(pair, highest, UnmetReason.VETO))
        elif WishState.DECLINED in states[pair]:
            refused.append(Refused(pair, highest, UnmetReason.DECLINED))
        else:
            weight = sum(WEIGHTS[level] for level in positive)
            wished.append(problem.Meeting(BETWEEN.join(sorted(pair)), pair, Level(highest), weight))
    return tuple(sorted(wished, key=lambda one: one.id)), tuple(refused)


def _participants(event: events.Event) -> Iterable[companies.Participant]:
    speakers = companies.Representative.objects.select_related("person").prefetch_related("person__languages", "away")
    return (
        companies.Participant.objects.filter(event=event, withdrawn_at=None)
        .select_related("side", "home_table")
        .prefetch_related("away", Prefetch("representatives", speakers))
        .order_by("side__number", "pk")
    )


def _order(people: Iterable[companies.Participant]) -> dict[str, tuple[int, str]]:
    """The host's own side comes first in a pair."""
    return {one.public_id: (one.side.number, one.public_id) for one in people}


def _slot(slot: events.Slot, zone: str) -> problem.Slot:
    return problem.Slot(
        id=slot.public_id,
        day=slot.day.on.isoformat(),
        part=slot.part or None,
        start=f"{slot.starts_at.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}",
        minutes=slot.minutes,
        adjacent_to_previous=not slot.after_pause,
    )


def _place(table: events.Table) -> problem.Place:
    return problem.Place(table.public_id, room=table.room.public_id, closed=_ids(table.closed.all()))


def _participant(one: companies.Participant, tables: Collection[str]) -> problem.Participant:
    home = one.home_table.public_id if one.home_table else None
    return problem.Participant(
        id=one.public_id,
        side=one.side.key,
        unavailable=_ids(one.away.all()),
        max_meetings=one.max_meetings,
        min_meetings=one.min_meetings,
        home_place=home if home in tables else None,
        representatives=tuple(
            problem.Representative(
                id=speaker.public_id,
                languages={skill.language: skill.level for skill in speaker.person.languages.all()},
                unavailable=_ids(speaker.away.all()),
                head=speaker.is_head,
            )
            for speaker in one.representatives.all()
        ),
    )


def _interpreter(one: events.Interpreter) -> problem.Interpreter:
    return problem.Interpreter(
        id=one.public_id,
        pairs=tuple((first, second) for first, second in one.pairs),
        unavailable=_ids(one.away.all()),
        max_meetings=one.max_meetings,
        max_consecutive=one.max_consecutive,
    )


def _ids(rows: Iterable[Any]) -> frozenset[str]:
    return frozenset(row.public_id for row in rows)
