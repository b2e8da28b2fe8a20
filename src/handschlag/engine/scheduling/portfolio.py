"""Plan a problem: bounds, a first plan, and ever better ones until the limit or a proof ends it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

from handschlag.engine.scheduling import (
    annealing,
    certificate,
    construct,
    decision,
    diagnose,
    exact,
    improve,
    jit,
    objective,
    outcome,
)
from handschlag.engine.scheduling.board import note, recall
from handschlag.engine.scheduling.bounds import Facts
from handschlag.engine.scheduling.dispute import Dispute, Way, shrunk
from handschlag.engine.scheduling.grid import (
    BREAKS,
    GRAIN,
    LOCKED_OUT,
    LOST,
    MUST_OUT,
    TOTALS,
    UNPLACED,
    Grid,
    lay_out,
)
from handschlag.engine.scheduling.limits import FINISH, REASONS, Limits, check_arguments
from handschlag.engine.scheduling.plan import Bound, Certificate, Plan, Status
from handschlag.engine.scheduling.problem import Meeting, Participant, Place, Problem, Slot
from handschlag.engine.scheduling.prover import Prover
from handschlag.engine.scheduling.telling import Progress, Teller

USUAL_SECONDS = 10.0

FIRST_ROUND = 500_000
"""Moves of the first round of annealing; each further round has twice as many."""
STEPS = 100
"""Temperatures in a round."""
HOT, COLD = 28.0, 15.0
"""Temperatures at the beginning and the end of a round, in search prices (a break is 100, see ``grid``)."""
SEATS = 5
"""In so many of 16 moves an unplaced meeting is inserted."""
OPENING_HEAT, OPENING_SEATS = 60.0, 14
"""The same while the first complete plan is looked for."""
OPENING_MOVES = 40
"""Moves per meeting that the opening may take."""
AT_ONCE = 5_000
"""Moves between two looks at the clock and at what has been found; a multiple of ``improve.REFRESH``."""
REST_AFTER, REST = 1.5, 0.02
"""Seconds without an improvement after which the search may rest, and of one rest."""


def solve(
    problem: Problem,
    *,
    seconds: float | None = None,
    moves: int | None = None,
    seed: int = 0,
    start: Plan | None = None,
    threads: int = 1,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Plan:
    """The best plan found within the limit.

    Parameters
    ----------
    seconds, moves : the limit; with neither, ``USUAL_SECONDS``. Limited by moves the same problem, seed
        and number of threads give the same plan on every machine.
    seed : of the random numbers
    start : a plan to begin with; what no longer fits is dropped
    threads : searches side by side (useful up to the number of cores, where compiled)
    on_progress : called with better plans, at most ten times a second, and with the last one in any case
    stop : asked many times a second; True ends the search with the best plan so far

    Returns
    -------
    Plan
        ``status`` says what is proven; every meeting is in ``held`` or in ``unplaced`` (an infeasible
        problem has a certificate instead).

    Raises
    ------
    ValueError
        If a limit, the seed or the number of threads is out of range.
    """
    check_arguments(seconds, moves, seed, threads)
    if seconds is None and moves is None:
        seconds = USUAL_SECONDS
    warm_up()
    limits = Limits(time.monotonic(), seconds, moves, stop)
    with ThreadPoolExecutor(threads) as pool:
        return _Run(problem, limits, seed, threads, on_progress, pool).plan(start)


@cache
def warm_up() -> None:
    """Have everything compiled, or loaded from the cache, before the clock of the first plan starts."""
    if not jit.COMPILED:
        return
    people = tuple(Participant(f"p{k}") for k in range(4))
    meetings = tuple(Meeting(f"m{a}{b}", (f"p{a}", f"p{b}")) for a in range(4) for b in range(a))
    slots = tuple(Slot(f"s{k}") for k in range(4))
    problem = Problem(slots, (Place("t1"),), people, meetings)
    with ThreadPoolExecutor(1) as pool:
        _Run(problem, Limits(0, None, 100, lambda: False), 1, 1, None, pool).plan(None)


class _Run:
    """One call of ``solve``: several searches (``cells``) over one layout, of which the first keeps the best."""

    def __init__(
        self,
        problem: Problem,
        limits: Limits,
        seed: int,
        threads: int,
        on_progress: Callable[[Progress], None] | None,
        pool: ThreadPoolExecutor,
    ) -> None:
        self._problem = problem
        self._limits = limits
        self._seed = seed
        began = time.monotonic()
        self._grid: Grid = lay_out(problem, seed)
        # Places and the like take about as long as laying out did, and belong to the time limit.
        self._laying_out = time.monotonic() - began
        limits.put_aside(FINISH * self._laying_out)
        self._at = self._grid.at
        self._searches: list[Any] = [self._grid.cells]
        self._threads = threads
        self._teller = Teller(limits, on_progress)
        self._pool = pool
        self._bound = Bound()
        self._exhausted = False
        self._facts: Facts | None = None
        self._prover: Prover | None = None
        self._dispute = Dispute(problem, self._grid)
        self._may_prove = limits.seconds is not None and limits.moves is None
        self._rest_until = (limits.seconds or 0.0) / 2

    def plan(self, start: Plan | None) -> Plan:
        """Go through the phases; the bounds come after the first plans, which do not need them."""
        self._begin(start)
        self._look("first")
        self._split()
        self._open()
        self._limits.put_aside(REASONS * self._laying_out * self._best()[UNPLACED] / max(1, self._at.meetings))
        facts = self._facts = Facts(self._grid)
        proof = certificate.contradiction(self._problem, self._grid, facts) if self._best()[LOCKED_OUT] else None
        if proof is not None:
            return self._infeasible(proof)
        best, stop = self._best(), self._limits.out_of_time
        must, lost = facts.must_unmet(best[MUST_OUT], stop), facts.lost(best[LOST], stop)
        self._aim(Bound(must, lost / GRAIN, facts.breaks(must, lost, best[BREAKS], stop)))
        self._exhaust()
        if self._best()[LOCKED_OUT] and self._may_prove and not self._exhausted:
            self._dispute.begin()
        try:
            self._anneal()
        finally:
            self._dispute.end()
            if self._prover is not None:
                self._prover.end()
        return self._finish(facts)

    # -- phases -----------------------------------------------------------------------------------------------

    def _begin(self, start: Plan | None) -> None:
        """A first plan: what the start gives, and what still fits."""
        at, cells = self._at, self._searches[0]
        for m, t, interpreter in outcome.numbers(self._problem, self._grid, start or Plan(())):
            construct.place_at(at, cells, m, t, interpreter)
        construct.build(at, cells, jit.numbers(construct.order(at, cells)))

    def _aim(self, bound: Bound) -> None:
        """Tell the searches what they need not try to beat."""
        self._bound = bound
        at, cells = self._at, self._searches[0]
        cells[at.goal + MUST_OUT] = bound.must_unmet
        cells[at.goal + LOST] = round(bound.lost * GRAIN)
        cells[at.goal + BREAKS] = bound.breaks

    def _split(self) -> None:
        """One search per thread, each with random numbers of its own."""
        first = self._searches[0]
        for k in range(1, self._threads):
            cells = first.copy()
            cells[self._at.random] = (int(first[self._at.random]) ^ (k * 0x9E3779B9)) & 0xFFFFFFFF or 1
            self._searches.append(cells)

    def _open(self) -> None:
        """Hot and hurried, until everything is placed or it is clear that it will take patience."""
        at = self._at
        for cells in self._searches:
            annealing.set_temperature(at, cells, OPENING_HEAT)
        steps = self._portions(OPENING_MOVES * at.meetings)
        while self._best()[UNPLACED] and not self._over():
            portion = next(steps, 0)
            if not portion:
                return
            self._search(portion, OPENING_SEATS)

    def _exhaust(self) -> None:
        """Small problems: try everything, with the best plan of a short search as what is to be beaten."""
        at = self._at
        if not 0 < at.meetings <= exact.MOST_MEETINGS or self._over():
            return
        self._round(min(20_000, self._limits.left()))
        cells = self._searches[0].copy()
        fresh = lay_out(self._problem, self._seed).cells
        fresh[at.goal : at.goal + TOTALS] = cells[at.goal : at.goal + TOTALS]
        self._copy_best(cells, fresh)
        order = jit.numbers(construct.order(at, fresh))
        stack = jit.numbers([0] * (at.meetings + 1))
        at_once = exact.STEPS_AT_ONCE if jit.COMPILED else exact.STEPS_AT_ONCE // 20
        for _ in range(exact.MOST_STEPS // at_once):
            if self._limits.out_of_time():
                break
            if exact.exhaust(at, fresh, order, stack, at_once):
                self._exhausted = True
                break
        self._copy_best(fresh, self._searches[0])
        self._look("exact")

    def _anneal(self) -> None:
        """Rounds of annealing from the best plan, each twice as long as the last."""
        length = FIRST_ROUND
        while not self._over():
            left = self._limits.left()
            self._round(left if left < 2 * length else length)
            length *= 2

    def _round(self, length: float) -> None:
        """One descent from hot to cold over so many moves."""
        at = self._at
        for cells in self._searches:
            recall(at, cells)
        step = max(improve.REFRESH, int(length / STEPS) // improve.REFRESH * improve.REFRESH)
        for k in range(max(1, min(STEPS, int(length) // step))):
            heat = HOT * (COLD / HOT) ** (k / (STEPS - 1))
            for cells in self._searches:
                annealing.set_temperature(at, cells, heat)
            for portion in self._portions(step):
                if self._over():
                    return
                self._search(portion, SEATS)

    @staticmethod
    def _portions(moves: int) -> Iterator[int]:
        """So many moves in portions between which the clock is looked at."""
        while moves > 0:
            yield min(moves, AT_ONCE)
            moves -= AT_ONCE

    def _search(self, moves: int, seats: int) -> None:
        """Let every search try so many moves, or what the limit leaves of them; then share the best plan."""
        self._prove()
        if self._is_resting():
            time.sleep(REST)
            return
        if self._limits.moves is not None:
            moves = min(moves, self._limits.moves - self._limits.done)
        at = self._at
        if len(self._searches) == 1:
            self._limits.done += improve.search(at, self._searches[0], moves, seats)
        else:
            done = self._pool.map(lambda cells: improve.search(at, cells, moves, seats), self._searches)
            self._limits.done += max(done)
            self._share()
        self._look("improve")

    def _share(self, *others: Any) -> None:
        """Give the best plan of all searches, and of others, to the first one."""
        winner = min((*self._searches, *others), key=self._worth)
        if self._worth(winner) < self._worth(self._searches[0]):
            self._copy_best(winner, self._searches[0])

    def _worth(self, cells: Any) -> list[int]:
        return jit.plain(cells, self._at.best + LOCKED_OUT, BREAKS + 1 - LOCKED_OUT)

    def _copy_best(self, source: Any, target: Any) -> None:
        at, meetings = self._at, self._at.meetings
        for start, n in ((at.best, TOTALS), (at.best_slot, meetings), (at.best_interpreter, meetings)):
            target[start : start + n] = source[start : start + n]

    # -- the processes beside the search ----------------------------------------------------------------------

    def _prove(self) -> None:
        """Have the number of breaks decided, once a plan holds every meeting, and take over what has been decided."""
        if self._may_prove and self._prover is None and self._best()[UNPLACED] == 0 and self._facts is not None:
            self._may_prove = False
            hint = jit.plain(self._searches[0], self._at.best_slot, self._at.meetings)
            known, stretches = self._bound.breaks, self._problem.stretches()
            asked = decision.question(self._grid, self._facts, stretches, proven=known, hint=hint)
            if asked is not None and asked.bound < self._best()[BREAKS]:
                self._prover = Prover(asked)
        for way in self._dispute.ways():
            self._take_over(way)
        if not self._best()[LOCKED_OUT]:
            self._dispute.end()
        for answer in self._prover.answers() if self._prover is not None else ():
            if answer["slots"] is not None:
                self._take_over([(m, t, -1) for m, t in enumerate(answer["slots"])])
            proven = answer["breaks"] + (answer["slots"] is None)
            if proven > self._bound.breaks:
                self._aim(Bound(self._bound.must_unmet, self._bound.lost, proven))
            self._look("prove", last=True)

    def _take_over(self, way: Way) -> None:
        """Make a plan that was found elsewhere the best one, if it is better."""
        fresh = lay_out(self._problem, self._seed).cells
        for m, t, interpreter in way:
            construct.place_at(self._at, fresh, m, t, interpreter)
        note(self._at, fresh)
        self._share(fresh)

    def _is_resting(self) -> bool:
        """Has the search found nothing for as long as it took to what it has? Then half of the time is the prover's."""
        if self._prover is None or not self._prover.is_at_work or self._limits.elapsed() > self._rest_until:
            return False
        return self._limits.elapsed() > self._teller.improved_at + max(REST_AFTER, self._teller.improved_at)

    # -- what is known ----------------------------------------------------------------------------------------

    def _best(self) -> list[int]:
        return jit.plain(self._searches[0], self._at.best, TOTALS)

    def _over(self) -> bool:
        if self._exhausted or self._dispute.is_settled:
            return True
        return self._limits.over() or bool(improve.reached(self._at, self._searches[0]))

    def _look(self, phase: str, *, last: bool = False) -> None:
        self._teller.look(phase, self._best(), self._bound, last=last)

    # -- the answer -------------------------------------------------------------------------------------------

    def _finish(self, facts: Facts) -> Plan:
        at, cells = self._at, self._searches[0]
        recall(at, cells)
        construct.fill(at, cells)
        self._look("improve", last=True)
        best = self._best()
        held = outcome.held(self._problem, self._grid, cells)
        value = objective.value(self._problem, held)
        lost = (best[MUST_OUT], best[LOST])
        bound = facts.for_plans_that_lose(*lost, self._bound, best[BREAKS], self._limits.out_of_time)
        status, proof = self._status(best, bound)
        if status is Status.INFEASIBLE and proof is not None:
            return self._infeasible(proof)
        if self._exhausted:
            bound = Bound(value.must_unmet, value.lost, value.breaks)
        return Plan(
            held=held,
            unplaced=diagnose.diagnose(self._problem, held),
            status=status,
            value=value,
            bound=bound,
            place_changes=objective.place_changes(self._problem, held),
            below_minimum=outcome.below_minimum(self._problem, held),
            seed=self._seed,
            moves=self._limits.done,
            seconds=round(self._limits.elapsed(), 3),
            seconds_to_first=round(self._teller.first, 3),
        )

    def _status(self, best: Sequence[int], bound: Bound) -> tuple[Status, Certificate | None]:
        if best[LOCKED_OUT]:
            proof = shrunk(self._problem, self._grid) if self._exhausted else self._dispute.proof
            return (Status.UNKNOWN if proof is None else Status.INFEASIBLE), proof
        matched = (best[MUST_OUT], best[LOST], best[BREAKS]) == (
            bound.must_unmet,
            round(bound.lost * GRAIN),
            bound.breaks,
        )
        return (Status.OPTIMAL if matched or self._exhausted else Status.FEASIBLE), None

    def _infeasible(self, proof: Certificate) -> Plan:
        return Plan(
            held=(),
            status=Status.INFEASIBLE,
            value=objective.value(self._problem, ()),
            certificate=proof,
            seed=self._seed,
            moves=self._limits.done,
            seconds=round(self._limits.elapsed(), 3),
        )
