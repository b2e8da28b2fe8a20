"""Trying every way to hold a few meetings: what a certificate of the kind ``search`` is verified by.

Meetings are decided one after the other, always one that has the fewest ways left; each way is a slot and, where one
is needed, an interpreter. A branch ends where a meeting has no way left, where the meetings still to come have too few
slots together, or where somebody has already waited too often. Nothing is learnt and nothing is cut that is not plain.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from handschlag.engine.scheduling.problem import Meeting
from handschlag.engine.scheduling.verification.arguments import TooLarge
from handschlag.engine.scheduling.verification.forum import Forum, Options

RULES = (
    "one_meeting_at_a_place",
    "one_meeting_an_interpreter",
    "interpreter_load",
    "interpreter_rest",
    "within_limit",
    "in_order",
    "fair",
)
"""The rules that a certificate may name. That nobody is in two meetings at once, and what each meeting needs by itself,
always holds."""

_Way = tuple[int, str | None]


class Exhaustion:
    """Every way to hold these meetings by these rules: the locked ones have to be held, the others may be."""

    def __init__(self, forum: Forum, meetings: Sequence[Meeting], *, rules: Collection[str], most_steps: int) -> None:
        self._forum = forum
        self._rules = rules
        self._steps_left = most_steps
        self._waiting = {one.id: one for one in meetings}
        self._options: dict[str, Options] = {one.id: forum.options(one) for one in meetings}
        self._own: dict[str, list[str]] = defaultdict(list)
        for one in meetings:
            for party in one.parties:
                self._own[party].append(one.id)
        self._complete = {*forum.known_in_full(meetings)}
        self._breaks = {name: (0, len(self._own[name])) for name in self._complete}
        self._at: dict[str, _Way] = {}
        self._busy: dict[str, set[int]] = defaultdict(set)
        self._used: Counter[tuple[str, int]] = Counter()
        self._duty: dict[str, Counter[int]] = defaultdict(Counter)
        self._places = {
            (mode, k): forum.open_places(mode, k)
            for mode in {one.mode for one in meetings}
            for k in range(len(forum.problem.slots))
        }
        self._before: dict[str, list[str]] = defaultdict(list)
        self._after: dict[str, list[str]] = defaultdict(list)
        for before, after in forum.problem.precedences if "in_order" in rules else ():
            self._before[after].append(before)
            self._after[before].append(after)
        self._ordered = self._before.keys() | self._after.keys()

    @property
    def steps_left(self) -> int:
        """Of those that were allowed."""
        return self._steps_left

    def finds_a_way(self) -> bool:
        """Can all of it be held? Raises ``TooLarge`` when the steps have run out."""
        if not self._waiting:
            return True
        ways = {name: list(self._ways(one)) for name, one in self._waiting.items()}
        self._steps_left -= sum(map(len, ways.values())) + 1
        if self._steps_left < 0:
            raise TooLarge
        must = {name: some for name, some in ways.items() if self._waiting[name].locked}
        if self._is_crowded({name: {k for k, _ in some} for name, some in must.items()}):
            return False
        name = min(must or ways, key=lambda name: len(ways[name]))
        meeting = self._waiting.pop(name)
        breaks = self._breaks.copy()
        found = any(self._leads_on(meeting, way) for way in ways[name])
        found = found or (not meeting.locked and self._is_fair(meeting) and self.finds_a_way())
        self._waiting[name], self._breaks = meeting, breaks
        return found

    def _leads_on(self, meeting: Meeting, way: _Way) -> bool:
        slot, interpreter = way
        self._at[meeting.id] = way
        self._used[meeting.mode, slot] += 1
        for party in meeting.parties:
            self._busy[party].add(slot)
        if interpreter is not None:
            self._duty[interpreter][slot] += 1
        found = self._is_fair(meeting) and self.finds_a_way()
        del self._at[meeting.id]
        self._used[meeting.mode, slot] -= 1
        for party in meeting.parties:
            self._busy[party].remove(slot)
        if interpreter is not None:
            self._duty[interpreter][slot] -= 1
        return found

    # -- what is left for a meeting -------------------------------------------------------------------------------

    def _ways(self, meeting: Meeting) -> Iterator[_Way]:
        one, other = (self._busy[party] for party in meeting.parties)
        if "within_limit" in self._rules and not all(map(self._has_time, meeting.parties)):
            return
        for slot, staff in self._options[meeting.id].items():
            if (
                slot in one
                or slot in other
                or not self._has_place(meeting, slot)
                or not self._keeps_order(meeting, slot)
            ):
                continue
            if staff is None:
                yield slot, None
            else:
                yield from ((slot, name) for name in sorted(staff) if self._can_serve(name, slot))

    def _has_time(self, name: str) -> bool:
        most = self._forum.participants[name].max_meetings
        return most is None or len(self._busy[name]) < most

    def _has_place(self, meeting: Meeting, slot: int) -> bool:
        free = self._used[meeting.mode, slot] < self._places[meeting.mode, slot]
        return meeting.mode == "virtual" or free or "one_meeting_at_a_place" not in self._rules

    def _keeps_order(self, meeting: Meeting, slot: int) -> bool:
        if meeting.id not in self._ordered:
            return True
        earlier = [self._at[name][0] for name in self._before[meeting.id] if name in self._at]
        later = [self._at[name][0] for name in self._after[meeting.id] if name in self._at]
        return max(earlier, default=-1) < slot < min(later, default=slot + 1)

    def _can_serve(self, name: str, slot: int) -> bool:
        interpreter, duty = self._forum.interpreters[name], self._duty[name]
        most, rest = interpreter.max_meetings, interpreter.max_consecutive
        if "one_meeting_an_interpreter" in self._rules and duty[slot]:
            return False
        if "interpreter_load" in self._rules and most is not None and duty.total() >= most:
            return False
        return "interpreter_rest" not in self._rules or rest is None or self._longest_run({*+duty, slot}) <= rest

    def _longest_run(self, duty: Collection[int]) -> int:
        longest = run = 0
        for k, pause in enumerate(self._forum.pause_before):
            run = (run * (not pause) + 1) if k in duty else 0
            longest = max(longest, run)
        return longest

    def _is_crowded(self, left: dict[str, set[int]]) -> bool:
        """Have the meetings of somebody fewer slots together than they are?"""
        for own in self._own.values():
            waiting = [left[name] for name in own if name in left]
            if waiting and len(set[int]().union(*waiting)) < len(waiting):
                return True
        return False

    # -- breaks ------------------------------------------------------------------------------------------------

    def _is_fair(self, meeting: Meeting) -> bool:
        """Can the difference in breaks still be small enough? Asked of those whose meetings are all among these."""
        allowed = self._forum.problem.goals.fairness
        if "fair" not in self._rules or allowed is None:
            return True
        for name in self._complete.intersection(meeting.parties):
            self._breaks[name] = self._fewest_and_most(name)
        ranges = self._breaks.values()
        return max((low for low, _ in ranges), default=0) - min((high for _, high in ranges), default=0) <= allowed

    def _idle(self, name: str) -> list[int]:
        """How many idle slots lie in each break that the participant has so far."""
        busy, stretch = sorted(self._busy[name]), self._forum.stretch
        return sorted(b - a - 1 for a, b in pairwise(busy) if b - a > 1 and stretch[a] == stretch[b])

    def _fewest_and_most(self, name: str) -> tuple[int, int]:
        """Breaks that remain if what is still to come closes as many as it could, or adds one each."""
        gaps = self._idle(name)
        left = sum(one in self._waiting for one in self._own[name])
        closed, spare = 0, left
        for length in gaps:
            spare -= length
            closed += spare >= 0
        return len(gaps) - closed, len(gaps) + left
