"""A plan as organisers look at it: by time, by participant, by interpreter; and what it leaves unmet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import QuerySet

from handschlag.companies.models import Participant
from handschlag.events.models import Interpreter, Slot, Table
from handschlag.meetings.models import Meeting, Plan, UnmetWish

Key = tuple[int, int]
"""The two participants of a pair, the smaller key first."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A meeting with everything that is shown of it. ``parties``: the host's own side first."""

    public_id: str
    level: str
    slot: Slot
    table: Table | None
    interpreter: Interpreter | None
    parties: tuple[Participant, Participant]

    def other(self, one: Participant) -> Participant:
        return self.parties[1] if one.pk == self.parties[0].pk else self.parties[0]


@dataclass(frozen=True, slots=True)
class Line:
    """A slot and what is at each table, in the order of the tables; ``closed`` are keys of closed tables."""

    slot: Slot
    ends_at: datetime
    at_table: Mapping[int, Talk]
    closed: frozenset[int]

    @property
    def talks(self) -> list[Talk]:
        return sorted(self.at_table.values(), key=lambda talk: (talk.table.number if talk.table else 0, talk.public_id))


@dataclass(frozen=True, slots=True)
class DayLines:
    """A day of the event with its slots."""

    day: object
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Agenda:
    """A participant and its meetings in order."""

    participant: Participant
    talks: list[Talk]
    breaks: int


@dataclass(frozen=True, slots=True)
class Duty:
    """An interpreter, her meetings by slot, and the slots in which she is away."""

    interpreter: Interpreter
    talks: Mapping[int, Talk]
    away: frozenset[int]


@dataclass(frozen=True, slots=True)
class Board:
    """Everything of one plan, looked up in a number of queries that does not grow."""

    plan: Plan
    slots: list[Slot]
    tables: list[Table]
    staff: list[Interpreter]
    participants: dict[int, Participant]
    talks: list[Talk]
    by_id: Mapping[str, Talk] = field(default_factory=dict)

    @property
    def busy(self) -> set[int]:
        """Keys of the participants who have a meeting."""
        return {party.pk for talk in self.talks for party in talk.parties}


def load(plan: Plan) -> Board:
    """The plan with all names, in five queries."""
    slots = list(Slot.objects.filter(event=plan.event_id).select_related("day").order_by("starts_at"))
    tables = list(Table.objects.filter(event=plan.event_id).select_related("room").order_by("number", "pk"))
    staff = list(Interpreter.objects.filter(event=plan.event_id).order_by("name", "pk"))
    people = Participant.objects.filter(event=plan.event_id).select_related("organisation", "side")
    participants = {one.pk: one for one in people.order_by("side__number", "organisation__name", "pk")}
    talks = list(_talks(plan, slots, tables, staff, participants))
    return Board(plan, slots, tables, staff, participants, talks, {talk.public_id: talk for talk in talks})


def _talks(
    plan: Plan,
    slots: Iterable[Slot],
    tables: Iterable[Table],
    staff: Iterable[Interpreter],
    participants: Mapping[int, Participant],
) -> Iterable[Talk]:
    when = {slot.pk: slot for slot in slots}
    where: Mapping[int | None, Table] = {table.pk: table for table in tables}
    who: Mapping[int | None, Interpreter] = {one.pk: one for one in staff}
    for row in Meeting.objects.filter(plan=plan).order_by("slot__starts_at", "table__number", "pk"):
        yield Talk(
            row.public_id,
            row.level,
            when[row.slot_id],
            where.get(row.table_id),
            who.get(row.interpreter_id),
            (participants[row.first_id], participants[row.second_id]),
        )


def by_time(board: Board) -> list[DayLines]:
    """Every slot with every table, day by day."""
    shut: dict[int, set[int]] = defaultdict(set)
    for table, slot in Table.closed.through.objects.filter(table__event=board.plan.event_id).values_list(
        "table_id", "slot_id"
    ):
        shut[slot].add(table)
    held: dict[int, dict[int, Talk]] = defaultdict(dict)
    for talk in board.talks:
        held[talk.slot.pk][talk.table.pk if talk.table else -talk.parties[0].pk] = talk
    lines = (Line(slot, end(slot), held[slot.pk], frozenset(shut[slot.pk])) for slot in board.slots)
    return [DayLines(day, list(of_day)) for day, of_day in groupby(lines, key=lambda line: line.slot.day)]


def by_participant(board: Board) -> list[Agenda]:
    """Every participant with its meetings, the host's own side first."""
    held: dict[int, list[Talk]] = defaultdict(list)
    for talk in board.talks:
        for party in talk.parties:
            held[party.pk].append(talk)
    return [
        Agenda(one, held[pk], breaks(board.slots, {talk.slot.pk for talk in held[pk]}))
        for pk, one in board.participants.items()
    ]


def by_interpreter(board: Board) -> list[Duty]:
    """Every interpreter with her meetings."""
    held: dict[int, dict[int, Talk]] = defaultdict(dict)
    for talk in board.talks:
        if talk.interpreter is not None:
            held[talk.interpreter.pk][talk.slot.pk] = talk
    away: dict[int, set[int]] = defaultdict(set)
    rows = Interpreter.away.through.objects.filter(interpreter__event=board.plan.event_id)
    for interpreter, slot in rows.values_list("interpreter_id", "slot_id"):
        away[interpreter].add(slot)
    return [Duty(one, held[one.pk], frozenset(away[one.pk])) for one in board.staff]


def breaks(slots: Iterable[Slot], busy: set[int]) -> int:
    """Idle gaps between two meetings, not counting the pauses of everybody."""
    found, waiting, has_met = 0, False, False
    day = None
    for slot in slots:
        if slot.after_pause or slot.day_id != day:
            waiting, has_met, day = False, False, slot.day_id
        if slot.pk in busy:
            found += waiting
            waiting, has_met = False, True
        else:
            waiting = has_met
    return found


def end(slot: Slot) -> datetime:
    """When a slot ends."""
    return slot.starts_at + timedelta(minutes=slot.minutes)


def unmet(plan: Plan) -> QuerySet[UnmetWish]:
    """Wishes that the plan does not meet, without names (``Board`` has them)."""
    return UnmetWish.objects.filter(plan=plan).order_by("pk")


def differing(plan: int, other: int) -> set[Key]:
    """Pairs that meet at another time in two plans, or in one of them only; in one query."""
    when: dict[int, dict[Key, int]] = {plan: {}, other: {}}
    for of, pair, slot in meeting_times((plan, other)):
        when[of][pair] = slot
    return {pair for pair in when[plan] | when[other] if when[plan].get(pair) != when[other].get(pair)}


def meeting_times(plans: Iterable[int]) -> Iterable[tuple[int, Key, int]]:
    """Plan, pair and slot of every meeting of some plans."""
    rows = Meeting.objects.filter(plan__in=list(plans)).values_list("plan_id", "first_id", "second_id", "slot_id")
    for plan, first, second, slot in rows:
        yield plan, (min(first, second), max(first, second)), slot
