"""A two-sided forum made up for measuring lists: topics of unequal size, and participants of unequal attraction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Lists = Sequence[npt.NDArray[np.int64]]
"""For each participant of a side, who of the other side is in the list, the first place first."""

STEEPNESS, MIDDLE = 12.0, 0.62
"""Of the chance that somebody says yes: one half where the own gain is MIDDLE."""
MEETINGS_AT_MOST = 10


@dataclass(frozen=True, slots=True)
class MadeUp:
    """What each gains from each: ``there`` the rows, ``back`` the columns; (n, m) both, 0 to 1."""

    there: Floats
    back: Floats


def make_up(n: int, m: int, *, attraction: float = 1.0, seed: int = 0, topics: int = 25, dim: int = 32) -> MadeUp:
    """Everybody offers in one topic and seeks in another; a fifth of a gain is the other one's attraction."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(topics, dim))
    shares = random.dirichlet(np.ones(topics) * 0.7)

    def side(count: int) -> tuple[npt.NDArray[np.float64], ...]:
        drawn = random.choice(topics, size=(count, 2), p=shares)
        around = [centres[drawn[:, kind]] + 0.7 * random.normal(size=(count, dim)) for kind in (0, 1)]
        return tuple(one / np.linalg.norm(one, axis=1, keepdims=True) for one in around)

    (offers, seeks), (their_offers, their_seeks) = side(n), side(m)
    mine, theirs = (attraction * 0.25 * random.lognormal(0, 0.8, size) / np.exp(0.32) for size in (n, m))
    there = 0.8 * np.clip((seeks @ their_offers.T + 1) / 2, 0, 1) + 0.2 * np.clip(theirs, 0, 1)[None, :]
    back = 0.8 * np.clip((their_seeks @ offers.T + 1) / 2, 0, 1) + 0.2 * np.clip(mine, 0, 1)[None, :]
    return MadeUp(there.astype(np.float32), back.T.astype(np.float32))


def meetings(market: MadeUp, lists: Lists, their_lists: Lists, *, trials: int = 3, seed: int = 1) -> float:
    """How many meetings come of lists, the mean of some trials.

    Everybody looks at place r with the chance 1 / log2(r + 1) and asks with a chance that rises with the own gain.
    Who is asked looks at twice as many requests as there can be meetings, in any order, and accepts likewise.
    """
    random = np.random.default_rng(seed)
    return float(np.mean([_trial(market, lists, their_lists, random) for _ in range(trials)]))


def _trial(market: MadeUp, lists: Lists, their_lists: Lists, random: np.random.Generator) -> int:
    mine, theirs = _chance(market.there), _chance(market.back.T)
    free = [np.full(len(mine), MEETINGS_AT_MOST), np.full(len(theirs), MEETINGS_AT_MOST)]
    held: set[tuple[int, int]] = set()
    asked, asked_back = (_requests(*one, random) for one in ((lists, mine), (their_lists, theirs)))
    for requests, accept, turned in ((asked, theirs, False), (asked_back, mine, True)):
        receivers, senders = (free[1], free[0]) if not turned else (free[0], free[1])
        for who in random.permutation(len(accept)).tolist():
            waiting = random.permutation(requests.get(who, []))[: 2 * MEETINGS_AT_MOST]
            for sender in waiting.astype(int).tolist():
                pair = (who, sender) if turned else (sender, who)
                can = receivers[who] > 0 and senders[sender] > 0 and pair not in held
                if can and random.random() < accept[who, sender]:
                    held.add(pair)
                    receivers[who] -= 1
                    senders[sender] -= 1
    return len(held)


def _chance(gain: Floats) -> npt.NDArray[np.float64]:
    return 1 / (1 + np.exp(-STEEPNESS * (gain.astype(np.float64) - MIDDLE)))


def _requests(lists: Lists, asks: npt.NDArray[np.float64], random: np.random.Generator) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for sender, row in enumerate(lists):
        looks = random.random(len(row)) < 1 / np.log2(np.arange(len(row)) + 2)
        for receiver in row[looks & (random.random(len(row)) < asks[sender, row])].tolist():
            found.setdefault(receiver, []).append(sender)
    return found
