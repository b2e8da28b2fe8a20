"""Tables for a finished timetable: everybody stays where she is, as far as that can be.

Places of a kind are alike for the timetable, so it only counts them; here each meeting gets its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from handschlag.engine.scheduling.problem import Meeting, Place, Problem

_AT_HOME = 4
_SAME_PLACE = 2
_SAME_ROOM = 1


def assign(problem: Problem, slots: Mapping[str, str]) -> dict[str, str]:
    """A place for every meeting that needs one.

    Slot by slot each meeting prefers the home place of a party, then the place where a party was last,
    then its room and the shorter walk; the meetings that gain most choose first.

    Parameters
    ----------
    slots : meeting id to slot id, with no more meetings of a kind in a slot than open places

    Returns
    -------
    dict of meeting id to place id
    """
    by_slot: dict[str, list[Meeting]] = defaultdict(list)
    for meeting in sorted(problem.meetings, key=lambda meeting: meeting.id):
        if meeting.id in slots and meeting.mode != "virtual":
            by_slot[slots[meeting.id]].append(meeting)
    seating = _Seating(problem)
    chosen: dict[str, str] = {}
    for slot in problem.slots:
        chosen |= seating.seat(slot.id, by_slot[slot.id])
    return chosen


class _Seating:
    """Goes through the slots and remembers where everybody was last."""

    def __init__(self, problem: Problem) -> None:
        self._places = {place.id: place for place in problem.places}
        self._home = {one.id: one.home_place for one in problem.participants if one.home_place is not None}
        self._walk = {(room.id, other): far for room in problem.rooms for other, far in room.walk.items()}
        self._last: dict[str, Place] = {}

    def seat(self, slot: str, meetings: list[Meeting]) -> dict[str, str]:
        """Places for the meetings of one slot."""
        free: dict[str, Place] = {p.id: p for p in self._places.values() if slot not in p.closed}
        taken: dict[str, Place] = {}
        for _, _, meeting, place in sorted(self._offers(meetings), key=lambda offer: offer[:2]):
            if meeting.id not in taken and place.id in free and place.kind == meeting.mode:
                taken[meeting.id] = free.pop(place.id)
        rooms: dict[tuple[str, str | None], list[Place]] = defaultdict(list)
        for place in reversed(free.values()):
            rooms[place.kind, place.room].append(place)
        for meeting in meetings:
            if meeting.id not in taken:
                taken[meeting.id] = self._nearest(meeting, rooms).pop()
        for meeting in meetings:
            self._last.update(dict.fromkeys(meeting.parties, taken[meeting.id]))
        return {name: place.id for name, place in taken.items()}

    def _offers(self, meetings: list[Meeting]) -> list[tuple[int, int, Meeting, Place]]:
        """Places that a meeting would like, best first: what is gained (negative), a number, both."""
        offers = []
        for number, meeting in enumerate(meetings):
            gain: dict[str, int] = defaultdict(int)
            for party in meeting.parties:
                if party in self._home:
                    gain[self._home[party]] += _AT_HOME
                if party in self._last:
                    gain[self._last[party].id] += _SAME_PLACE
            offers += [(-worth, number, meeting, self._places[place]) for place, worth in gain.items()]
        return offers

    def _nearest(self, meeting: Meeting, rooms: Mapping[tuple[str, str | None], list[Place]]) -> list[Place]:
        """Free places of the room that is nearest to where the parties were."""

        def way(room: str | None) -> float:
            before = [self._last[party].room for party in meeting.parties if party in self._last]
            return sum(0 if b == room else self._walk.get((b or "", room or ""), _SAME_ROOM) for b in before)

        fitting = [
            (way(room), -len(free), room or "", free)
            for (kind, room), free in rooms.items()
            if kind == meeting.mode and free
        ]
        return min(fitting, key=lambda option: option[:3])[3]
