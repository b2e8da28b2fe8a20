"""Who comes to a meeting, whether they understand each other, and who could interpret."""

from __future__ import annotations

from collections.abc import Mapping

from handschlag.engine.scheduling.consistency import LANGUAGE_LEVELS
from handschlag.engine.scheduling.problem import Meeting, Participant, Problem, Representative

_RANK: Mapping[str, int] = {level: rank for rank, level in enumerate(LANGUAGE_LEVELS)}


class Attendance:
    """Answers for one problem. ``people`` and ``spoken`` say who is there, ``interpreters`` who could help.

    Availability of interpreters, tables and other meetings play no part here.
    """

    def __init__(self, problem: Problem) -> None:
        self._level = _RANK[problem.language_level]
        self._participants: Mapping[str, Participant] = {p.id: p for p in problem.participants}
        self._pairs = tuple((i.id, frozenset(frozenset(pair) for pair in i.pairs)) for i in problem.interpreters)
        self._never_apart = {
            p.id for p in problem.participants if not any(person.unavailable for person in p.representatives)
        }
        self._spoken: dict[tuple[int, ...], tuple[tuple[Representative, ...], frozenset[str] | None]] = {}
        self._serving: dict[tuple[frozenset[str] | None, frozenset[str] | None], tuple[str, ...]] = {}

    def people(self, meeting: Meeting, party: str, slot: str) -> tuple[Representative, ...] | None:
        """The representatives of ``party`` at this meeting, or None when the party cannot be there.

        The named ones must all be available; if none is named, whoever is available comes, at least
        one. A participant without a list of representatives comes as itself: an empty tuple.
        """
        participant = self._participants[party]
        if slot in participant.unavailable:
            return None
        if not participant.representatives:
            return ()
        named = meeting.representatives.get(party)
        if not named and party in self._never_apart:
            return participant.representatives
        there = tuple(r for r in participant.representatives if slot not in r.unavailable)
        if not named:
            return there or None
        present = tuple(r for r in there if r.id in named)
        return present if len(present) == len(set(named)) else None

    def spoken(self, people: tuple[Representative, ...]) -> frozenset[str] | None:
        """Languages in which somebody of ``people`` reaches the language level; None: nothing is known."""
        which = tuple(map(id, people))  # kept beside the answer, so that nobody else gets the same id
        if which not in self._spoken:
            self._spoken[which] = people, self._languages(people)
        return self._spoken[which][1]

    def _languages(self, people: tuple[Representative, ...]) -> frozenset[str] | None:
        if not any(person.languages for person in people):
            return None
        return frozenset(
            language for person in people for language, level in person.languages.items() if _RANK[level] >= self._level
        )

    def possible(self, meeting: Meeting, slot: str) -> bool:
        """Can both parties be there?"""
        return all(self.people(meeting, party, slot) is not None for party in meeting.parties)

    def interpreters(self, meeting: Meeting, slot: str) -> tuple[str, ...] | None:
        """Ids of those whose languages would serve; None when the meeting needs no interpreter.

        Where nothing is known of a side's languages an interpreter is needed only if the meeting says
        so, and any language of an interpreter is taken to serve that side.
        """
        one, other = (self.people(meeting, party, slot) or () for party in meeting.parties)
        return self.interpreters_between(meeting, one, other)

    def interpreters_between(
        self, meeting: Meeting, one: tuple[Representative, ...], other: tuple[Representative, ...]
    ) -> tuple[str, ...] | None:
        """The same when just these people meet."""
        if meeting.interpreted is False:
            return None
        key = (self.spoken(one), self.spoken(other))
        if key not in self._serving:
            self._serving[key] = self._who_serves(*key)
        if meeting.interpreted is None and self.understand(*key):
            return None
        return self._serving[key]

    @staticmethod
    def understand(one: frozenset[str] | None, other: frozenset[str] | None) -> bool:
        """Do the two sides share a language, as far as anything is known?"""
        return one is None or other is None or bool(one & other)

    def _who_serves(self, one: frozenset[str] | None, other: frozenset[str] | None) -> tuple[str, ...]:
        return tuple(name for name, pairs in self._pairs if any(_bridges(pair, one, other) for pair in pairs))


def _bridges(pair: frozenset[str], one: frozenset[str] | None, other: frozenset[str] | None) -> bool:
    """Does one of the two languages belong to each side?"""
    first, second = sorted(pair)
    return any(
        (one is None or x in one) and (other is None or y in other) for x, y in ((first, second), (second, first))
    )
