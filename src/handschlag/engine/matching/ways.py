"""Ways through the concept base that join what one text speaks of with what another does, as a reader believes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from handschlag.engine.matching.concepts import ConceptBase

SHORTEST = 2
"""Concepts on a way of one relation."""
MOST_STEPS = 2
"""Relations from the one text to the other at most; nobody believes a longer way."""
SURROUNDINGS = frozenset(["used_in", "made_of", "needs", "part_of", "serves", "measured_by"])
"""Two things that only share one of these (both used in mines, both of steel) have nothing to do with each other."""
MOST_CROWDED = 100
"""What has more relations (steel, machine) joins nothing to anything; nor does an industry."""


class Step(NamedTuple):
    """A concept on the way from one text to the other, and the relation that leads to it.

    ``relation`` is empty at the beginning; ``is_back`` says that it is read from this concept to the one before.
    """

    concept: int
    relation: str = ""
    is_back: bool = False


@dataclass(frozen=True, slots=True)
class Ends:
    """Concepts that a way may begin or end with, and all that are one step away from any of them, as bits.

    As bits they take a tenth of the room of a set, and whether two have any in common is seen at once.
    """

    places: Set[int]
    around: int


class Ways:
    """The relations as a graph to walk in; it is made when it is first asked."""

    def __init__(self, base: ConceptBase) -> None:
        self._base = base

    @cached_property
    def _ways(self) -> dict[int, dict[int, Step]]:
        """The steps from each concept by where they lead, to what is rarely related first.

        What leads everywhere explains nothing. Of several relations between two concepts the first is told.
        """
        ways: defaultdict[int, list[Step]] = defaultdict(list)
        for relation in self._base.relations:
            ways[relation.source].append(Step(relation.target, str(relation.type)))
            ways[relation.target].append(Step(relation.source, str(relation.type), is_back=True))
        return {place: self._by_target(steps) for place, steps in ways.items()}

    @cached_property
    def _near(self) -> list[int]:
        """What is one step away from each concept, as bits."""
        return [sum([1 << other for other in self._ways.get(place, ())]) for place in range(len(self._crowd))]

    def _by_target(self, steps: Iterable[Step]) -> dict[int, Step]:
        found: dict[int, Step] = {}
        for step in sorted(steps, key=lambda step: (self._crowd[step.concept], step.concept)):
            found.setdefault(step.concept, step)
        return found

    @cached_property
    def _crowd(self) -> list[int]:
        crowd = [0] * len(self._base.concepts)
        for relation in self._base.relations:
            crowd[relation.source] += 1
            crowd[relation.target] += 1
        return crowd

    def ends(self, places: Set[int]) -> Ends:
        """What a text speaks of, to look for ways from it and to it."""
        around = 0
        for place in places:
            around |= self._near[place]
        return Ends(places, around)

    def path(self, begins: Ends, ends: Ends, points: Sequence[int]) -> list[Step]:
        """The shortest way from any of the one to any of the other through one of these, the earlier ones first."""
        best: list[Step] = []
        for point in points:
            way = self._through(point, begins, ends)
            if len(way) == SHORTEST:
                return way
            best = best or way  # of the longer ones all are as long as may be
        return best

    def _through(self, point: int, begins: Ends, ends: Ends) -> list[Step]:
        forth = self._way(point, ends)
        back = self._way(point, begins) if forth else []
        way = _turned(back) + forth[1:]
        is_short = 1 < len(way) <= MOST_STEPS + 1 and len({step.concept for step in way}) == len(way)
        return way if back and is_short and not self._says_nothing(way) else []

    def _says_nothing(self, way: Sequence[Step]) -> bool:
        """Whether a way of several steps goes through what everything has to do with."""
        is_long = len(way) > 2
        broad = any(self._crowd[step.concept] > MOST_CROWDED for step in way[1:-1])
        return _is_by_surroundings(way) or broad or (is_long and any(self._is_industry(step.concept) for step in way))

    def _is_industry(self, concept: int) -> bool:
        return self._base.concepts[concept].kind == "industry"

    def _way(self, start: int, wanted: Ends) -> list[Step]:
        """A shortest way of at most ``MOST_STEPS`` to any of the wanted, over rarely related concepts first."""
        if start in wanted.places:
            return [Step(start)]
        if wanted.around >> start & 1:
            return [Step(start), self._first(self._ways[start], wanted)]
        between = self._near[start] & wanted.around
        if not between:
            return []
        step = next(step for place, step in self._ways[start].items() if between >> place & 1)
        return [Step(start), step, self._first(self._ways[step.concept], wanted)]

    def _first(self, steps: Mapping[int, Step], wanted: Ends) -> Step:
        """The first of these steps that leads to any of the wanted; one does."""
        return steps[min(steps.keys() & wanted.places, key=lambda place: (self._crowd[place], place))]


def _is_by_surroundings(way: Sequence[Step]) -> bool:
    """Whether a way goes to something and by the same relation away from it."""
    return any(
        one.relation == other.relation and one.is_back != other.is_back and one.relation in SURROUNDINGS
        for one, other in pairwise(way[1:])
    )


def _turned(way: Sequence[Step]) -> list[Step]:
    """The same way from its other end, each relation read the other way round."""
    ends = [Step(step.concept) for step in way[-1:]]
    return ends + [
        Step(before.concept, after.relation, not after.is_back) for before, after in reversed(list(pairwise(way)))
    ]
