"""Why a meeting is not held, what is in the way, and what would help."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from handschlag.engine.scheduling.attendance import Attendance
from handschlag.engine.scheduling.objective import breaks_of, weight
from handschlag.engine.scheduling.plan import Held, Reason, Unplaced
from handschlag.engine.scheduling.problem import Interpreter, Meeting, Problem

MOST_SLOTS_NAMED = 5
"""A remedy names at most so many slots, the first in time."""
MOST_BLOCKERS_NAMED = 50
"""Of meetings that are in the way at most so many are named, those of the first slots in time."""


@dataclass(frozen=True, slots=True)
class _InTheWay:
    """What stops the meeting in one slot."""

    reason: Reason
    slot: str
    blockers: tuple[str, ...] = ()


def diagnose(problem: Problem, held: Collection[Held]) -> tuple[Unplaced, ...]:
    """The first true reason, in the order of ``Reason``, for each meeting that is not held."""
    there = {one.meeting for one in held}
    missing = [meeting for meeting in problem.meetings if meeting.id not in there]
    if not missing:
        return ()
    diagnosis = _Diagnosis(problem, held)
    return tuple(diagnosis.of(meeting) for meeting in sorted(missing, key=lambda meeting: meeting.id))


class _Diagnosis:
    """A plan with everything looked up that a reason may need."""

    def __init__(self, problem: Problem, held: Collection[Held]) -> None:
        self._problem = problem
        self._held = held
        self._attendance = Attendance(problem)
        self._meetings = {meeting.id: meeting for meeting in problem.meetings}
        self._limit = {one.id: one.max_meetings for one in problem.participants}
        self._staff: Mapping[str, Interpreter] = {one.id: one for one in problem.interpreters}
        self._joined = problem.joined()
        self._number = {slot.id: k for k, slot in enumerate(problem.slots)}
        self._at = {one.meeting: one.slot for one in held}
        self._of: dict[str, list[str]] = defaultdict(list)
        self._busy: dict[tuple[str, str], str] = {}
        in_slot: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._duty: dict[str, dict[int, str]] = defaultdict(dict)
        for one in held:
            meeting = self._meetings[one.meeting]
            in_slot[meeting.mode, one.slot].append(one.meeting)
            for party in meeting.parties:
                self._of[party].append(one.meeting)
                self._busy[party, one.slot] = one.meeting
            if one.interpreter is not None:
                self._duty[one.interpreter][self._number[one.slot]] = one.meeting
        self._in_slot = {key: tuple(sorted(meetings)) for key, meetings in in_slot.items()}
        self._open = Counter(
            (place.kind, slot.id) for place in problem.places for slot in problem.slots if slot.id not in place.closed
        )

    def of(self, meeting: Meeting) -> Unplaced:
        """Reason, blockers and remedy for one meeting that is not held."""
        common = [slot.id for slot in self._problem.slots if self._may_take(meeting, slot.id, slot.part)]
        if not common:
            return self._no_common_slot(meeting)
        found = [self._in_the_way(meeting, slot) for slot in common]
        limits = [(party, self._limit[party]) for party in meeting.parties]
        full = [party for party, limit in limits if limit is not None and len(self._of[party]) >= limit]
        if full:
            # One more meeting for her helps by itself only if the other is not full and some slot is free.
            helps = len(full) == 1 and any(one.reason is Reason.FAIRNESS for one in found)
            remedy = {"kind": "limit", "participant": full[0]} if helps else None
            return Unplaced(meeting.id, Reason.LIMIT, tuple(sorted(self._of[full[0]])), remedy)
        furthest = max(_ORDER.index(one.reason) for one in found)
        return self._explained(meeting, [one for one in found if _ORDER.index(one.reason) == furthest])

    def _may_take(self, meeting: Meeting, slot: str, part: str | None) -> bool:
        wanted = meeting.fixed in (None, slot) and meeting.part in (None, part)
        return wanted and self._attendance.possible(meeting, slot)

    def _no_common_slot(self, meeting: Meeting) -> Unplaced:
        """Whoever is away in slots where the other could come would have to be there; if there are none, both."""
        slots = {}
        for party in meeting.parties:
            other = next(one for one in meeting.parties if one != party)
            slots[party] = [
                slot.id
                for slot in self._problem.slots
                if meeting.fixed in (None, slot.id)
                and meeting.part in (None, slot.part)
                and self._attendance.people(meeting, party, slot.id) is None
                and self._attendance.people(meeting, other, slot.id) is not None
            ]
        helpful = {party: named for party, named in slots.items() if named}
        here = {s.id for s in self._problem.slots if meeting.fixed in (None, s.id) and meeting.part in (None, s.part)}
        if not here:  # fixed to a slot outside its part: being there would not help
            return Unplaced(meeting.id, Reason.NO_COMMON_SLOT)
        remedy: dict[str, object] = {"kind": "availability", "participants": sorted(helpful) or sorted(slots)}
        times = {s for named in helpful.values() for s in named} or here
        remedy["slots"] = sorted(times, key=self._number.__getitem__)[:MOST_SLOTS_NAMED]
        return Unplaced(meeting.id, Reason.NO_COMMON_SLOT, (), remedy)

    def _in_the_way(self, meeting: Meeting, slot: str) -> _InTheWay:
        """The first thing that stops the meeting in a slot that both could take."""
        busy = sorted({self._busy[p, slot] for p in meeting.parties if (p, slot) in self._busy})
        if busy:
            return _InTheWay(Reason.BUSY, slot, tuple(busy))
        wrong = sorted(set(self._out_of_order(meeting, slot)))
        if wrong:
            return _InTheWay(Reason.ORDER, slot, tuple(wrong))
        serving = self._attendance.interpreters(meeting, slot)
        if serving is not None and not any(self._can_serve(name, slot) for name in serving):
            return _InTheWay(Reason.INTERPRETER, slot, tuple(sorted(self._served_by(serving, slot))))
        if not self._has_place(meeting, slot):
            return _InTheWay(Reason.PLACE, slot, self._in_slot.get((meeting.mode, slot), ()))
        return _InTheWay(Reason.FAIRNESS, slot)

    def _out_of_order(self, meeting: Meeting, slot: str) -> Iterator[str]:
        for before, after in self._problem.precedences:
            if before == meeting.id and after in self._at and self._number[self._at[after]] <= self._number[slot]:
                yield after
            if after == meeting.id and before in self._at and self._number[self._at[before]] >= self._number[slot]:
                yield before

    def _has_place(self, meeting: Meeting, slot: str) -> bool:
        """Is no place needed, or is one free?"""
        here = self._in_slot.get((meeting.mode, slot), ())
        return meeting.mode == "virtual" or len(here) < self._open[meeting.mode, slot]

    def _can_serve(self, name: str, slot: str) -> bool:
        interpreter, duty = self._staff[name], self._duty[name]
        if slot in interpreter.unavailable or self._number[slot] in duty:
            return False
        if interpreter.max_meetings is not None and len(duty) >= interpreter.max_meetings:
            return False
        return interpreter.max_consecutive is None or len(self._run(duty, slot)) <= interpreter.max_consecutive

    def _run(self, duty: Collection[int], slot: str) -> range:
        """Numbers of the slots with meetings in a row if there were one in this slot too."""
        joined = self._joined
        first = last = self._number[slot]
        while joined[first] and first - 1 in duty:
            first -= 1
        while last + 1 < len(joined) and joined[last + 1] and last + 1 in duty:
            last += 1
        return range(first, last + 1)

    def _served_by(self, serving: Collection[str], slot: str) -> set[str]:
        """Meetings that keep these interpreters from serving in the slot: those at that time, else their others."""
        number = self._number[slot]
        on_duty = [name for name in serving if slot not in self._staff[name].unavailable]
        now = {self._duty[name][number] for name in on_duty if number in self._duty[name]}
        # Of those who only need a rest, the meetings around the slot; of those at their limit, all.
        full = {name for name in on_duty if len(self._duty[name]) == self._staff[name].max_meetings}
        runs = {name: self._duty[name] if name in full else self._run(self._duty[name], slot) for name in on_duty}
        return now or {self._duty[name][k] for name, run in runs.items() for k in run if k in self._duty[name]}

    def _explained(self, meeting: Meeting, found: list[_InTheWay]) -> Unplaced:
        reason = found[0].reason
        blockers = _named(found)
        slots = [one.slot for one in found][:MOST_SLOTS_NAMED]
        remedies: Mapping[Reason, dict[str, object]] = {
            Reason.BUSY: {"kind": "exchange"},
            Reason.ORDER: {"kind": "order", "meetings": list(blockers)},
            Reason.PLACE: {"kind": "place", "place_kind": meeting.mode, "slots": slots},
            Reason.INTERPRETER: {"kind": "interpreter", "slots": slots},
            Reason.FAIRNESS: {"kind": "fairness"},
        }
        remedy = remedies[reason]
        if reason is Reason.BUSY:
            # The cheapest exchange: the slot whose occupants together weigh least.
            least = min(found, key=lambda one: sum(self._meetings[name].value for name in one.blockers))
            remedy["meetings"] = list(least.blockers)
            remedy["weight"] = weight(self._meetings[name] for name in least.blockers)
            remedy["slot"] = least.slot
        elif reason is Reason.INTERPRETER:
            # One more interpreter helps only where there is a place, too.
            pairs = {one.slot: self._pairs(meeting, one.slot) for one in found if self._has_place(meeting, one.slot)}
            if not any(pairs.values()):
                return Unplaced(meeting.id, reason, blockers)
            remedy["pair"] = pair = next(some[0] for some in pairs.values() if some)
            remedy["slots"] = [slot for slot in pairs if pair in pairs[slot]][:MOST_SLOTS_NAMED]
        elif reason is Reason.FAIRNESS:
            remedy["participant"] = self._most_breaks(meeting, slots[0])
        return Unplaced(meeting.id, reason, blockers, remedy)

    def _pairs(self, meeting: Meeting, slot: str) -> list[list[str] | None]:
        """The two languages of an interpreter who would help, the likeliest first; None: nothing is known of them."""
        sides = [
            self._attendance.spoken(self._attendance.people(meeting, party, slot) or ()) for party in meeting.parties
        ]
        pairs = sorted((x, y) for x in sides[0] or () for y in sides[1] or () if x != y)
        wanted = {frozenset(pair) for one in self._problem.interpreters for pair in one.pairs}
        known = [pair for pair in pairs if frozenset(pair) in wanted]
        unknown = None in sides and frozenset() not in sides
        return [*map(list, known), *map(list, pairs), *([None] if unknown else [])]

    def _most_breaks(self, meeting: Meeting, slot: str) -> str:
        """Who would have most breaks if the meeting were held."""
        breaks = breaks_of(self._problem, [*self._held, Held(meeting.id, slot)])
        return max(sorted(breaks), key=breaks.__getitem__)


def _named(found: Iterable[_InTheWay]) -> tuple[str, ...]:
    """What is in the way in these slots, in the order of ids."""
    named: set[str] = set()
    for one in found:
        fresh = (blocker for blocker in one.blockers if blocker not in named)
        named.update(islice(fresh, MOST_BLOCKERS_NAMED - len(named)))
    return tuple(sorted(named))


_ORDER = (Reason.BUSY, Reason.ORDER, Reason.INTERPRETER, Reason.PLACE, Reason.FAIRNESS)
