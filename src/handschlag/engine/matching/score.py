"""How well a need is met: of two profiles, and of two participants in one direction.

The odds that a seek and an offer belong together are the sum of what each feature says, ``weights`` being logarithms
of odds; ``1 / (1 + exp(-odds))`` is their score. A direction i → j is the best seek of i against the offers of j, plus
a small share of the second best seek that they meet, as far as it is another need: nobody is rewarded for saying one
thing twice.

Who says everything says nothing. What speaks of ``n`` times as many things as is usual meets any given one ``n`` times
as often by chance, so that it tells less by ``log n`` (Good 1950); three times that is taken off, so that trying does
not pay (``breadth.py``). What is usual costs nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, product
from typing import TypeAlias

import numpy as np

from handschlag.engine.matching import breadth, cooperation
from handschlag.engine.matching.arrays import Floats
from handschlag.engine.matching.profile import Kind, Market, Participant, Profile
from handschlag.engine.matching.reading import LEVELS, Reader, Readings
from handschlag.engine.matching.weights import SHIPPED, Weights

Conditions: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]
"""Ways of working together, and certificates: needed by a seek, there with an offer."""
Direction: TypeAlias = tuple[int, int]
"""Who seeks and who offers, as places in the market."""
TOGETHER = 16
"""Participants whose best seeks and offers are looked up at once."""
MOST_CELLS = 250_000
"""Pairs of profiles that are judged at once."""


@dataclass(frozen=True)
class Readied:
    """A market whose profiles have been read: seeks and offers, each with its participant's place in the market."""

    market: Market
    seeks: Readings
    seekers: tuple[int, ...]
    offers: Readings
    offerers: tuple[int, ...]

    @cached_property
    def seeks_of(self) -> dict[int, list[int]]:
        """The rows of everybody's seeks, by places in the market."""
        return _rows_of(self.seekers)

    @cached_property
    def offers_of(self) -> dict[int, list[int]]:
        """The same of offers."""
        return _rows_of(self.offerers)


def ready(market: Market, reader: Reader, *, processes: int = 1) -> Readied:
    """Read all profiles of a market once."""
    sides = [_of_kind(market, kind) for kind in (Kind.SEEK, Kind.OFFER)]
    (seekers, seeks), (offerers, offers) = sides
    whole = reader.read([*seeks, *offers], processes=processes)
    half, end = len(seeks), len(seeks) + len(offers)
    return Readied(market, whole.of(range(half)), tuple(seekers), whole.of(range(half, end)), tuple(offerers))


def some(readied: Readied, places: Sequence[int]) -> Readied:
    """Some participants of a market that has been read, in this order; without vetoes, which may name others."""
    people = tuple(replace(readied.market.participants[place], vetoes=frozenset()) for place in places)
    market = replace(readied.market, participants=people)
    seeks, seekers = _chosen(readied.seekers, places)
    offers, offerers = _chosen(readied.offerers, places)
    return Readied(market, readied.seeks.of(seeks), tuple(seekers), readied.offers.of(offers), tuple(offerers))


def together(one: Readied, other: Readied) -> Readied:
    """The participants of the one and then those of the other, at the market of the one."""
    before = len(one.market.participants)
    market = replace(one.market, participants=(*one.market.participants, *other.market.participants))
    return Readied(
        market,
        one.seeks.and_also(other.seeks),
        (*one.seekers, *(before + owner for owner in other.seekers)),
        one.offers.and_also(other.offers),
        (*one.offerers, *(before + owner for owner in other.offerers)),
    )


def directions(
    readied: Readied, of: Sequence[int], to: Sequence[int], reader: Reader, weights: Weights = SHIPPED
) -> Floats:
    """How well the offers of each of ``to`` meet the seeks of each of ``of``: (of, to), 0 to 1.

    Places are those of participants in the market. Who seeks nothing, or offers nothing, has 0.
    """
    return directions_between((readied, of), (readied, to), reader, weights)


