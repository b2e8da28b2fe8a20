"""What a problem says, worked out from its words: the slots that a meeting can take, and who could interpret there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from handschlag.engine.scheduling.problem import Interpreter, Meeting, Problem, Representative

WEAK_TO_STRONG = ("A1", "A2", "B1", "B2", "C1", "C2", "native")

Options = dict[int, frozenset[str] | None]
"""Per slot (its number) that a meeting can take: who could interpret there, None where nobody has to."""


class Forum:
    """A problem that answers questions."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.meetings = {one.id: one for one in problem.meetings}
        self.participants = {one.id: one for one in problem.participants}
        self.interpreters = {one.id: one for one in problem.interpreters}
        self._options: dict[str, Options] = {}

    @cached_property
    def pause_before(self) -> list[bool]:
        """Per slot: does a pause, a night or nothing at all lie before it?"""
        slots = self.problem.slots
        return [
            k == 0 or slot.day != slots[k - 1].day or slot.adjacent_to_previous is False for k, slot in enumerate(slots)
        ]

    @cached_property
    def stretch(self) -> list[int]:
        """Per slot the number of its stretch, inside which waiting counts."""
        found: list[int] = []
        for k, slot in enumerate(self.problem.slots):
            night = k > 0 and slot.day != self.problem.slots[k - 1].day
            begins = night or (self.problem.goals.free_noon and self.pause_before[k])
            found.append((found[-1] if found else 0) + begins)
        return found

    def names(self, slots: Iterable[int]) -> tuple[str, ...]:
        """The ids of slots, in order of time."""
        return tuple(self.problem.slots[k].id for k in sorted(slots))

    def known_in_full(self, meetings: Iterable[Meeting]) -> dict[str, list[Meeting]]:
        """The participants all of whose meetings are among these, each with its own.

        Of those who have no meeting at all, and so never wait, one stands for all.
        """
        wished = Counter(party for one in self.problem.meetings for party in one.parties)
        own: dict[str, list[Meeting]] = {name: [] for name in self.participants if not wished[name]}
        own = dict(list(own.items())[:1])
        for one in meetings:
            for party in one.parties:
                own.setdefault(party, []).append(one)
        return {name: some for name, some in own.items() if len(some) == wished[name]}

    def open_places(self, kind: str, slot: int) -> int:
        """Places of the kind that are not closed in the slot."""
        name = self.problem.slots[slot].id
        return sum(place.kind == kind and name not in place.closed for place in self.problem.places)

    def options(self, meeting: Meeting) -> Options:
        """The slots that the meeting can take if it were the only one."""
        if meeting.id not in self._options:
            self._options[meeting.id] = {
                k: staff for k in range(len(self.problem.slots)) if (staff := self._staff(meeting, k)) != frozenset()
            }
        return self._options[meeting.id]

    def _staff(self, meeting: Meeting, k: int) -> frozenset[str] | None:
        """Who could interpret in the slot, None if nobody has to; empty where the meeting cannot be held."""
        slot, nobody = self.problem.slots[k], frozenset[str]()
        if meeting.fixed not in (None, slot.id) or meeting.part not in (None, slot.part):
            return nobody
        if meeting.mode != "virtual" and not self.open_places(meeting.mode, k):
            return nobody
        one, other = (self._there(meeting, party, slot.id) for party in meeting.parties)
        if one is None or other is None:
            return nobody
        tongues = self._tongues(one), self._tongues(other)
        if not _must_be_interpreted(meeting, *tongues):
            return None
        return frozenset(
            name
            for name, interpreter in self.interpreters.items()
            if slot.id not in interpreter.unavailable
            and interpreter.max_meetings != 0
            and _serves(interpreter, *tongues)
        )

    def _there(self, meeting: Meeting, party: str, slot: str) -> list[Representative] | None:
        """Who comes for the party; None if it cannot be there. A party without a list comes as itself."""
        participant = self.participants[party]
        team = [one for one in participant.representatives if slot not in one.unavailable]
        named = set(meeting.representatives.get(party, ()))
        if slot in participant.unavailable or (participant.representatives and not team):
            return None
        if participant.representatives and not named <= {one.id for one in team}:
            return None
        return [one for one in team if not named or one.id in named]

    def _tongues(self, people: list[Representative]) -> set[str] | None:
        """The languages that somebody speaks well enough; None where nothing is known of anybody."""
        known = [pair for one in people for pair in one.languages.items()]
        least = WEAK_TO_STRONG.index(self.problem.language_level)
        return {tongue for tongue, level in known if WEAK_TO_STRONG.index(level) >= least} if known else None


def _must_be_interpreted(meeting: Meeting, one: set[str] | None, other: set[str] | None) -> bool:
    if meeting.interpreted is not None:
        return meeting.interpreted
    return one is not None and other is not None and one.isdisjoint(other)


def _serves(interpreter: Interpreter, one: set[str] | None, other: set[str] | None) -> bool:
    """Does one of her pairs join the two sides? A side of which nothing is known is served by any language."""
    ways = [way for x, y in interpreter.pairs for way in ((x, y), (y, x))]
    return any((one is None or x in one) and (other is None or y in other) for x, y in ways)
