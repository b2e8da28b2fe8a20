"""What ``recommend`` answers: a list for everybody, each suggestion with its scores and reasons."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Any

from handschlag.engine.matching import explain, score
from handschlag.engine.matching.arrays import Floats
from handschlag.engine.matching.explain import Explainer
from handschlag.engine.matching.processes import in_turn
from handschlag.engine.matching.profile import Kind, Market, Participant
from handschlag.engine.matching.reading import Reader
from handschlag.engine.matching.recommendation import Recommendations, Suggested, recommend, renew
from handschlag.engine.matching.score import Direction

AT_ONCE = 16
"""Lists that are made together."""

_json = partial(json.dumps, ensure_ascii=False)


def answer(market: Market, reader: Reader, *, k: int = 10, seed: int = 0, language: str = "en") -> dict[str, Any]:
    """Lists of ``k`` for everybody with reasons in the reader's ``language``, and who is seen how often."""
    return Answer(score.ready(reader.in_rev2(market), reader), reader, k=k, seed=seed, language=language).whole()


class Answer:
    """Lists of ``k`` for everybody at a market whose profiles have been read, and whose codes are those of Rev. 2.

    Each list with its reasons is made when it is asked for: all together they take more room than the market.
    Several ``processes`` write them side by side.

    ``found`` are the lists without reasons, and the prices at which they were made.
    """

    def __init__(
        self, readied: score.Readied, reader: Reader, *, k: int = 10, seed: int = 0, language: str = "en"
    ) -> None:
        def scores(of: Sequence[int], to: Sequence[int]) -> Floats:
            found = score.directions(readied, of, to, reader)
            for side in (readied.seeks, readied.offers):  # nobody asks for them again, and they are large
                side.forget()
            return found

        self.found = recommend(readied.market, scores, k=k, seed=seed)
        self._told = _Told(readied, self.found.lists, Explainer(reader, readied, language=language))

    def lists(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Everybody's id and list."""
        for number in range(len(self._blocks)):
            yield from self._of_block(number, 1)

    def _of_block(self, number: int, processes: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Lists that are made together, in one of so many processes that take turns with the blocks."""

        def is_to_come(id_: str) -> bool:
            later = self._turns[id_] - number
            return later > 0 and later % processes == 0

        return self._told.lists(self._blocks[number], is_to_come)

    @cached_property
    def _blocks(self) -> list[list[str]]:
        ids = [*self.found.lists]
        return [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]

    @cached_property
    def _turns(self) -> dict[str, int]:
        return {id_: number for number, ids in enumerate(self._blocks) for id_ in ids}

    @property
    def exposure(self) -> dict[str, Any]:
        """How evenly everybody is seen."""
        return _exposure(self.found)

    def whole(self) -> dict[str, Any]:
        """All lists at once."""
        return {"lists": dict(self.lists()), "exposure": self.exposure}

    def written(self, *, processes: int = 1) -> Iterator[str]:
        """``whole`` as JSON, in pieces."""
        divider = '{"lists": {'
        in_json = partial(self._block_in_json, processes)
        for piece in in_turn(in_json, len(self._blocks), processes=processes):
            yield f"{divider}{piece}"
            divider = ", "
        yield f'{divider if divider != ", " else ""}}}, "exposure": {_json(self.exposure)}}}'

    def _block_in_json(self, processes: int, number: int) -> str:
        return ", ".join(f"{_json(id_)}: {_json(row)}" for id_, row in self._of_block(number, processes))


def fresh(
    known: Recommendations, readied: score.Readied, changed: Participant, reader: Reader, *, k: int = 10, language: str
) -> list[dict[str, Any]]:
    """A list with reasons for one who has changed a profile, or comes late, at a market that has been read before.

    ``known`` are the lists of that market: its prices stay as they are, and so do the lists of the others.
    """
    alone = replace(readied.market, participants=(replace(changed, vetoes=frozenset()),))
    mine = score.ready(reader.in_rev2(alone), reader)
    now = replace(mine.market.participants[0], vetoes=changed.vetoes)
    people = readied.market.participants
    where = {one.id: place for place, one in enumerate(people)}
    me = where.get(changed.id, len(people))
    market = replace(readied.market, participants=(*people[:me], now, *people[me + 1 :]))

    def scores(of: Sequence[int], to: Sequence[int]) -> Floats:
        seeking, offering = ((mine, [0]) if list(one) == [me] else (readied, one) for one in (of, to))
        return score.directions_between(seeking, offering, reader)

    found = renew(known, market, scores, id_=changed.id, k=k)
    few = score.together(mine, score.some(readied, [where[one.id] for one in found]))
    told = _Told(few, {changed.id: found}, Explainer(reader, few, language=language))
    return next(told.lists([changed.id], lambda _: False))[1]


class _Told:
    """Suggestions with their reasons."""

    def __init__(self, readied: score.Readied, lists: Mapping[str, Sequence[Suggested]], explainer: Explainer) -> None:
        self._readied, self._lists, self._explainer = readied, lists, explainer
        self._people = readied.market.participants
        self._place = {one.id: place for place, one in enumerate(self._people)}
        self._suggested = {id_: frozenset(one.id for one in row) for id_, row in lists.items()}
        self._directions: dict[Direction, list[dict[str, Any]]] = {}

    def lists(
        self, ids: Sequence[str], is_to_come: Callable[[str], bool]
    ) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """The lists of some.

        What two have to do with each other is kept for the other's list, if that one is to come here.
        """
        pairs = [(id_, one.id) for id_ in ids for one in self._lists[id_]]
        ways = [way for pair in pairs for way in self._both_ways(*pair)]
        self._directions |= self._explainer.directions(way for way in ways if way not in self._directions)
        for id_ in ids:
            yield id_, [self._suggestion(self._place[id_], one) for one in self._lists[id_]]
        for id_, other in pairs:
            if id_ not in self._suggested.get(other, ()) or not is_to_come(other):
                for way in self._both_ways(id_, other):
                    self._directions.pop(way, None)

    def _both_ways(self, one: str, other: str) -> tuple[Direction, Direction]:
        here, there = self._place[one], self._place[other]
        return (here, there), (there, here)

    def _suggestion(self, mine: int, one: Suggested) -> dict[str, Any]:
        """``score`` is that of both directions; ``there``: how well they meet her needs, ``back``: she theirs."""
        numbers = {"score": round(one.score, 4), "there": round(one.there, 4), "back": round(one.back, 4)}
        reasons = self._reasons(mine, self._place[one.id])
        return {"id": one.id, **numbers, "strength": explain.strength(one.score), "reasons": reasons}

    def _reasons(self, mine: int, theirs: int) -> list[dict[str, Any]]:
        return [
            *({**one, "direction": "there"} for one in self._directions[mine, theirs]),
            *({**one, "direction": "back"} for one in self._directions[theirs, mine]),
            *explain.about_people(self._people[mine], self._people[theirs]),
            *self._lowering[mine],
            *self._lowering[theirs],
        ]

    @cached_property
    def _lowering(self) -> list[list[dict[str, Any]]]:
        """What keeps each from being found better: no seek, no offer, a text that says nothing."""
        missing = [
            [{"kind": f"no_{kind}", "participant": who.id} for kind in Kind if not who.of_kind(kind)]
            for who in self._people
        ]
        readied = self._readied
        for readings, owners in ((readied.seeks, readied.seekers), (readied.offers, readied.offerers)):
            for row, owner in enumerate(owners):
                missing[owner] += [one for one in explain.lowers(readings, row) if one["kind"] != "no_class"]
        return missing


def _exposure(found: Recommendations) -> dict[str, Any]:
    exposure = found.exposure
    return {
        "gini": {side: round(value, 4) for side, value in exposure.gini.items()},
        "unseen": list(exposure.unseen),
        "busiest": exposure.busiest,
    }
