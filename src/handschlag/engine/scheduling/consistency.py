"""Do the parts of a problem fit together? One sentence about the first thing that does not.

The limits keep a mistake in a file from becoming hours of work; the largest real events
(6,000 participants, 32,000 meetings, 45 slots) stay far below them.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from handschlag.engine.scheduling.problem import Interpreter, Meeting, Participant, Place, Problem, Room, Slot

LANGUAGE_LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2", "native")
"""The levels of the Common European Framework from weak to strong, and mother tongue above them."""

PLACE_KINDS = ("table", "booth", "room", "visit")
MODES = (*PLACE_KINDS, "virtual")
"""How a meeting is held. A ``virtual`` one needs no place, every other a place of that kind."""

MOST = {"slot": 1_000, "place": 20_000, "room": 1_000, "participant": 50_000, "interpreter": 5_000, "meeting": 200_000}
MOST_SLOTS_IN_A_STRETCH = 60
MOST_CELLS = 50_000_000
"""Meetings times slots and participants times slots, so that memory stays bounded."""
HIGHEST_WEIGHT = 1_000_000


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_Thing = TypeVar("_Thing", bound=_Named)


def check(problem: Problem) -> None:
    """Raise ``ValueError`` with one sentence if the parts of ``problem`` contradict each other."""
    slots = _unique("slot", problem.slots)
    places = _unique("place", problem.places)
    rooms = _unique("room", problem.rooms)
    participants = _unique("participant", problem.participants)
    _unique("interpreter", problem.interpreters)
    meetings = _unique("meeting", problem.meetings)
    _check_slots(problem)
    _check_size(problem)
    _one_of(LANGUAGE_LEVELS, problem.language_level, "problem", "language_level")
    _at_least(0, problem.goals.fairness, "objective", "fairness")
    for room in problem.rooms:
        _check_room(room, rooms)
    for place in problem.places:
        _check_place(place, slots, rooms)
    for participant in problem.participants:
        _check_participant(participant, slots, places)
    for interpreter in problem.interpreters:
        _check_interpreter(interpreter, slots)
    parts = {slot.part for slot in problem.slots}
    for meeting in problem.meetings:
        _check_meeting(meeting, slots, participants, parts)
    for before, after in problem.precedences:
        _known(meetings, (before, after), f'precedence "{before}" before "{after}"', "meetings", "meeting")
        if before == after:
            raise ValueError(f'precedences: meeting "{before}" cannot come before itself')


def _check_slots(problem: Problem) -> None:
    if not problem.slots:
        raise ValueError("slots: expected at least one slot, got none")
    days: set[str] = set()
    for before, slot in zip(problem.slots, problem.slots[1:], strict=False):
        days.add(before.day)
        if slot.day != before.day and slot.day in days:
            raise ValueError(f'slot "{slot.id}": expected the slots of day "{slot.day}" to stand together')
        if before.start and slot.start and slot.start < before.start:
            raise ValueError(f'slot "{slot.id}" starts before slot "{before.id}": expected slots in order of time')
    for slot in problem.slots:
        _at_least(1, slot.minutes, f'slot "{slot.id}"', "minutes")
    for stretch in problem.stretches():
        if len(stretch) > MOST_SLOTS_IN_A_STRETCH:
            first = problem.slots[stretch[0]].id
            raise ValueError(
                f'slot "{first}": expected at most {MOST_SLOTS_IN_A_STRETCH} slots until the next pause or day, '
                f"got {len(stretch)}"
            )


def _check_size(problem: Problem) -> None:
    for what, things in (("meetings", problem.meetings), ("participants", problem.participants)):
        cells = len(things) * len(problem.slots)
        if cells > MOST_CELLS:
            raise ValueError(f"{what}: expected at most {MOST_CELLS:,} {what} times slots, got {cells:,}")


def _check_room(room: Room, rooms: Mapping[str, Room]) -> None:
    where = f'room "{room.id}"'
    _known(rooms, room.walk, where, "walk", "room")
    for distance in room.walk.values():
        _amount(distance, where, "walk")


def _check_place(place: Place, slots: Mapping[str, Slot], rooms: Mapping[str, Room]) -> None:
    where = f'place "{place.id}"'
    _one_of(PLACE_KINDS, place.kind, where, "kind")
    _known(slots, place.closed, where, "closed", "slot")
    if place.room is not None and rooms:
        _known(rooms, (place.room,), where, "room", "room")


def _check_participant(participant: Participant, slots: Mapping[str, Slot], places: Mapping[str, Place]) -> None:
    where = f'participant "{participant.id}"'
    _known(slots, participant.unavailable, where, "unavailable", "slot")
    _at_least(0, participant.max_meetings, where, "max_meetings")
    _at_least(0, participant.min_meetings, where, "min_meetings")
    if participant.home_place is not None:
        _known(places, (participant.home_place,), where, "home_place", "place")
    _unique("representative", participant.representatives)
    for representative in participant.representatives:
        who = f'representative "{representative.id}" of {where}'
        _known(slots, representative.unavailable, who, "unavailable", "slot")
        for language, level in representative.languages.items():
            _one_of(LANGUAGE_LEVELS, level, who, f'language "{language}"')


def _check_interpreter(interpreter: Interpreter, slots: Mapping[str, Slot]) -> None:
    where = f'interpreter "{interpreter.id}"'
    _known(slots, interpreter.unavailable, where, "unavailable", "slot")
    _at_least(0, interpreter.max_meetings, where, "max_meetings")
    _at_least(1, interpreter.max_consecutive, where, "max_consecutive")
    pairs: Iterable[Collection[str]] = interpreter.pairs
    for pair in pairs:
        if len(pair) != 2 or len(set(pair)) != 2:
            raise ValueError(f"{where}: pairs: expected two different languages, got {list(pair)}")


def _check_meeting(
    meeting: Meeting,
    slots: Mapping[str, Slot],
    participants: Mapping[str, Participant],
    parts: Collection[str | None],
) -> None:
    where = f'meeting "{meeting.id}"'
    parties: Collection[str] = meeting.parties
    if len(parties) != 2:
        raise ValueError(f"{where}: parties: expected two participants, got {len(parties)}")
    _known(participants, meeting.parties, where, "parties", "participant")
    if meeting.parties[0] == meeting.parties[1]:
        raise ValueError(f'{where}: parties: participant "{meeting.parties[0]}" cannot meet herself')
    _one_of(MODES, meeting.mode, where, "mode")
    if meeting.weight is not None:
        _amount(meeting.weight, where, "weight")
        if round(meeting.weight, 3) == 0:
            raise ValueError(f"{where}: weight: expected at least 0.001, got {meeting.weight}")
    if meeting.part is not None:
        _known(parts, (meeting.part,), where, "part", "part of the day")
    if meeting.fixed is not None:
        _known(slots, (meeting.fixed,), where, "fixed", "slot")
    _known(meeting.parties, meeting.representatives, where, "representatives", "party")
    for party, named in meeting.representatives.items():
        there = {representative.id for representative in participants[party].representatives}
        _known(there, named, where, "representatives", f'representative of "{party}"')


def _unique(kind: str, things: Iterable[_Thing]) -> dict[str, _Thing]:
    """Things by id; refuses two of one id and more than ``MOST`` of a kind."""
    found: dict[str, _Thing] = {}
    for thing in things:
        if thing.id in found:
            raise ValueError(f'{kind} "{thing.id}" stands twice: expected each id once')
        found[thing.id] = thing
    most = MOST.get(kind)
    if most is not None and len(found) > most:
        raise ValueError(f"{kind}s: expected at most {most:,}, got {len(found):,}")
    return found


def _known(known: Collection[str | None], ids: Iterable[str], where: str, field: str, kind: str) -> None:
    for one in ids:
        if one not in known:
            raise ValueError(f'{where}: {field}: unknown {kind} "{one}"')


def _one_of(allowed: tuple[str, ...], got: str, where: str, field: str) -> None:
    if got not in allowed:
        raise ValueError(f'{where}: {field}: expected one of {", ".join(allowed)}, got "{got}"')


def _at_least(least: int, got: int | None, where: str, field: str) -> None:
    if got is not None and got < least:
        raise ValueError(f"{where}: {field}: expected {least} or more, got {got}")


def _amount(got: float, where: str, field: str) -> None:
    if not (math.isfinite(got) and 0 <= got <= HIGHEST_WEIGHT):
        raise ValueError(f"{where}: {field}: expected a number from 0 to {HIGHEST_WEIGHT:,}, got {got}")
