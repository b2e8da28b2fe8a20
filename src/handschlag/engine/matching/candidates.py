"""From a market to the pairs that are looked at: who may meet whom at all, and who is worth a look for whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np

from handschlag.engine.matching import tokens
from handschlag.engine.matching.arrays import Floats, Ints
from handschlag.engine.matching.pairs import Pairs
from handschlag.engine.matching.profile import Kind, Market, Participant
from handschlag.engine.matching.reciprocity import Reciprocity
from handschlag.engine.matching.swapping import NOBODY, Flags, Kinds, most_alike
from handschlag.engine.matching.taxonomy import WRITTEN

AT_ONCE = 256
"""Lines of a table of which the best are looked for together."""
CANDIDATES = 20
"""For each place of a list, so many of the best are looked at from either side."""
TELLING = 8
"""So many words, the same in two participants, are no accident."""
DIGITS = 5
"""Scores are rounded to so many: the last bits of a sum depend on how it was computed."""
MOST_KEPT = 1 << 14
"""Keys of what people say that are remembered: lists ask for them more than once."""

Scores = Callable[[Sequence[int], Sequence[int]], Floats]
"""How well each of the latter meets what each of the former looks for: (former, latter), 0 to 1. Both are places in
the market."""


def in_order(market: Market, places: Sequence[int], seed: int) -> list[int]:
    """The places by a number made from seed and id: an order that favours no letter of the alphabet."""
    return sorted(places, key=lambda place: _drawn(f"{seed} {market.participants[place].id}"))


def _drawn(words: str) -> tuple[bytes, str]:
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).digest(), words


def all_pairs(
    market: Market, places: Sequence[int], scores: Scores, *, k: int, reciprocity: Reciprocity
) -> tuple[Pairs, Floats]:
    """The pairs that are worth a look, participants being numbered as in ``places``; and everybody's fair share.

    The share, (n,), is in how many lists one would be if all lists of ``k`` were drawn by lot from those who may meet.
    """
    blocks = list(_blocks(market, places))
    shares = _shares(blocks, _weights([market.participants[place] for place in places], k), k)
    parts: list[tuple[Ints, Ints, Floats, Floats, Floats]] = []
    for one, other, allowed in blocks:
        of, to = ([places[number] for number in numbers.tolist()] for numbers in (one, other))
        there, back, worth = worths(scores, of, to, reciprocity)
        cells = np.nonzero(promising(worth, allowed, k * CANDIDATES))
        parts.append((one[cells[0]], other[cells[1]], there[cells], back[cells], worth[cells]))
    ones, others, there, back, worth = (np.concatenate(part) for part in zip(_NONE, *parts, strict=True))
    return Pairs.of(len(places), ones, others, there=there, back=back, worth=worth), shares


def worths(
    scores: Scores, of: Sequence[int], to: Sequence[int], reciprocity: Reciprocity
) -> tuple[Floats, Floats, Floats]:
    """There, back, and what the pairs are worth: (of, to) each."""
    there, back = (np.round(found, DIGITS).astype(np.float32) for found in (scores(of, to), scores(to, of).T))
    return there, back, reciprocity(there, back)


_NONE = (*[np.zeros(0, dtype=np.int64)] * 2, *[np.zeros(0, dtype=np.float32)] * 3)


def _blocks(market: Market, places: Sequence[int]) -> Iterator[tuple[Ints, Ints, Flags]]:
    """For each two sides that may meet: the numbers of their participants, and who of them may meet whom."""
    sides = np.array([market.participants[place].side for place in places], dtype=object)
    for pair in sorted(sorted(pair) for pair in market.matrix):
        one, other = (np.flatnonzero(sides == side) for side in (pair[0], pair[-1]))
        if len(one) and len(other):
            allowed = may_meet(market, *([places[number] for number in numbers.tolist()] for numbers in (one, other)))
            yield one, other, np.triu(allowed) if pair[0] == pair[-1] else allowed


def _shares(blocks: Sequence[tuple[Ints, Ints, Flags]], weights: Floats, k: int) -> Floats:
    possible = np.zeros(len(weights), dtype=np.int64)
    weight = np.zeros(len(weights), dtype=np.float32)
    for one, other, allowed in blocks:
        possible[one] += allowed.sum(axis=1)
        possible[other] += allowed.sum(axis=0)
        weight[one] += allowed @ weights[other]
        weight[other] += weights[one] @ allowed
    each = np.minimum(k, possible) / np.maximum(weight, np.float32(1e-9))
    shares = np.zeros(len(weights), dtype=np.float32)
    for one, other, allowed in blocks:
        shares[one] += weights[one] * (allowed @ each[other])
        shares[other] += weights[other] * (each[one] @ allowed)
    return shares


def _weights(people: Sequence[Participant], k: int) -> Floats:
    """An organisation counts as so many participants at most as a list may hold of it, however many it sends."""
    named = [(one.side, sender) for one, sender in zip(people, senders(people), strict=True)]
    sizes = Counter(one for one in named if one[1])
    count = np.array([sizes[one] or 1 for one in named], dtype=np.float32)
    weights: Floats = np.minimum(np.float32(1), np.float32(most_alike(k)) / count)
    return weights


def may_meet(market: Market, of: Sequence[int], to: Sequence[int]) -> Flags:
    """``Market.may_meet`` of many at once: (of, to)."""
    ones, others = ([market.participants[place] for place in places] for places in (of, to))
    sides = {side: number for number, side in enumerate(market.sides)}
    meet = np.array([[frozenset({a, b}) in market.matrix for b in market.sides] for a in market.sides], dtype=bool)
    allowed = meet[np.ix_([sides[one.side] for one in ones], [sides[one.side] for one in others])]
    allowed &= np.array([one.is_cleared for one in ones], dtype=bool)[:, None]
    allowed &= np.array([one.is_cleared for one in others], dtype=bool)
    allowed &= np.array(of, dtype=np.int64)[:, None] != np.array(to, dtype=np.int64)
    mine, theirs = ([one.organisation for one in people] for people in (ones, others))
    allowed &= ~_equal(mine, theirs)
    _forbid(allowed, ones, others)
    _forbid(allowed.T, others, ones)
    return allowed


def _equal(mine: Sequence[str], theirs: Sequence[str]) -> Flags:
    """Both are there and the same."""
    numbers = {name: number for number, name in enumerate(sorted({*mine, *theirs} - {""}))}
    one, other = (np.array([numbers.get(name, NOBODY) for name in names], dtype=np.int64) for names in (mine, theirs))
    same: Flags = (one[:, None] == other) & (one != NOBODY)[:, None]
    return same


def _forbid(allowed: Flags, ones: Sequence[Participant], others: Sequence[Participant]) -> None:
    """Take out whom each of ``ones`` never wants to meet."""
    if any(one.vetoes for one in ones):
        columns = {one.id: column for column, one in enumerate(others)}
        for row, one in enumerate(ones):
            allowed[row, [columns[id_] for id_ in one.vetoes if id_ in columns]] = False


def promising(worth: Floats, allowed: Flags, most: int) -> Flags:
    """Which cells are among the ``most`` of their row or of their column, and allowed."""
    if most >= max(worth.shape):
        return allowed
    values = np.where(allowed, worth, -1)
    found = np.zeros_like(allowed)
    for axis, length in enumerate(worth.shape):
        if most >= length:
            return allowed
        for lines in _bands(values.shape[1 - axis], axis):  # all at once would take more memory than the values
            best = np.argpartition(values[lines], length - most, axis=axis)
            np.put_along_axis(found[lines], best.take(range(length - most, length), axis=axis), True, axis=axis)
    return found & allowed


def _bands(lines: int, axis: int) -> Iterator[tuple[slice, ...]]:
    """Some rows after the other where we look along rows (axis 1), some columns where along columns."""
    for start in range(0, lines, AT_ONCE):
        some = slice(start, start + AT_ONCE)
        yield (some,) if axis == 1 else (slice(None), some)


def kinds_of(people: Sequence[Participant]) -> Kinds:
    """Numbers of their organisations and of the class groups in which they work."""
    return Kinds(_numbers(senders(people)), _numbers([_trade(one) for one in people]))


def senders(people: Sequence[Participant]) -> list[str]:
    """Who stands behind each: the organisation, or what several say in the same words; empty for who is alone.

    Clones of one profile are one sender, whatever organisations they name: they gain no more places than one
    organisation with as many participants.
    """
    words = [_words(one) for one in people]
    times = Counter(words)
    stands_for: dict[str, str] = {}

    def first(name: str) -> str:
        while (other := stands_for.get(name, name)) != name:
            name = other
        return name

    for one, said in zip(people, words, strict=True):
        if said and times[said] > 1 and one.organisation:
            ends = sorted({first(one.organisation), first(said)})
            stands_for[ends[-1]] = ends[0]
    return [
        first(one.organisation or (said if times[said] > 1 else "")) for one, said in zip(people, words, strict=True)
    ]


def _words(one: Participant) -> str:
    return _key(tuple(profile.text for profile in one.profiles))


@lru_cache(maxsize=MOST_KEPT)
def _key(texts: tuple[str, ...]) -> str:
    """What somebody says, as a key that knows neither order nor repetition nor what cannot be seen."""
    said = set().union(*map(tokens.said, texts))
    return f"\0{' '.join(sorted(said))}" if len(said) >= TELLING else ""


def _numbers(names: Sequence[str]) -> Ints:
    known = {name: number for number, name in enumerate(sorted({*names} - {""}))}
    return np.array([known.get(name, NOBODY) for name in names], dtype=np.int64)


def _trade(participant: Participant) -> str:
    """The group of the first class that is named, by the organisation or else in an offer; empty if none is."""
    offered = [code for profile in participant.of_kind(Kind.OFFER) for code in profile.codes]
    for code in (*participant.codes, *offered):
        if (found := WRITTEN.fullmatch(code)) and found[2]:
            return f"{found[1]}.{found[2]}"
    return ""
