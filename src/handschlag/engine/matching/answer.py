"""What ``recommend`` answers: a list for everybody, each suggestion with its scores and reasons."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from handschlag.engine.matching import explain, score
from handschlag.engine.matching.arrays import Floats
from handschlag.engine.matching.explain import Explainer
from handschlag.engine.matching.profile import Kind, Market, Participant
from handschlag.engine.matching.reading import Reader
from handschlag.engine.matching.recommendation import Recommendations, Suggested, recommend, renew

_json = partial(json.dumps, ensure_ascii=False)


def answer(market: Market, reader: Reader, *, k: int = 10, seed: int = 0, language: str = "en") -> dict[str, Any]:
    """Lists of ``k`` for everybody with reasons in the reader's ``language``, and who is seen how often."""
    return Answer(score.ready(reader.in_rev2(market), reader), reader, k=k, seed=seed, language=language).whole()


class Answer:
    """Lists of ``k`` for everybody at a market whose profiles have been read, and whose codes are those of Rev. 2.

    Each list with its reasons is made when it is asked for: all together they take more room than the market.

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
        for id_, row in self.found.lists.items():
            yield id_, [self._told.suggestion(id_, one) for one in row]

    @property
    def exposure(self) -> dict[str, Any]:
        """How evenly everybody is seen."""
        return _exposure(self.found)

    def whole(self) -> dict[str, Any]:
        """All lists at once."""
        return {"lists": dict(self.lists()), "exposure": self.exposure}

    def written(self) -> Iterator[str]:
        """``whole`` as JSON, in pieces."""
        divider = '{"lists": {'
        for id_, row in self.lists():
            yield f"{divider}{_json(id_)}: {_json(row)}"
            divider = ", "
        yield f'{divider if divider != ", " else ""}}}, "exposure": {_json(self.exposure)}}}'


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
    return [told.suggestion(changed.id, one) for one in found]


class _Told:
    """Suggestions with their reasons."""

    def __init__(self, readied: score.Readied, lists: Mapping[str, Sequence[Suggested]], explainer: Explainer) -> None:
        self._market = market = readied.market
        self._place = {one.id: place for place, one in enumerate(market.participants)}
        pairs = [(self._place[id_], self._place[one.id]) for id_, row in lists.items() for one in row]
        self._directions = explainer.directions(way for one, other in pairs for way in ((one, other), (other, one)))
        self._lowering = _lowering(readied)

    def suggestion(self, id_: str, one: Suggested) -> dict[str, Any]:
        """``score`` is that of both directions; ``there``: how well they meet her needs, ``back``: she theirs."""
        numbers = {"score": round(one.score, 4), "there": round(one.there, 4), "back": round(one.back, 4)}
        return {"id": one.id, **numbers, "strength": explain.strength(one.score), "reasons": self._reasons(id_, one.id)}

    def _reasons(self, id_: str, other: str) -> list[dict[str, Any]]:
        mine, theirs = self._place[id_], self._place[other]
        return [
            *({**one, "direction": "there"} for one in self._directions[mine, theirs]),
            *({**one, "direction": "back"} for one in self._directions[theirs, mine]),
            *explain.about_people(self._market.by_id[id_], self._market.by_id[other]),
            *self._lowering[mine],
            *self._lowering[theirs],
        ]


def _lowering(readied: score.Readied) -> list[list[dict[str, Any]]]:
    """What keeps each from being found better: no seek, no offer, a text that says nothing."""
    missing = [
        [{"kind": f"no_{kind}", "participant": who.id} for kind in Kind if not who.of_kind(kind)]
        for who in readied.market.participants
    ]
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
