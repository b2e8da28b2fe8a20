"""Whom everybody should meet: from a market and scores in both directions to lists, and what is to be said of them.

Nothing depends on the order of the participants. Where nothing else decides, a number made from seed and id does, so
that nobody is ahead because of the alphabet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from handschlag.engine.matching.arrays import Floats, Ints
from handschlag.engine.matching.candidates import (
    CANDIDATES,
    Scores,
    all_pairs,
    in_order,
    kinds_of,
    may_meet,
    worths,
)
from handschlag.engine.matching.choosing import advised, choose, varied
from handschlag.engine.matching.exposure import Exposure, exposure
from handschlag.engine.matching.pairs import Pairs
from handschlag.engine.matching.prices import Terms, settle
from handschlag.engine.matching.profile import Market, Participant
from handschlag.engine.matching.reciprocity import Reciprocity, harmonic
from handschlag.engine.matching.swapping import NOBODY, Flags, seen

PLACES = 10


@dataclass(frozen=True, slots=True)
class Suggested:
    """Somebody in a list: ``score`` for both, ``there`` for whose list it is, ``back`` for the one suggested."""

    id: str
    score: float
    there: float
    back: float


@dataclass(frozen=True, slots=True)
class Standing:
    """How much somebody is in demand.

    Attributes
    ----------
    price : what being in demand takes off the worth (below zero: adds)
    share : the fair share of lists
    quota, seen : in how many lists somebody may be, and is
    """

    price: float = 0.0
    share: float = 0.0
    quota: int = 1
    seen: int = 0


NEW = Standing()
"""That of those who were not there when the prices were made."""


@dataclass(frozen=True, slots=True)
class Recommendations:
    """Everybody's list, best first, and how fair they are; by id."""

    lists: Mapping[str, tuple[Suggested, ...]]
    exposure: Exposure
    standings: Mapping[str, Standing]


def recommend(
    market: Market, scores: Scores, *, k: int = PLACES, seed: int = 0, reciprocity: Reciprocity = harmonic
) -> Recommendations:
    """Lists of ``k`` for everybody; who may meet nobody has an empty one.

    Raises
    ------
    ValueError
        If ``k`` is below 1.
    """
    if k < 1:
        raise ValueError(f"expected lists of at least 1, got {k}")
    places = in_order(market, range(len(market.participants)), seed)
    people = [market.participants[place] for place in places]
    pairs, shares = all_pairs(market, places, scores, k=k, reciprocity=reciprocity)
    terms = Terms.fair(pairs.possible(), shares, places=k)
    prices = settle(pairs, terms)
    chosen = choose(pairs, prices, terms, kinds_of(people))
    ids = [one.id for one in people]
    return Recommendations(
        {who: tuple(_list(pairs, row, ids)) for who, row in zip(ids, chosen, strict=True)},
        exposure(pairs, chosen, ids, {side: _of_side(people, side) for side in market.sides}),
        {
            who: Standing(*numbers)
            for who, *numbers in zip(
                ids,
                prices.tolist(),
                shares.tolist(),
                terms.quotas.tolist(),
                seen(pairs, chosen).tolist(),
                strict=True,
            )
        },
    )


def _list(pairs: Pairs, looks: Ints, ids: Sequence[str]) -> Iterator[Suggested]:
    for look in looks[looks != NOBODY].tolist():
        back = float(pairs.there[pairs.twin[look]])
        yield Suggested(ids[pairs.at[look]], float(pairs.worth[look]), float(pairs.there[look]), back)


def _of_side(people: Sequence[Participant], side: str) -> Ints:
    return np.array([number for number, one in enumerate(people) if one.side == side], dtype=np.int64)


def renew(
    known: Recommendations,
    market: Market,
    scores: Scores,
    *,
    id_: str,
    k: int = PLACES,
    seed: int = 0,
    reciprocity: Reciprocity = harmonic,
) -> tuple[Suggested, ...]:
    """A fresh list for one whose profile has changed, or who has come late, at the prices as they are.

    The lists of the others stay. Who is in as many as the quota allows is not suggested once more.
    """
    me = next(place for place, one in enumerate(market.participants) if one.id == id_)
    sides = {side for side in market.sides if frozenset({market.participants[me].side, side}) in market.matrix}
    # All of them are scored, also those who may not be suggested: they were read one after the other.
    everybody = np.array([place for place, one in enumerate(market.participants) if one.side in sides], dtype=np.int64)
    is_open = _open_to(known, market, me, everybody)
    to = everybody[is_open]
    there, back, worth = (found[:, is_open] for found in worths(scores, [me], everybody.tolist(), reciprocity))
    standings = [known.standings.get(market.participants[place].id, NEW) for place in to.tolist()]
    prices = np.array([one.price for one in standings], dtype=np.float32)
    best = _best(market, to, worth[0] - prices, most=k * CANDIDATES, seed=seed)
    people = [market.participants[place] for place in to[best].tolist()]
    kept = best[varied(worth[0, best], np.arange(len(best)), kinds_of(people), k)]
    shares = np.array([standings[number].share for number in kept.tolist()], dtype=np.float32)
    kept = kept[np.argsort(-advised(worth[0, kept], prices[kept], shares, k), kind="stable")]
    return tuple(
        Suggested(market.participants[place].id, *numbers)
        for place, *numbers in zip(
            to[kept].tolist(), worth[0, kept].tolist(), there[0, kept].tolist(), back[0, kept].tolist(), strict=True
        )
    )


def _open_to(known: Recommendations, market: Market, me: int, everybody: Ints) -> Flags:
    """Which of all places are of those whom one may meet, and who are not in as many lists as the quota allows."""
    held = {one.id for one in known.lists.get(market.participants[me].id, ())}
    full = {id_ for id_, standing in known.standings.items() if standing.seen >= standing.quota} - held
    is_free = np.array([market.participants[place].id not in full for place in everybody.tolist()], dtype=bool)
    is_open: Flags = is_free & may_meet(market, [me], everybody.tolist())[0]
    return is_open


def _best(market: Market, to: Ints, net: Floats, *, most: int, seed: int) -> Ints:
    """The numbers of the greatest, in order; equal ones by what is drawn from their ids."""
    if len(net) > most:
        near = np.flatnonzero(net >= np.partition(net, len(net) - most)[len(net) - most])
    else:
        near = np.arange(len(net))
    number_of = dict(zip(to[near].tolist(), near.tolist(), strict=True))
    drawn = np.array([number_of[place] for place in in_order(market, to[near].tolist(), seed)], dtype=np.int64)
    ordered: Ints = drawn[np.argsort(-net[drawn], kind="stable")]
    return ordered
