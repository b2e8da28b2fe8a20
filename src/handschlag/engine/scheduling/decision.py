"""Can every meeting be held with so few breaks? Asked of a SAT solver that climbs from the bound, beside the search.

``python -m handschlag.engine.scheduling.decision`` reads a question as JSON from standard input and prints a line of
JSON for each number of breaks that it has decided, from the bound on: ``{"breaks": 3, "slots": null}`` where there is
no such plan, and at last the slots of the meetings where there is one. It may be ended at any moment.

The model is that of starts: a meeting is held in one slot, a participant is busy in a slot or not, and a break is a
busy slot after an idle one within a stretch, but for the first. What makes it small or quick is implied by it: each
participant is busy in just as many slots as she has meetings, has at least the breaks of the isolated bound, and is
busy in a row of slots where she has no break.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from handschlag.engine.scheduling.child import end_with_parent

if TYPE_CHECKING:
    from handschlag.engine.scheduling.bounds import Facts
    from handschlag.engine.scheduling.grid import Grid

MODULE = "handschlag.engine.scheduling.decision"
MOST_CHOICES = 12_000
"""Meetings times slots beyond which nobody should wait for an answer."""


@dataclass(frozen=True, slots=True)
class Question:
    """A problem all of whose meetings have to be held, without interpreters, in numbers.

    Attributes
    ----------
    slots : their number
    parties : the two participants of each meeting
    domains : per meeting a mask of the slots that it can take
    kinds : per meeting the kind of place that it needs, -1 for none
    open : per kind the open places in each slot
    stretches : slots inside which waiting counts
    precedences : pairs of meetings
    most_breaks : of one participant, None for any number
    fewest : per participant the breaks that she has at least, as the isolated bound says
    proven : breaks that all have at least together, where another bound says more
    hint : per meeting the slot in a good plan, where the solver looks first; empty if there is none
    solver : its name
    """

    slots: int
    parties: Sequence[tuple[int, int]]
    domains: Sequence[int]
    kinds: Sequence[int]
    open: Sequence[Sequence[int]]
    stretches: Sequence[Sequence[int]]
    precedences: Sequence[tuple[int, int]]
    most_breaks: int | None
    fewest: Sequence[int]
    proven: int = 0
    hint: Sequence[int] = ()
    solver: str = "cadical195"

    @property
    def bound(self) -> int:
        """Breaks that every plan has at least."""
        return max(self.proven, sum(self.fewest))


def question(
    grid: Grid, facts: Facts, stretches: Sequence[Sequence[int]], *, proven: int = 0, hint: Sequence[int] = ()
) -> Question | None:
    """The problem as a question; None where it cannot be asked: somebody interprets, or there is too much of it."""
    at, cells = grid.at, grid.cells
    slots, meetings, people = at.slots, at.meetings, at.participants
    if meetings * slots > MOST_CHOICES or not meetings or not all(facts.domains):
        return None
    if any(cells[at.code + k] > 0 for k in range(meetings * slots)):
        return None
    fewest = [facts.isolated(person) for person in range(people)]
    if any(breaks is None for breaks in fewest):
        return None
    links = range(int(cells[at.link_start + meetings]))
    of = [m for m in range(meetings) for _ in range(int(cells[at.link_start + m]), int(cells[at.link_start + m + 1]))]
    return Question(
        slots=slots,
        parties=facts.parties,
        domains=facts.domains,
        kinds=[facts.kind(m) for m in range(meetings)],
        open=[[int(cells[at.open + kind * slots + t]) for t in range(slots)] for kind in range(at.kinds)],
        stretches=stretches,
        precedences=[(of[k], int(cells[at.link_other + k])) for k in links if cells[at.link_later + k]],
        most_breaks=at.fairness if at.fairness < slots else None,
        fewest=[breaks or 0 for breaks in fewest],
        proven=proven,
        hint=hint,
    )


def climb(asked: Question, tell: Callable[[dict[str, Any]], None]) -> None:
    """Decide one number of breaks after the other, from the bound on, until there is a plan."""
    for breaks in range(asked.bound, len(asked.parties) * 2 + 1):
        if asked.most_breaks is not None and breaks >= len(asked.fewest):
            return  # everybody might have a break, and then the largest number says nothing about the difference
        slots = decide(asked, breaks)
        tell({"breaks": breaks, "slots": slots})
        if slots is not None:
            return


def decide(asked: Question, breaks: int) -> list[int] | None:
    """The slot of each meeting in a plan with at most so many breaks; None if there is no such plan."""
    from pysat.solvers import Solver  # loaded by the child process only, which alone may be ended

    model = _Model(asked, breaks - sum(asked.fewest))
    with Solver(name=asked.solver, bootstrap_with=model.clauses) as solver:
        if asked.hint:
            solver.set_phases(model.phases())
        if not solver.solve():
            return None
        true = {literal for literal in solver.get_model() or () if literal > 0}
    return [next(t for t, literal in choices.items() if literal in true) for choices in model.held]


class _Model:
    """The clauses. ``held[m][t]``: meeting m is held in slot t."""

    def __init__(self, asked: Question, slack: int) -> None:
        self._asked = asked
        self._slack = slack
        self._last = 0
        self.clauses: list[list[int]] = []
        self.held = [{t: self._new() for t in range(asked.slots) if domain >> t & 1} for domain in asked.domains]
        self._of: dict[int, list[int]] = defaultdict(list)
        for m, parties in enumerate(asked.parties):
            for person in parties:
                self._of[person].append(m)
        self._once()
        self._busy = {person: self._busy_slots(own) for person, own in self._of.items()}
        self._few_breaks()
        self._places()
        self._in_order()

    def phases(self) -> list[int]:
        """The literals of the hint."""
        hint = self._asked.hint
        return [
            literal if t == hint[m] else -literal
            for m, choices in enumerate(self.held)
            for t, literal in choices.items()
        ]

    def _new(self) -> int:
        self._last += 1
        return self._last

    def _at_most(self, literals: Sequence[int], most: int, *, exactly: bool = False, kind: str = "seqcounter") -> None:
        from pysat.card import CardEnc, EncType

        if most < 0 or (exactly and most > len(literals)):
            self.clauses.append([])
        elif exactly or most < len(literals):
            encode = CardEnc.equals if exactly else CardEnc.atmost
            encoded = encode(lits=list(literals), bound=most, top_id=self._last, encoding=getattr(EncType, kind))
            self._last = max(self._last, encoded.nv)
            self.clauses.extend(encoded.clauses)

    def _once(self) -> None:
        for choices in self.held:
            self._at_most(list(choices.values()), 1, exactly=True, kind="ladder" if len(choices) > 4 else "pairwise")

    def _busy_slots(self, own: Sequence[int]) -> dict[int, int]:
        """Busy or not, slot by slot: in one meeting at most, and in as many slots as there are meetings."""
        busy = {}
        for t in range(self._asked.slots):
            here = [self.held[m][t] for m in own if t in self.held[m]]
            if not here:
                continue
            busy[t] = self._new()
            self.clauses.append([-busy[t], *here])
            self.clauses.extend([-one, busy[t]] for one in here)
            self.clauses.extend([-one, -other] for k, one in enumerate(here) for other in here[:k])
        self._at_most(list(busy.values()), len(own), exactly=True)
        return busy

    def _few_breaks(self) -> None:
        """Nobody has more breaks than her bound and the slack allow, and all together use the slack once."""
        beyond: list[int] = []
        for person, own in self._of.items():
            least, most = self._asked.fewest[person], self._asked.fewest[person] + self._slack
            if self._asked.most_breaks is not None:
                most = min(most, self._asked.most_breaks)
            if most < least:
                self.clauses.append([])
            if len(own) > 1:
                breaks = self._breaks(person, most)
                beyond += breaks[least:most]
                if least == 0:
                    self._in_a_row(person, breaks[:1])
        self._at_most(beyond, self._slack)

    def _breaks(self, person: int, most: int) -> list[int]:
        """Literals of which the first so many are true as she has breaks; more than ``most`` are forbidden."""
        found = []
        for stretch in self._asked.stretches:
            starts = self._starts(person, stretch)
            if len(starts) > 1:
                found.append(self._counted(starts, min(len(starts), most + 2))[1:])
        if len(found) == 1:
            counted = found[0]
        else:
            together = [literal for part in found for literal in part]
            counted = self._counted(together, min(len(together), most + 1))
        self.clauses.extend([-literal] for literal in counted[most:])
        return counted[:most]

    def _in_a_row(self, person: int, broken: list[int]) -> None:
        """Who has no break is busy from her first busy slot on for as many slots as she has meetings.

        Implied, but not found by the solver alone: ``begun[k]`` is an order encoding of the first busy slot of a
        stretch. ``broken`` is the literal of a first break, or empty where she can have none.
        """
        busy, n = self._busy[person], len(self._of[person])
        for stretch in self._asked.stretches:
            begun = [self._new() for _ in stretch]
            for k, t in enumerate(stretch):
                already = [begun[k - 1]] if k else []
                self.clauses.extend([-one, begun[k]] for one in already)
                self.clauses.append([-begun[k], *already, *([busy[t]] if t in busy else [])])
                if t in busy:
                    self.clauses.append([-busy[t], begun[k]])
                    self.clauses.extend([-busy[t], -one, *broken] for one in begun[k - n : k - n + 1] if k >= n)
                if len(self._asked.stretches) == 1:
                    over = [begun[k - n]] if k >= n else []
                    self.clauses.append([-begun[k], *over, *([busy[t]] if t in busy else []), *broken])

    def _starts(self, person: int, stretch: Sequence[int]) -> list[int]:
        """Busy slots after an idle one, or at the beginning of the stretch."""
        busy, starts = self._busy[person], []
        for before, t in zip([None, *stretch], stretch, strict=False):
            if t not in busy:
                continue
            if before is None or before not in busy:
                starts.append(busy[t])
            else:
                starts.append(self._new())
                self.clauses.append([-busy[t], busy[before], starts[-1]])
        return starts

    def _counted(self, literals: Sequence[int], most: int) -> list[int]:
        """The k-th of the literals returned is true if more than k are true (Sinz 2005, one direction)."""
        row: list[int] = []
        for literal in literals:
            longer = [self._new() for _ in range(min(most, len(row) + 1))]
            self.clauses.append([-literal, longer[0]])
            for k, one in enumerate(row):
                self.clauses.append([-one, longer[k]])
                if k + 1 < len(longer):
                    self.clauses.append([-one, -literal, longer[k + 1]])
            row = longer
        return row

    def _places(self) -> None:
        """Meetings of one participant never share a slot, so whole clusters of them need one place at most."""
        for kind, row in enumerate(self._asked.open):
            clusters = list(self._clusters({m for m, one in enumerate(self._asked.kinds) if one == kind}))
            for t, places in enumerate(row):
                wanting = [
                    here for cluster in clusters if (here := [self.held[m][t] for m in cluster if t in self.held[m]])
                ]
                if len(wanting) <= places:
                    continue
                needs = []
                for here in wanting:
                    needs.append(here[0] if len(here) == 1 else self._new())
                    self.clauses.extend([-one, needs[-1]] for one in here if len(here) > 1)
                self._at_most(needs, places)
                if set(self._asked.kinds) == {kind}:
                    self._at_most([busy[t] for busy in self._busy.values() if t in busy], 2 * places)

    def _clusters(self, meetings: set[int]) -> Iterable[list[int]]:
        for person in sorted(self._of, key=lambda person: (-len(self._of[person]), person)):
            cluster = [m for m in self._of[person] if m in meetings]
            meetings = meetings - set(cluster)
            if cluster:
                yield cluster

    def _in_order(self) -> None:
        """A meeting that comes later is held in a slot before which the other one has been held."""
        for before, after in self._asked.precedences:
            for t, later in self.held[after].items():
                self.clauses.append([-later, *(literal for u, literal in self.held[before].items() if u < t)])


def main() -> int:
    end_with_parent()
    asked = Question(**json.load(sys.stdin))
    climb(asked, lambda answer: print(json.dumps(answer), flush=True))
    return 0


def as_text(asked: Question) -> str:
    """The question as the process reads it."""
    return json.dumps(asdict(asked))


if __name__ == "__main__":
    sys.exit(main())
