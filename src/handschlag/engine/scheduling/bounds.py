"""What no plan can beat: bounds on unmet musts, lost weight and breaks, and proofs that nothing fits.

Every function argues from a part of the rules alone, so what it returns holds whatever else is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from handschlag.engine.scheduling import crowding, demand, jit
from handschlag.engine.scheduling.grid import GRAIN, Grid, lay_out
from handschlag.engine.scheduling.plan import Bound
from handschlag.engine.scheduling.problem import Problem

MOST_PATTERNS = 20_000
"""Busy patterns of one participant that are looked at before the search for her fewest breaks stops."""


def bound(problem: Problem) -> Bound:
    """The bounds of a problem; ``breaks`` is meant for plans that lose no more than the bounds say."""
    facts = Facts(lay_out(problem, 0))
    must, lost = facts.must_unmet(), facts.lost()
    return Bound(must, lost / GRAIN, facts.breaks(must, lost))


class Facts:
    """The facts about a problem that bounds are made of, read from its grid."""

    def __init__(self, grid: Grid) -> None:
        at, cells = grid.at, grid.cells
        self._at = at

        def row(start: int, n: int) -> list[int]:
            return jit.plain(cells, start, n)

        self._codes = row(at.code, at.meetings * at.slots)
        self.domains = [
            sum(1 << t for t in range(at.slots) if self._codes[m * at.slots + t] >= 0) for m in range(at.meetings)
        ]
        self.parties = list(zip(row(at.first, at.meetings), row(at.second, at.meetings), strict=True))
        self.of: list[list[int]] = [[] for _ in range(at.participants)]
        for m, parties in enumerate(self.parties):
            for person in parties:
                self.of[person].append(m)
        self._weight = row(at.weight, at.meetings)
        self._must = row(at.must, at.meetings)
        self.locked = row(at.locked, at.meetings)
        self._kind = row(at.kind, at.meetings)
        self._limit = row(at.limit, at.participants)
        self._capacity = row(at.capacity, at.kinds)
        self._open = row(at.open, at.kinds * at.slots)
        self._stretch = row(at.stretch, at.slots)
        self._joined = row(at.joined, at.slots)
        self._on_duty = row(at.on_duty, at.interpreters * at.slots)
        self._load_limit = row(at.load_limit, at.interpreters)
        self._run_limit = row(at.run_limit, at.interpreters)
        self._fitting: dict[int, int] = {}
        self._isolated: dict[int, int | None] = {}

    # -- what must be lost ------------------------------------------------------------------------------------

    def must_unmet(self, known: int | None = None, stop: Callable[[], bool] = lambda: False) -> int:
        """Musts that no plan can hold; it need not be more than ``known``, which some plan leaves out."""
        return self._least_lost([m for m, must in enumerate(self._must) if must], lambda _: 1, known, stop)

    def lost(self, known: int | None = None, stop: Callable[[], bool] = lambda: False) -> int:
        """Thousandths of weight that every plan leaves out; it need not be more than ``known``."""
        return self._least_lost(range(self._at.meetings), lambda m: self._weight[m], known, stop)

    def _least_lost(
        self, meetings: Iterable[int], worth: Callable[[int], int], known: int | None, stop: Callable[[], bool]
    ) -> int:
        """Meetings without a possible slot are lost; of the others, what demand over supply proves."""
        meetings = list(meetings)
        hopeless = sum(worth(m) for m in meetings if not self.domains[m])
        demands = [
            demand.Demand(worth(m), self._kind[m], self.interpreted(m), self.parties[m])
            for m in meetings
            if self.domains[m] and worth(m)
        ]
        left = None if known is None else known - hopeless
        if stop():
            return hopeless
        return hopeless + demand.least_lost(demands, self._supply(demands, stop), known=left, stop=stop)

    def _supply(self, demands: Iterable[demand.Demand], stop: Callable[[], bool]) -> demand.Supply:
        """What there is of everything; of those who are left when ``stop`` says so, all meetings may fit."""
        people = {person for one in demands for person in one.parties}
        most = {
            person: min(self._limit[person], len(self.of[person]) if stop() else self.fitting(person))
            for person in people
        }
        return demand.Supply(dict(enumerate(self._capacity)), self.duties(-1), most)

    def interpreted(self, m: int) -> bool:
        """Does the meeting need an interpreter in every slot that it can take?"""
        return 0 not in self._codes[m * self._at.slots : (m + 1) * self._at.slots]

    def kind(self, m: int) -> int:
        """The kind of place that the meeting needs, -1 for none."""
        return self._kind[m]

    def limit(self, person: int) -> int:
        """Most meetings of the participant."""
        return self._limit[person]

    def places(self, kind: int, window: int) -> int:
        """Places of a kind in the slots of the window, added up."""
        row = self._open[kind * self._at.slots : (kind + 1) * self._at.slots]
        return sum(n for t, n in enumerate(row) if window >> t & 1)

    def duties(self, window: int) -> int:
        """Meetings that the interpreters could have in the slots of the window."""
        return sum(self.most_of_interpreter(i, window) for i in range(self._at.interpreters))

    def most_of_interpreter(self, interpreter: int, window: int) -> int:
        """Meetings that one interpreter can have in these slots at most: duty, pauses and her limit."""
        slots, run_limit = self._at.slots, self._run_limit[interpreter]
        duty = self._on_duty[interpreter * slots : (interpreter + 1) * slots]
        total = run = 0
        for t in range(slots):
            run = run if self._joined[t] else 0
            run = run + 1 if window >> t & 1 and duty[t] and run < run_limit else 0
            total += run > 0
        return min(total, self._load_limit[interpreter])

    # -- breaks -----------------------------------------------------------------------------------------------

    def breaks(
        self, must_unmet: int, lost: int, known: int | None = None, stop: Callable[[], bool] = lambda: False
    ) -> int:
        """Fewest breaks of any plan with at most so many unmet musts and at most so much weight lost.

        One of whose meetings a plan may leave out counts nothing, nor do those who are left when ``stop`` says so.
        It need not be more than ``known``, which some plan has.
        """
        alone = 0
        whole: list[int] = []
        for person, meetings in enumerate(self.of):
            if any(self._may_miss(m, must_unmet, lost) for m in meetings) or (stop() and person not in self._isolated):
                continue
            whole.append(person)
            alone += self.isolated(person) or 0
        if stop() or (known is not None and alone >= known):
            return alone
        return max(alone, self._crowded(whole, known, stop))

    def for_plans_that_lose(
        self, must_unmet: int, lost: int, proven: Bound, known: int, stop: Callable[[], bool]
    ) -> Bound:
        """``proven`` for plans that lose so much; its breaks may be meant for plans that lose less."""
        breaks = self.breaks(must_unmet, lost, known, stop)
        if (must_unmet, lost) == (proven.must_unmet, round(proven.lost * GRAIN)):
            breaks = max(breaks, proven.breaks)
        return Bound(proven.must_unmet, proven.lost, breaks)

    def _crowded(self, people: Iterable[int], known: int | None, stop: Callable[[], bool]) -> int:
        """Breaks of those whose meetings all need places of their own in slots that have just so many.

        Those who are left when ``stop`` says so are taken by themselves.
        """
        slots = self._at.slots
        alone = 0
        habits = []
        for person in people:
            placeless = min((self._kind[m] for m in self.of[person]), default=-1) < 0
            if stop() or placeless or self.isolated(person) is None:
                alone += self.isolated(person) or 0
            else:
                domains = [self.domains[m] for m in self.of[person]]
                habits.append(crowding.habit(domains, slots, self.isolated(person) or 0))
        seats = [2 * sum(self.places(kind, 1 << t) for kind in range(self._at.kinds)) for t in range(slots)]
        left = None if known is None else known - alone
        return alone + crowding.least_breaks(habits, seats, self._stretch, known=left, stop=stop)

    def _may_miss(self, m: int, must_unmet: int, lost: int) -> bool:
        return not self.locked[m] and self._weight[m] <= lost and not (self._must[m] and must_unmet == 0)

    def fitting(self, person: int) -> int:
        """Most of her meetings that can have slots of their own, limit or not."""
        if person not in self._fitting:
            self._fitting[person] = matching([self.domains[m] for m in self.of[person]])
        return self._fitting[person]

    def isolated(self, person: int) -> int | None:
        """Fewest breaks if the participant holds all her meetings; None if they do not fit into the slots."""
        if person not in self._isolated:
            self._isolated[person] = self._fewest_breaks(person)
        return self._isolated[person]

    def _fewest_breaks(self, person: int) -> int | None:
        domains = [self.domains[m] for m in self.of[person]]
        if self.fitting(person) < len(domains):
            return None
        for breaks in range(len(domains)):
            for looked_at, pattern in enumerate(patterns(domains, self._stretch, breaks)):
                if looked_at == MOST_PATTERNS or matching([d & pattern for d in domains]) == len(domains):
                    return breaks
        return 0


def matching(domains: Sequence[int]) -> int:
    """How many meetings can have a slot of their own; ``domains`` are masks of slots (Kuhn 1955)."""
    owner: dict[int, int] = {}

    def assign(k: int, seen: list[int]) -> bool:
        choices = domains[k] & ~seen[0]
        while choices:
            slot = choices & -choices
            seen[0] |= slot
            if slot not in owner or assign(owner[slot], seen):
                owner[slot] = k
                return True
            choices = domains[k] & ~seen[0]
        return False

    return sum(assign(k, [0]) for k in range(len(domains)))


def patterns(domains: Sequence[int], stretch: Sequence[int], breaks: int) -> Iterator[int]:
    """Masks of as many busy slots as there are meetings, with at most so many breaks, inside the union."""
    union = 0
    for domain in domains:
        union |= domain
    slots = len(stretch)
    rest = [(union >> t).bit_count() for t in range(slots + 1)]
    later = [sum(union >> u & 1 for u in range(t, slots) if stretch[u] != stretch[t]) for t in range(slots)]

    def extend(t: int, left: int, spare: int, mask: int, last: int) -> Iterator[int]:
        for start in range(t, slots):
            spared = spare - (stretch[start] == last)
            if spared < 0 or not union >> start & 1:
                continue
            block = mask
            for end in range(start, min(slots, start + left)):
                if not union >> end & 1 or stretch[end] != stretch[start]:
                    break
                block |= 1 << end
                wanted = left - (end - start + 1)
                if wanted == 0:
                    yield block
                elif later[end] >= wanted or (spared and rest[end + 1] >= wanted):
                    same = end + 1 < slots and stretch[end + 1] == stretch[end]
                    yield from extend(end + 1 + same, wanted, spared, block, stretch[start])

    if domains:
        yield from extend(0, len(domains), breaks, 0, -1)