def directions_between(
    seeking: tuple[Readied, Sequence[int]],
    offering: tuple[Readied, Sequence[int]],
    reader: Reader,
    weights: Weights = SHIPPED,
) -> Floats:
    """The same of participants that have been read apart, each with places in a market of its own."""
    (one, of), (other, to) = seeking, offering
    result = np.zeros((len(of), len(to)), dtype=np.float32)
    in_order = sorted(range(len(to)), key=to.__getitem__)  # as they were read: their vectors are not copied
    offers, columns = _chosen(other.offerers, [to[place] for place in in_order])
    as_wanted = np.argsort(in_order)
    if not offers:
        return result
    there = other.offers.of(offers)
    per_row = max(1, MOST_CELLS // len(offers))
    for rows in _blocks(one.seekers, of, per_row):
        seeks, places = _chosen(one.seekers, [of[row] for row in rows])
        if seeks:
            here = one.seeks.of(seeks)
            total = odds(here, there, reader, weights)
            for_one = _best((1 / (1 + np.exp(-total))).astype(np.float32), columns, len(to), axis=1)
            best = _best(for_one, places, len(rows), axis=0)
            second = _second(for_one, places, best, here)
            result[rows] = (best + weights.second * (1 - best) * second)[:, as_wanted]
    return result


def best_rows(
    readied: Readied, wanted: Iterable[Direction], reader: Reader, weights: Weights = SHIPPED
) -> dict[Direction, tuple[int, int] | None]:
    """The seek and the offer, as rows, that fit best in each direction; None where nothing can fit."""
    seeks_of, offers_of = readied.seeks_of, readied.offers_of
    found: dict[Direction, tuple[int, int] | None] = {}
    others: defaultdict[int, list[int]] = defaultdict(list)
    for one, other in dict.fromkeys(wanted):
        mine, theirs = seeks_of.get(one, ()), offers_of.get(other, ())
        if len(mine) == len(theirs) == 1:  # most of them: nothing to choose from
            seek, offer = readied.seeks.profiles[mine[0]], readied.offers.profiles[theirs[0]]
            can_fit = np.isfinite(_condition(_conditions(seek), _conditions(offer), weights))
            found[one, other] = (mine[0], theirs[0]) if can_fit else None
        elif mine and theirs:
            others[one].append(other)
        else:
            found[one, other] = None
    for block in _together(others):
        seeks = [row for one in block for row in seeks_of[one]]
        offers = sorted({row for one in block for other in others[one] for row in offers_of[other]})
        values = odds(readied.seeks.of(seeks), readied.offers.of(offers), reader, weights)
        here, there = ({row: place for place, row in enumerate(rows)} for rows in (seeks, offers))
        for one in block:
            for other in others[one]:
                ways = product(seeks_of[one], offers_of[other])
                best = max(ways, key=lambda way: values[here[way[0]], there[way[1]]])
                found[one, other] = best if np.isfinite(values[here[best[0]], there[best[1]]]) else None
    return found


def _together(people: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(people)
    while block := list(islice(rest, TOGETHER)):
        yield block


def _rows_of(owners: Sequence[int]) -> dict[int, list[int]]:
    rows: defaultdict[int, list[int]] = defaultdict(list)
    for row, owner in enumerate(owners):
        rows[owner].append(row)
    return dict(rows)


def odds(seeks: Readings, offers: Readings, reader: Reader, weights: Weights = SHIPPED) -> Floats:
    """The logarithm of the odds for each seek and offer, (seeks, offers); minus infinity where they cannot fit."""
    total = np.zeros((len(seeks.profiles), len(offers.profiles)), dtype=np.float32)
    for part in parts(seeks, offers, reader, weights):
        total += part
    return total


def parts(seeks: Readings, offers: Readings, reader: Reader, weights: Weights) -> Iterator[Floats]:
    """What each feature adds to the logarithm of the odds, (seeks, offers) each: six, the prior first."""
    yield np.full((len(seeks.profiles), len(offers.profiles)), weights.prior, dtype=np.float32)
    yield by_text(seeks, offers, weights)
    yield by_codes(seeks, offers, reader, weights)
    yield foretold(seeks, offers, reader, weights)
    yield by_trade(seeks, offers, weights)
    yield by_conditions(seeks.profiles, offers.profiles, weights)


def by_text(seeks: Readings, offers: Readings, weights: Weights) -> Floats:
    """What the texts say: their likeness in concept space; nothing where either says nothing that we know."""
    likeness = seeks.vectors @ offers.vectors.T
    says = seeks.speaks[:, None] & offers.speaks
    value = np.clip(weights.text * (likeness - weights.text_middle), weights.text_least, weights.text_most)
    value = np.maximum(value - np.log(breadth.of_texts(seeks, offers)), weights.text_least)
    return np.where(says, value, 0).astype(np.float32)


def by_codes(seeks: Readings, offers: Readings, reader: Reader, weights: Weights) -> Floats:
    """What the codes say: the nearest two on the tree; nothing where either has none.

    The codes beside the shared ones make a shared one less telling; one more that both have never does.
    """
    classes = reader.taxonomy
    near = [seeks.on_tree(classes, length) @ offers.on_tree(classes, length).T > 0 for length in LEVELS]
    value = np.select(near[::-1], [weights.same_class, weights.same_group, weights.same_division], weights.no_class)
    value = np.maximum(value - np.log(breadth.of_codes(seeks, offers)), weights.no_class)
    here, there = (np.array([bool(one) for one in rows.codes], dtype=bool) for rows in (seeks, offers))
    return np.where(here[:, None] & there, value, 0).astype(np.float32)


def foretold(seeks: Readings, offers: Readings, reader: Reader, weights: Weights) -> Floats:
    """A text that belongs to the class that the other one names, both ways."""
    here, there = (one.on_tree(reader.taxonomy, LEVELS[-1]) for one in (seeks, offers))
    forth = seeks.likeness @ there.T / np.maximum(1, there.sum(axis=1))
    back = (offers.likeness @ here.T / np.maximum(1, here.sum(axis=1))).T
    value: Floats = (weights.foretold * (forth + back) / breadth.of_texts(seeks, offers)).astype(np.float32)
    return value


def by_trade(seeks: Readings, offers: Readings, weights: Weights) -> Floats:
    """Texts that belong to the same classes, whether or not somebody has named one."""
    likeness = seeks.trade @ offers.trade.T
    value: Floats = (weights.same_trade * likeness / breadth.of_texts(seeks, offers)).astype(np.float32)
    return value


def by_conditions(seeks: Sequence[Profile], offers: Sequence[Profile], weights: Weights) -> Floats:
    """What the ways of working together say; minus infinity where a certificate is missing that is needed."""
    here, there = ([_conditions(one) for one in rows] for rows in (seeks, offers))
    kinds, others = ({key: place for place, key in enumerate(dict.fromkeys(keys))} for keys in (here, there))
    # Few differ: each two are judged once, however many have them.
    judged = np.zeros((len(kinds), len(others)), dtype=np.float32)
    for (one, row), (other, column) in product(kinds.items(), others.items()):
        judged[row, column] = _condition(one, other, weights)
    found: Floats = judged[np.ix_([kinds[key] for key in here], [others[key] for key in there])]
    return found


def _conditions(one: Profile) -> Conditions:
    return one.cooperation, one.certificates


def _condition(seek: Conditions, offer: Conditions, weights: Weights) -> float:
    (ways, needed), (others, there) = seek, offer
    if {one.casefold() for one in needed} - {one.casefold() for one in there}:
        return -np.inf
    fits = cooperation.fits(ways, others)
    return 0.0 if fits is None else weights.cooperation if fits else weights.no_cooperation


def _of_kind(market: Market, kind: Kind) -> tuple[list[int], list[Profile]]:
    found = [(place, one) for place, who in enumerate(market.participants) for one in _with_codes(who, kind)]
    return [place for place, _ in found], [one for _, one in found]


def _with_codes(participant: Participant, kind: Kind) -> list[Profile]:
    """Offers without codes have those of their organisation: that is what it does."""
    rows = participant.of_kind(kind)
    if kind is Kind.SEEK:
        return list(rows)
    return [one if one.codes else replace(one, codes=participant.codes) for one in rows]


def _chosen(owners: Sequence[int], wanted: Sequence[int]) -> tuple[list[int], list[int]]:
    """Places of the profiles whose owner is wanted, sorted by owner, and for each the place of its owner there."""
    order = {owner: place for place, owner in enumerate(wanted)}
    rows = sorted((order[owner], row) for row, owner in enumerate(owners) if owner in order)
    return [row for _, row in rows], [place for place, _ in rows]


def _blocks(owners: Sequence[int], of: Sequence[int], most: int) -> list[list[int]]:
    """Rows of ``of`` in blocks whose owners have at most so many profiles together (or one owner by itself)."""
    has = np.bincount(np.array(owners, dtype=np.int64), minlength=max([*of, *owners, 0]) + 1)
    blocks: list[list[int]] = [[]]
    held = 0
    for row, owner in enumerate(of):
        if blocks[-1] and held + has[owner] > most:
            blocks.append([])
            held = 0
        blocks[-1].append(row)
        held += int(has[owner])
    return blocks


def _best(values: Floats, owners: Sequence[int], n: int, *, axis: int) -> Floats:
    """The greatest value of each of ``n`` owners along an axis; 0 for those who have none. Owners are sorted."""
    found, starts = np.unique(np.array(owners, dtype=np.int64), return_index=True)
    shape = (n, values.shape[1]) if axis == 0 else (values.shape[0], n)
    result = np.zeros(shape, dtype=np.float32)
    most = np.maximum.reduceat(values, starts, axis=axis)
    if axis == 0:
        result[found] = most
    else:
        result[:, found] = most
    return result


def _second(values: Floats, owners: Sequence[int], best: Floats, seeks: Readings) -> Floats:
    """The greatest value of each owner's further needs, each as far as its text tells it from the best one.

    0 for those who have one need only. A need without a text that we understand cannot be told from another.
    """
    _, starts, sizes = np.unique(np.array(owners, dtype=np.int64), return_index=True, return_counts=True)
    further = np.zeros_like(values)
    for start, end in [(start, start + size) for start, size in zip(starts, sizes, strict=True) if size > 1]:
        mine, speaks = seeks.vectors[start:end], seeks.speaks[start:end]
        unlike = np.where(speaks[:, None] & speaks, np.maximum(0, 1 - mine @ mine.T), 0)
        np.fill_diagonal(unlike, 0)
        further[start:end] = values[start:end] * unlike[:, values[start:end].argmax(axis=0)]
    return _best(further, owners, len(best), axis=0)
