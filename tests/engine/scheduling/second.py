"""A second opinion on whether meetings can be held, for sets too large for trying: other clauses and another solver.

It takes what can be held when from ``brute`` and nothing from the planner. A meeting is "held by slot t" (the order
encoding), counts are totalizers, and fairness is asked for each number of breaks by itself.
"""

from collections import defaultdict
from itertools import combinations, pairwise

from pysat.card import CardEnc, EncType
from pysat.solvers import Solver

from tests.engine.scheduling.brute import _Forum


def is_possible(problem, names, rules):
    """Can the locked ones of these meetings be held by these rules, and those that may be left out in any way?"""
    allowed = problem.goals.fairness
    if "fair" not in rules or allowed is None:
        return _Clauses(problem, names, rules).can_be_true()
    return any(
        _Clauses(problem, names, rules, breaks=range(least, least + allowed + 1)).can_be_true()
        for least in range(len(problem.slots))
    )


class _Clauses:
    def __init__(self, problem, names, rules, breaks=None):
        self.problem, self.rules = problem, rules
        self.forum = _Forum(problem)
        self.meetings = [m for m, one in enumerate(problem.meetings) if one.id in names]
        self.clauses, self.last = [], 0
        self.at = {m: self.choices(m) for m in self.meetings}
        self.own = defaultdict(list)
        for m in self.meetings:
            for name in problem.meetings[m].parties:
                self.own[name].append(m)
        for own in self.own.values():
            for m, n in combinations(own, 2):
                self.clauses += [[-self.at[m][t], -self.at[n][t]] for t in self.at[m].keys() & self.at[n].keys()]
        self.places()
        self.limits()
        self.hours()
        self.order()
        self.interpreters()
        if breaks is not None:
            self.fair(breaks)

    def can_be_true(self):
        with Solver(name="minisat22", bootstrap_with=self.clauses) as solver:
            return solver.solve()

    def new(self):
        self.last += 1
        return self.last

    def both(self, *literals):
        one = self.new()
        self.clauses += [[-one, literal] for literal in literals]
        self.clauses.append([one, *(-literal for literal in literals)])
        return one

    def choices(self, m):
        """Literals "held in slot t", made of "held by slot t"."""
        slots = [t for t, _ in self.forum.options[m]]
        by = [self.new() for _ in slots]
        self.clauses += [[-early, late] for early, late in pairwise(by)]
        if self.problem.meetings[m].locked:
            self.clauses.append(by[-1:])
        return {t: by[k] if k == 0 else self.both(by[k], -by[k - 1]) for k, t in enumerate(slots)}

    def count(self, encode, literals, bound):
        literals = list(literals)
        if encode == "atmost" and bound >= len(literals):
            return
        if encode == "atleast" and bound <= 0:
            return
        if bound < 0 or (encode == "atleast" and bound > len(literals)):
            self.clauses.append([])
            return
        if encode == "atleast" and bound == len(literals):
            self.clauses += [[one] for one in literals]
            return
        made = getattr(CardEnc, encode)(lits=literals, bound=bound, top_id=self.last, encoding=EncType.totalizer)
        self.last = max(self.last, made.nv)
        self.clauses += made.clauses

    def places(self):
        if "one_meeting_at_a_place" in self.rules:
            for (kind, t), room in self.forum.room.items():
                if kind != "virtual":
                    of_kind = [m for m in self.meetings if self.problem.meetings[m].mode == kind]
                    self.count("atmost", [self.at[m][t] for m in of_kind if t in self.at[m]], room)

    def hours(self):
        """Implied, and what one solver needs to see it: how long everybody is busy, and how many in one slot."""
        busy = {}
        for name, own in self.own.items():
            for t in self.forum.slots:
                if here := [-self.at[m][t] for m in own if t in self.at[m]]:
                    busy[name, t] = -self.both(*here)
            hers = [one for (who, _), one in busy.items() if who == name]
            self.count("atleast", hers, sum(self.problem.meetings[m].locked for m in own))
            self.count("atmost", hers, len(own))
        kinds = {self.problem.meetings[m].mode for m in self.meetings}
        for (kind, t), room in self.forum.room.items() if "one_meeting_at_a_place" in self.rules else ():
            if kinds == {kind} != {"virtual"}:
                self.count("atmost", [one for (_, at), one in busy.items() if at == t], 2 * room)

    def limits(self):
        for name, own in self.own.items():
            most = self.forum.people[name].max_meetings
            if "within_limit" in self.rules and most is not None:
                self.count("atmost", [one for m in own for one in self.at[m].values()], most)

    def order(self):
        for m, n in self.forum.order if "in_order" in self.rules else ():
            if m in self.at and n in self.at:
                self.clauses += [[-self.at[m][t], -self.at[n][u]] for t in self.at[m] for u in self.at[n] if u <= t]

    def interpreters(self):
        duty = defaultdict(lambda: defaultdict(list))
        for m in self.meetings:
            for t, able in self.forum.options[m]:
                if able is not None:
                    serving = {i: self.new() for i in able}
                    self.clauses.append([-self.at[m][t], *serving.values()])
                    for i, one in serving.items():
                        duty[i][t].append(one)
        for i, slots in duty.items():
            one = self.problem.interpreters[i]
            if "one_meeting_an_interpreter" in self.rules:
                self.clauses += [[-a, -b] for some in slots.values() for a, b in combinations(some, 2)]
            if "interpreter_load" in self.rules and one.max_meetings is not None:
                self.count("atmost", [a for some in slots.values() for a in some], one.max_meetings)
            if "interpreter_rest" in self.rules and one.max_consecutive is not None:
                self.rest(slots, one.max_consecutive)

    def rest(self, slots, most):
        works = {t: self.new() for t in slots}
        self.clauses += [[-a, works[t]] for t, some in slots.items() for a in some]
        for first in self.forum.slots:
            row = range(first, first + most + 1)
            if all(t in works and (t == first or not self.forum.pause_before[t]) for t in row):
                self.clauses.append([-works[t] for t in row])

    def fair(self, breaks):
        """Blocks less the stretches that are used are breaks; unused stretches are counted to make it one sum."""
        wished = [name for one in self.problem.meetings for name in one.parties]
        if breaks[0] > 0 and any(name not in wished for name in self.forum.people):
            self.clauses.append([])
        for name, own in self.own.items():
            if len(own) == wished.count(name):
                summands = self.blocks(own)
                stretches = self.forum.stretch[-1] if self.forum.stretch else 0
                first = self.forum.stretch[0]
                self.count("atmost", summands, breaks[-1] + stretches - first + 1)
                self.count("atleast", summands, breaks[0] + stretches - first + 1)

    def blocks(self, own):
        summands, busy, used = [], {}, defaultdict(list)
        for t in self.forum.slots:
            here = [-self.at[m][t] for m in own if t in self.at[m]]
            busy[t] = -self.both(*here) if here else None
            joined = t > 0 and self.forum.stretch[t] == self.forum.stretch[t - 1] and busy[t - 1] is not None
            used[self.forum.stretch[t]] += [] if busy[t] is None else [busy[t]]
            if busy[t] is not None:
                summands.append(self.both(busy[t], -busy[t - 1]) if joined else busy[t])
        return summands + [self.both(*(-one for one in some)) for some in used.values()]
