"""Proofs that no plan keeps every rule: small sets of locked meetings that contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from handschlag.engine.scheduling import jit
from handschlag.engine.scheduling.bounds import Facts, matching
from handschlag.engine.scheduling.grid import Grid
from handschlag.engine.scheduling.plan import Certificate
from handschlag.engine.scheduling.problem import Problem

MOST_WINDOWS = 500
"""Sets of slots that are looked at for too few places or interpreters."""
MOST_WAITING = 12
"""Meetings of a participant whose breaks are compared with others', so that whoever doubts can count them."""


def contradiction(problem: Problem, grid: Grid, facts: Facts) -> Certificate | None:
    """A proof that the locked meetings cannot all be held, or None where none of the simple kinds exists."""
    proofs = _Proofs(problem, grid, facts)
    kinds = (
        proofs.no_common_slot,
        proofs.limit,
        proofs.hall,
        proofs.order,
        proofs.places,
        proofs.interpreters,
        proofs.fairness,
    )
    return next((certificate for kind in kinds for certificate in kind()), None)


class _Proofs:
    """Each method yields certificates of one kind."""

    def __init__(self, problem: Problem, grid: Grid, facts: Facts) -> None:
        self._problem = problem
        self._grid = grid
        self._facts = facts
        self._locked = [m for m in range(grid.at.meetings) if facts.locked[m]]

    def no_common_slot(self) -> Iterator[Certificate]:
        """A locked meeting that no slot can take."""
        for m in self._locked:
            if not self._facts.domains[m]:
                yield self._certificate("no_common_slot", [m])

    def limit(self) -> Iterator[Certificate]:
        """A participant with more locked meetings than allowed."""
        for person, own in self._people():
            if len(own) > self._facts.limit(person):
                yield self._certificate("limit", own[: self._facts.limit(person) + 1], person)

    def hall(self) -> Iterator[Certificate]:
        """Meetings of one participant that have fewer slots together than they are (Hall 1935)."""
        domains = self._facts.domains
        for person, own in self._people():
            if matching([domains[m] for m in own]) < len(own):
                yield self._certificate(
                    "hall", _shrunk(own, lambda some: matching([domains[m] for m in some]) < len(some)), person
                )

    def order(self) -> Iterator[Certificate]:
        """Precedences among locked meetings that form a cycle, or a chain too long for the slots."""
        number = {meeting.id: m for m, meeting in enumerate(self._grid.names.meetings)}
        links = [(number[a], number[b]) for a, b in self._problem.precedences]
        links = [(a, b) for a, b in links if self._facts.locked[a] and self._facts.locked[b]]

        def impossible(some: Sequence[int]) -> bool:
            among = set(some)
            return not _chains_fit(
                {m: self._facts.domains[m] for m in some}, [(a, b) for a, b in links if a in among and b in among]
            )

        involved = sorted({m for link in links for m in link})
        if involved and impossible(involved):
            yield self._certificate("order", _shrunk(involved, impossible))

    def places(self) -> Iterator[Certificate]:
        """More locked meetings in some slots than places there."""
        for kind in range(self._grid.at.kinds):
            own = [m for m in self._locked if self._facts.kind(m) == kind]
            yield from self._crowded("places", own, partial(self._facts.places, kind))

    def interpreters(self) -> Iterator[Certificate]:
        """More locked meetings in some slots than those could serve who speak their languages."""
        able = {m: self._able(m) for m in self._locked if self._facts.interpreted(m)}
        for staff in sorted({*able.values()}, key=sorted):
            own = [m for m, some in able.items() if some <= staff]
            yield from self._crowded("interpreters", own, partial(self._duties, staff))

    def _able(self, m: int) -> frozenset[int]:
        """Who could interpret in some slot of the meeting."""
        at, cells = self._grid.at, self._grid.cells
        return frozenset(
            i
            for t in range(at.slots)
            if (code := int(cells[at.code + m * at.slots + t])) > 0
            for i in jit.plain(cells, at.set_member + int(cells[at.set_start + code]), self._size(code))
            if cells[at.on_duty + i * at.slots + t] and cells[at.load_limit + i]
        )

    def _size(self, code: int) -> int:
        at, cells = self._grid.at, self._grid.cells
        return int(cells[at.set_start + code + 1] - cells[at.set_start + code])

    def _duties(self, staff: Iterable[int], window: int) -> int:
        return sum(self._facts.most_of_interpreter(i, window) for i in staff)

    def fairness(self) -> Iterator[Certificate]:
        """A participant who has more breaks at least than another can have, by more than is allowed."""
        of, allowed = self._facts.of, self._grid.at.fairness
        most = [self._most_breaks(own) for own in of]
        calmest = min(most, default=0)
        for person, own in self._people():
            if 0 < len(own) <= MOST_WAITING and own == of[person]:
                fewest = self._facts.isolated(person) or 0
                if fewest - calmest > allowed:
                    # The certificate names all meetings of both: best of somebody who shares hers.
                    both = [{*own, *of[other]} for other in range(len(of)) if fewest - most[other] > allowed]
                    yield self._certificate("fairness", min(map(sorted, both), key=lambda some: len(some)), person)

    def _most_breaks(self, own: Sequence[int]) -> int:
        """Breaks that there can be with so many meetings, and with every other slot of a stretch busy."""
        union, most = 0, 0
        for m in own:
            union |= self._facts.domains[m]
        for stretch in self._problem.stretches():
            usable = [k for k, t in enumerate(stretch) if union >> t & 1]
            most += (usable[-1] - usable[0]) // 2 if usable else 0
        return min(most, max(0, len(own) - 1))

    def _crowded(self, kind: str, meetings: list[int], room: Callable[[int], int]) -> Iterator[Certificate]:
        domains = self._facts.domains
        windows = sorted({domains[m] for m in meetings}, key=lambda window: window.bit_count())[:MOST_WINDOWS]
        everything = 0
        for m in meetings:
            everything |= domains[m]
        for window in [*windows, everything]:
            inside = [m for m in meetings if domains[m] & ~window == 0]
            if len(inside) > room(window):
                yield self._certificate(kind, inside[: room(window) + 1], window=window)

    def _people(self) -> Iterator[tuple[int, list[int]]]:
        for person, meetings in enumerate(self._facts.of):
            yield person, [m for m in meetings if self._facts.locked[m]]

    def _certificate(
        self, kind: str, meetings: Sequence[int], person: int | None = None, window: int | None = None
    ) -> Certificate:
        names = self._grid.names
        if window is None:
            window = 0
            for m in meetings:
                window |= self._facts.domains[m]
        return Certificate(
            kind,
            tuple(names.meetings[m].id for m in meetings),
            None if person is None else names.participants[person],
            tuple(slot.id for t, slot in enumerate(self._problem.slots) if window >> t & 1),
        )


def _shrunk(meetings: Sequence[int], contradictory: Callable[[Sequence[int]], bool]) -> list[int]:
    """A subset that is still contradictory and of which nothing can be left out."""
    kept = list(meetings)
    for m in meetings:
        without = [other for other in kept if other != m]
        if contradictory(without):
            kept = without
    return kept


def _chains_fit(domains: dict[int, int], links: Sequence[tuple[int, int]]) -> bool:
    """Can every meeting have a slot of its domain so that all links go forward in time (capacities apart)?

    Earliest slots are pushed along the links until nothing changes; a cycle pushes beyond the last slot.
    """
    earliest = dict(domains)
    changed = True
    while changed:
        changed = False
        for before, after in links:
            first = earliest[before] & -earliest[before]
            later = earliest[after] & ~((first << 1) - 1)
            if not later:
                return False
            changed = changed or later != earliest[after]
            earliest[after] = later
    return True
