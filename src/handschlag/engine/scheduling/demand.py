"""Demand over supply: what every plan must leave out because there is not enough of something.

Meetings have a worth. A plan holds a set of them that keeps within the places of each kind, the duties of all
interpreters together, and the meetings that each participant can have. How much such a set is worth at most bounds
what any plan holds, for slots, rests and everything else are passed over.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import gcd

UNLIMITED = 2**40
NOBODY = -1
"""Stands for a participant whose time is not short, and so has no price."""

ROUNDS = 600
WORK = 2_400_000
"""Rounds of changing the prices, and meetings looked at in all of them together, at most."""
PATIENCE = 15
"""Rounds without progress before less is hoped for."""
FIRST_HOPE = 0.05
"""The share of the bound by which it is first hoped to fall."""


@dataclass(frozen=True, slots=True)
class Demand:
    """A meeting as far as supply is concerned: what it is worth and what it uses. ``kind`` is -1 for no place."""

    worth: int
    kind: int
    interpreted: bool
    parties: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Supply:
    """Places of each kind in all slots together, duties of all interpreters, meetings of each participant at most."""

    places: Mapping[int, int]
    duties: int
    meetings: Mapping[int, int]


def least_lost(
    demands: Sequence[Demand], supply: Supply, *, known: int | None = None, stop: Callable[[], bool] = lambda: False
) -> int:
    """The worth that every plan leaves out at least; the largest of what the arguments below prove.

    ``known`` is what some plan leaves out, which ends the search for more; ``stop`` ends it as well.
    """
    total = sum(demand.worth for demand in demands)
    proven = max(total - most_by_capacity(demands, supply), _lost_by_people(demands, supply))
    in_need = _in_need(demands, supply)
    if not in_need or (known is not None and proven >= known):
        return proven
    return max(proven, _Prices(demands, supply, in_need).least_lost(proven, known, stop))


def most_by_capacity(demands: Sequence[Demand], supply: Supply) -> int:
    """Worth of the heaviest meetings that places and interpreters could serve, taken greedily."""
    worths = [demand.worth for demand in demands]
    return sum(worths[k] for k in _Capacity(demands, supply).heaviest(worths))


class _Capacity:
    """Which meetings places and interpreters could serve.

    Places limit all meetings of a kind and interpreters a part of all meetings. Where the second kind of set lies
    inside the first the two make a laminar matroid, for which greed is exact (Edmonds 1971); else the two are
    counted apart and the smaller worth holds.
    """

    def __init__(self, demands: Sequence[Demand], supply: Supply) -> None:
        self._places = supply.places
        self._duties = supply.duties
        self._kind = [demand.kind for demand in demands]
        self._interpreted = [demand.interpreted for demand in demands]
        kinds = set(self._kind)
        self._one_kind = kinds.pop() if len(kinds) == 1 and -1 not in kinds else None

    def heaviest(self, worths: Sequence[int]) -> list[int]:
        """Numbers of the meetings of positive worth that are worth most together, by falling worth."""
        order = sorted([k for k, worth in enumerate(worths) if worth > 0], key=worths.__getitem__, reverse=True)
        if self._one_kind is not None:
            return self._interpretable(order)[: self._places.get(self._one_kind, UNLIMITED)]
        return min(self._placeable(order), self._interpretable(order), key=lambda taken: sum(worths[k] for k in taken))

    def _interpretable(self, order: list[int]) -> list[int]:
        """The first of them for whom there are interpreters, and all who need none."""
        waiting = [k for k in order if self._interpreted[k]]
        if len(waiting) <= self._duties:
            return order
        in_vain = set(waiting[self._duties :])
        return [k for k in order if k not in in_vain]

    def _placeable(self, order: list[int]) -> list[int]:
        """The first of each kind for whom there are places, and all who need none."""
        left, taken = dict(self._places), []
        for k in order:
            kind = self._kind[k]
            if left.get(kind, 1) > 0:
                taken.append(k)
                if kind in left:
                    left[kind] -= 1
        return taken


def _of_each(demands: Sequence[Demand]) -> dict[int, list[int]]:
    """Numbers of the meetings of each participant."""
    of: dict[int, list[int]] = defaultdict(list)
    for k, demand in enumerate(demands):
        for person in demand.parties:
            of[person].append(k)
    return of


def _in_need(demands: Sequence[Demand], supply: Supply) -> dict[int, int]:
    """Participants with more meetings than they can have, and how many they can have."""
    return {
        person: supply.meetings[person]
        for person, own in _of_each(demands).items()
        if len(own) > supply.meetings[person]
    }


def _lost_by_people(demands: Sequence[Demand], supply: Supply) -> int:
    """Participants with more meetings than they have time for, each looked at alone.

    Each meeting left out relieves two of them, so what all must lose is halved; but nothing is counted twice
    for participants who have no meeting with each other, taken greedily. The larger of both is returned.
    """
    of = _of_each(demands)
    losses = {
        person: sum(sorted(demands[k].worth for k in of[person])[: len(of[person]) - most])
        for person, most in _in_need(demands, supply).items()
    }
    apart, counted = 0, set[int]()
    for person in sorted(losses, key=lambda one: -losses[one]):
        if counted.isdisjoint(of[person]):
            apart += losses[person]
            counted.update(of[person])
    return max(-(-sum(losses.values()) // 2), apart)


class _Prices:
    """The time of participants in need has a price, so that the rest is a matroid again (Lagrange 1788, Everett 1963).

    For any prices, what plans hold is worth at most the price of all time plus the worth of the best meetings after
    the price of both parties' time has been taken off. The least such sum is the optimum of the linear programme with
    all limits (Geoffrion 1974). It is approached by subgradients with a target that is given up slowly (Polyak 1969);
    prices are whole numbers, so each sum is exact.
    """

    def __init__(self, demands: Sequence[Demand], supply: Supply, in_need: Mapping[int, int]) -> None:
        self._capacity = _Capacity(demands, supply)
        self._most = in_need
        self._meetings = [
            (demand.worth, *(person if person in in_need else NOBODY for person in demand.parties))
            for demand in demands
        ]
        self._paying = [[person for person in demand.parties if person in in_need] for demand in demands]
        self._total = sum(demand.worth for demand in demands)
        self._grain = gcd(*(demand.worth for demand in demands))
        self._exact = dict.fromkeys(in_need, 0.0)

    def least_lost(self, proven: int, known: int | None, stop: Callable[[], bool]) -> int:
        """What is lost for the best prices found; ends when it is proven that no plan loses less than ``known``."""
        best, waiting = self._total - proven, 0
        hope = max(FIRST_HOPE * best, self._grain)
        for _ in range(min(ROUNDS, WORK // len(self._meetings))):
            bound, slope = self._bound()
            waiting = 0 if bound < best else waiting + 1
            best = min(best, bound)
            if waiting > PATIENCE:
                hope, waiting = hope / 2, 0
            length = sum(value * value for value in slope.values())
            if not length or hope < self._grain / 8 or stop() or (known is not None and self._lost(best) >= known):
                break
            step = (bound - best + hope) / length
            for person, value in slope.items():
                self._exact[person] = max(0.0, self._exact[person] - step * value)
        return self._lost(best)

    def _lost(self, most: int) -> int:
        """No plan holds more than ``most``; all worths are multiples of the grain, and so is what is lost."""
        return -(-(self._total - most) // self._grain) * self._grain

    def _bound(self) -> tuple[int, dict[int, int]]:
        """What plans hold at most at these prices, and how it changes with each of them."""
        price = {person: round(value) for person, value in self._exact.items()}
        bound = sum(price[person] * most for person, most in self._most.items())
        price[NOBODY] = 0
        worths = [worth - price[first] - price[second] for worth, first, second in self._meetings]
        taken = self._capacity.heaviest(worths)
        asked = Counter(chain.from_iterable([self._paying[k] for k in taken]))
        slope = {person: most - asked[person] for person, most in self._most.items()}
        bound += sum([worths[k] for k in taken])
        return bound, {person: value for person, value in slope.items() if value < 0 or price[person] > 0}
