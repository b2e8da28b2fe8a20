"""Which slots a meeting can take at all, and who could interpret there."""

from __future__ import annotations

from collections.abc import Sequence

from handschlag.engine.scheduling.attendance import Attendance
from handschlag.engine.scheduling.problem import Meeting, Problem


class Choices:
    """The possible slots of every meeting of a problem as codes.

    A code is -1 where the meeting cannot be held, 0 where it can be without an interpreter, and c > 0
    where one of the interpreters of set c is needed. Slots without an open place of the kind or
    without an interpreter on duty are not possible.
    """

    def __init__(self, problem: Problem, interpreters: Sequence[str]) -> None:
        self._problem = problem
        self._attendance = Attendance(problem)
        self._number = {name: k for k, name in enumerate(interpreters)}
        self._sets: dict[tuple[str, ...] | None, int] = {None: 0}
        self._away = {one.id: one.unavailable for one in problem.participants}
        self._varying = {
            one.id for one in problem.participants if any(person.unavailable for person in one.representatives)
        }
        slots = {slot.id for slot in problem.slots}
        self._open: dict[str, set[str]] = {"virtual": slots}
        for place in problem.places:
            self._open.setdefault(place.kind, set()).update(slots - place.closed)
        self._on_duty = {one.id: slots - one.unavailable for one in problem.interpreters if one.max_meetings != 0}
        self._served: dict[tuple[str, ...], set[str]] = {}

    def of(self, meeting: Meeting) -> list[int]:
        """The code of each slot."""
        one, other = meeting.parties
        alike = not (one in self._varying or other in self._varying)
        away = self._away[one] | self._away[other]
        open_slots = self._open.get(meeting.mode, set())
        usual: tuple[int, set[str]] | None = None
        codes = []
        for slot in self._problem.slots:
            code = -1
            if (
                slot.id not in away
                and slot.id in open_slots
                and meeting.fixed in (None, slot.id)
                and meeting.part in (None, slot.part)
            ):
                if usual is None or not alike:
                    usual = self._languages(meeting, slot.id)
                code = usual[0] if slot.id in usual[1] else -1
            codes.append(code)
        return codes

    def sets(self) -> list[tuple[int, ...]]:
        """Numbers of the interpreters of each set that a code speaks of; set 0 is empty."""
        return [tuple(sorted(self._number[name] for name in names or ())) for names in self._sets]

    def _languages(self, meeting: Meeting, slot: str) -> tuple[int, set[str]]:
        """The code of the meeting if it is held in ``slot``, and the slots in which that could be."""
        if not self._attendance.possible(meeting, slot):
            return -1, set()
        names = self._attendance.interpreters(meeting, slot)
        if names is None:
            return 0, self._open["virtual"]
        if names not in self._served:
            self._served[names] = set().union(*(self._on_duty.get(name, set()) for name in names))
        return self._sets.setdefault(names, len(self._sets)), self._served[names]
