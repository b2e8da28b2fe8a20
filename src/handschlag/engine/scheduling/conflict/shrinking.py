"""From a contradiction to a small one: what can be left out is left out, until nothing can."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from pysat.solvers import Solver

from handschlag.engine.scheduling.conflict.model import Model
from handschlag.engine.scheduling.conflict.question import RULES, Question

PROVES, SHRINKS = "cadical195", "glucose4"
"""The first is the stronger one; the second can be told to give up."""
PATIENCE = 5_000
"""Contradictions that the solver may run into when something is left out; what takes longer is kept."""

Told = dict[str, Any]


def settle(asked: Question, tell: Callable[[Told], None]) -> None:
    """Tell of a way to hold all that must be held, or of ever smaller proofs that there is none.

    A way is ``{"held"}``, of each meeting its number in the grid, its slot and its interpreter (-1 for none); a proof
    is ``{"meetings", "rules", "is_final"}``, the meetings with their numbers in the grid.
    """
    model = Model(asked, range(len(asked.meetings)))
    everything = [*model.wanted.values(), *model.rule.values()]
    with Solver(name=PROVES, bootstrap_with=model.clauses) as solver:
        if solver.solve(assumptions=everything):
            tell(_way(asked, model, {literal for literal in solver.get_model() if literal > 0}))
            return
        proof = _Proof.of(model, solver.get_core() or ())
    tell(proof.told(asked, is_final=False))
    for smaller in _Shrinking(asked, proof).smaller():
        proof = smaller
        tell(proof.told(asked, is_final=False))
    tell(proof.told(asked, is_final=True))


def _way(asked: Question, model: Model, true: set[int]) -> Told:
    slots = {m: t for m, choices in model.held.items() for t, literal in choices.items() if literal in true}
    serving = {m: i for (m, t, i), literal in model.serves.items() if literal in true and slots.get(m) == t}
    return {"held": [(asked.meetings[m], t, serving.get(m, -1)) for m, t in slots.items()]}


class _Proof:
    """Meetings and rules that contradict each other."""

    def __init__(self, meetings: Sequence[int], rules: Sequence[str]) -> None:
        self.meetings = meetings
        self.rules = rules

    @classmethod
    def of(cls, model: Model, core: Sequence[int]) -> _Proof:
        """From assumptions that cannot hold together."""
        names = set(core)
        return cls(
            [m for m, literal in model.wanted.items() if literal in names],
            [rule for rule in RULES if model.rule[rule] in names],
        )

    def told(self, asked: Question, *, is_final: bool) -> Told:
        """In the numbers of the grid."""
        meetings = sorted(asked.meetings[m] for m in self.meetings)
        return {"meetings": meetings, "rules": list(self.rules), "is_final": is_final}


class _Shrinking:
    """Leaves out rules, then meetings in ever smaller groups; what contradicts without them goes on."""

    def __init__(self, asked: Question, proof: _Proof) -> None:
        self._asked = asked
        self._proof = proof

    def smaller(self) -> Iterator[_Proof]:
        """Ever smaller proofs; of the last one nothing can be left out (as far as the solver had the patience)."""
        model = Model(self._asked, self._proof.meetings)
        with Solver(name=SHRINKS, bootstrap_with=model.clauses) as solver:
            self._model, self._solver = model, solver
            for rule in reversed(RULES):
                if rule in self._proof.rules and self._without(rules=[rule]):
                    yield self._proof
            group = max(1, len(self._proof.meetings) // 2)
            while True:
                yield from self._in_groups(group)
                if group == 1:
                    return
                group = max(1, group // 2)

    def _in_groups(self, size: int) -> Iterator[_Proof]:
        """Try each meeting, so many at a time; those whose parties have few others among them go first."""
        number = Counter(person for m in self._proof.meetings for person in self._asked.parties[m])
        order = sorted(self._proof.meetings, key=lambda m: sum(number[person] for person in self._asked.parties[m]))
        for k in range(0, len(order), size):
            some = {m for m in order[k : k + size] if m in self._proof.meetings}
            if some and self._without(meetings=some):
                yield self._proof

    def _without(self, *, meetings: Collection[int] = (), rules: Collection[str] = ()) -> bool:
        """Is there still a contradiction? Then what the solver needed of it is the new proof."""
        assumed = [self._model.wanted[m] for m in self._proof.meetings if m not in meetings]
        assumed += [self._model.rule[rule] for rule in self._proof.rules if rule not in rules]
        self._solver.conf_budget(PATIENCE)
        if self._solver.solve_limited(assumptions=assumed) is not False:
            return False
        self._proof = _Proof.of(self._model, self._solver.get_core() or ())
        return True
