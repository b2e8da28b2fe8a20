"""The clauses of a question. What has to be held and which rules count is assumed and can be taken back.

Each meeting and each rule has a literal of its own that is assumed when the solver is asked. Everything else says only
what must *not* be, or what follows once a meeting is assumed; so leaving out a meeting or a rule makes the question
easier, never harder, and a set of assumptions that contradicts itself is a proof.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from typing import Any

from pysat.card import CardEnc, EncType

from handschlag.engine.scheduling.conflict.question import RULES, Question

FEW = 5
"""Of so many literals at most every pair is written down; of more a chain says that one is true at most."""


class Model:
    """``clauses`` about some of the meetings of a question.

    Attributes
    ----------
    wanted : per meeting the literal that it has to be held (or, if it may be left out, that it counts for fairness)
    rule : per rule the literal that it has to be kept
    held : per meeting and slot the literal that it is held there
    serves : per meeting, slot and interpreter the literal that she interprets there
    """

    def __init__(self, asked: Question, meetings: Collection[int]) -> None:
        self._asked = asked
        self._last = 0
        self.clauses: list[list[int]] = []
        self.wanted = {m: self._new() for m in meetings}
        self.rule = {rule: self._new() for rule in RULES}
        self.held = {m: {t: self._new() for t, _ in asked.options[m]} for m in meetings}
        self.serves: dict[tuple[int, int, int], int] = {}
        self._of: dict[int, list[int]] = defaultdict(list)
        for m in meetings:
            for person in asked.parties[m]:
                self._of[person].append(m)
        self._busy = {person: self._busy_slots(own) for person, own in self._of.items()}
        self._meetings()
        self._people()
        self._places()
        self._pairs_at_places()
        self._interpreters()
        self._in_order()
        if asked.fairness is not None:
            self._fair(asked.fairness)

    def _new(self) -> int:
        self._last += 1
        return self._last

    def _either(self, literals: Sequence[int]) -> int:
        """A literal that is true exactly if one of these is."""
        one = self._new()
        self.clauses.append([-one, *literals])
        self.clauses.extend([one, -literal] for literal in literals)
        return one

    def _at_most(self, literals: Sequence[int], most: int, *, unless: Sequence[int] = ()) -> None:
        """So many of the literals at most, unless one of the others is true."""
        if len(literals) <= most:
            return
        if most == 0:
            self.clauses.extend([-literal, *unless] for literal in literals)
        elif most == 1 and len(literals) <= FEW:
            self.clauses.extend([-one, -other, *unless] for one, other in combinations(literals, 2))
        else:
            kind = EncType.ladder if most == 1 else EncType.seqcounter
            self._count(CardEnc.atmost, literals, most, unless=unless, kind=kind)

    def _count(
        self, encode: Callable[..., Any], literals: Sequence[int], number: int, *, unless: Sequence[int], kind: int
    ) -> None:
        encoded = encode(lits=list(literals), bound=number, top_id=self._last, encoding=kind)
        self._last = max(self._last, encoded.nv)
        self.clauses.extend([*clause, *unless] for clause in encoded.clauses)

    def _busy_slots(self, own: Sequence[int]) -> dict[int, int]:
        """Per slot that a participant might be busy in the literal that she is."""
        slots = sorted({t for m in own for t in self.held[m]})
        return {t: self._either([self.held[m][t] for m in own if t in self.held[m]]) for t in slots}

    # -- what has to be held, and once ---------------------------------------------------------------------------

    def _meetings(self) -> None:
        for m, choices in self.held.items():
            self._at_most(list(choices.values()), 1)
            if self._asked.locked[m]:
                self.clauses.append([-self.wanted[m], *choices.values()])

    def _people(self) -> None:
        """In one meeting at a time, and in no more than she wants."""
        for person, own in self._of.items():
            for t in range(len(self._asked.joined)):
                self._at_most([self.held[m][t] for m in own if t in self.held[m]], 1)
            if all(self._asked.locked[m] for m in own):
                self._as_busy_as_wanted(person, own)
            if len(own) > self._asked.limits[person]:
                every = [literal for m in own for literal in self.held[m].values()]
                self._at_most(every, self._asked.limits[person], unless=[-self.rule["within_limit"]])

    def _as_busy_as_wanted(self, person: int, own: Sequence[int]) -> None:
        """Where all her meetings are wanted she is busy in just as many slots: implied, and what makes it quick."""
        busy, unless = list(self._busy[person].values()), [-self.wanted[m] for m in own]
        if len(busy) < len(own):
            self.clauses.append(unless)
        elif len(own) > 1:
            self._count(CardEnc.equals, busy, len(own), unless=[-self._all_of(own)], kind=EncType.cardnetwrk)

    # -- what they need --------------------------------------------------------------------------------------------

    def _places(self) -> None:
        """Meetings of one participant never share a slot, so a whole cluster of them needs one place at most."""
        for kind, row in enumerate(self._asked.open):
            clusters = list(self._clusters({m for m in self.held if self._asked.kinds[m] == kind}))
            for t, places in enumerate(row):
                wanting = [some for own in clusters if (some := [self.held[m][t] for m in own if t in self.held[m]])]
                if len(wanting) > places:
                    needs = [some[0] if len(some) == 1 else self._either(some) for some in wanting]
                    self._at_most(needs, places, unless=[-self.rule["one_meeting_at_a_place"]])

    def _pairs_at_places(self) -> None:
        """Where all need places of one kind no slot has more than twice as many busy participants: implied, too."""
        kinds = {self._asked.kinds[m] for m in self.held}
        if len(kinds) == 1 and -1 not in kinds:
            for t, places in enumerate(self._asked.open[kinds.pop()]):
                busy = [slots[t] for slots in self._busy.values() if t in slots]
                self._at_most(busy, 2 * places, unless=[-self.rule["one_meeting_at_a_place"]])

    def _clusters(self, meetings: set[int]) -> Iterator[list[int]]:
        for person in sorted(self._of, key=lambda person: (-len(self._of[person]), person)):
            cluster = [m for m in self._of[person] if m in meetings]
            meetings = meetings - set(cluster)
            if cluster:
                yield cluster

    def _interpreters(self) -> None:
        duties: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for m, choices in self.held.items():
            for t, staff in self._asked.options[m]:
                for i in staff:
                    self.serves[m, t, i] = self._new()
                    duties[i][t].append(self.serves[m, t, i])
                if staff:
                    self.clauses.append([-choices[t], *(self.serves[m, t, i] for i in staff)])
        for i, at_work in duties.items():
            for literals in at_work.values():
                self._at_most(literals, 1, unless=[-self.rule["one_meeting_an_interpreter"]])
            every = [literal for literals in at_work.values() for literal in literals]
            self._at_most(every, self._asked.loads[i], unless=[-self.rule["interpreter_load"]])
            self._rest(at_work, self._asked.runs[i])

    def _rest(self, at_work: Mapping[int, Sequence[int]], most: int) -> None:
        """Of each row of slots without a pause that is longer than she works, one is free."""
        busy = {t: self._either(literals) for t, literals in at_work.items()}
        for first in at_work:
            row = range(first, first + most + 1)
            if all(t in busy and (t == first or self._asked.joined[t]) for t in row):
                self.clauses.append([-self.rule["interpreter_rest"], *(-busy[t] for t in row)])

    def _in_order(self) -> None:
        for before, after in self._asked.precedences:
            if before in self.held and after in self.held:
                self.clauses.extend(
                    [-self.rule["in_order"], -earlier, -later]
                    for t, earlier in self.held[before].items()
                    for u, later in self.held[after].items()
                    if t >= u
                )

    # -- breaks ------------------------------------------------------------------------------------------------

    def _fair(self, allowed: int) -> None:
        """There is a number of breaks that nobody is below and nobody is above by more than is allowed.

        Said of those all of whose meetings are wanted, for of others it is not known what else they hold.
        """
        complete = {person: own for person, own in self._of.items() if len(own) == self._wished[person]}
        least = [self._new() for _ in range(max(map(len, complete.values()), default=0))]
        self.clauses.extend([-more, less] for less, more in pairwise(least))
        if len(self._wished) < self._asked.participants:
            self.clauses.extend([-self.rule["fair"], -one] for one in least)
        for person, own in complete.items():
            unless = [-self.rule["fair"], -self._all_of(own)]
            reached = self._breaks(self._busy[person], len(own) - 1)
            for k, one in enumerate(least):
                self.clauses.append([-one, *reached[k : k + 1], *unless])
                if k + allowed < len(reached):
                    self.clauses.append([one, -reached[k + allowed], *unless])

    @property
    def _wished(self) -> Mapping[int, int]:
        """How many meetings each participant has who has any."""
        number: dict[int, int] = defaultdict(int)
        for parties in self._asked.parties:
            for person in parties:
                number[person] += 1
        return number

    def _all_of(self, own: Sequence[int]) -> int:
        everything = self._new()
        self.clauses.append([everything, *(-self.wanted[m] for m in own)])
        return everything

    def _breaks(self, busy: Mapping[int, int], most: int) -> list[int]:
        """The k-th of these literals is true exactly if there are more than k breaks; there are so many at most."""
        found: list[int] = []
        stretch = self._asked.stretch
        last, has_met = 0, 0  # busy in the slot before, and met in this stretch; 0: certainly not
        for t in range(len(stretch)):
            if t and stretch[t] != stretch[t - 1]:
                last, has_met = 0, 0
            now = busy.get(t, 0)
            if now and has_met:
                found.append(self._after_an_idle_one(now, last, has_met))
            last, has_met = now, self._either([one for one in (now, has_met) if one]) if now or has_met else 0
        return self._sorted(found, most)

    def _after_an_idle_one(self, now: int, last: int, has_met: int) -> int:
        """A meeting after an idle slot, before which there was one in the same stretch."""
        none_of = [-now, -has_met, *([last] if last else [])]
        return -self._either(none_of)

    def _sorted(self, literals: Iterable[int], most: int) -> list[int]:
        """As many literals as could be true, of which the first so many are true as are (Sinz 2005, both ways)."""
        row: list[int] = []
        for literal in literals:
            grown = [self._new() for _ in range(min(most, len(row) + 1))]
            for k, one in enumerate(grown):
                before = row[k] if k < len(row) else 0
                below = row[k - 1] if k else 0
                # More than k are true: before this one, or with it if more than k - 1 were.
                self._equals(one, before, literal, below, is_first=k == 0)
            row = grown
        return row

    def _equals(self, one: int, before: int, literal: int, below: int, *, is_first: bool) -> None:
        """One is true exactly if ``before`` is, or both ``literal`` and ``below`` (the latter always for the first)."""
        if before:
            self.clauses.append([one, -before])
        self.clauses.append([one, -literal, *([] if is_first else [-below])])
        rest = [before] if before else []
        self.clauses.append([-one, literal, *rest])
        if not is_first:
            self.clauses.append([-one, below, *rest])
