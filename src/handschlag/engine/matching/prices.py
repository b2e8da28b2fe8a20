"""Congestion prices: who is wanted by too many becomes dearer, who is seen by too few becomes cheaper.

Everybody's list is made of those whose worth less their price is greatest. The prices are the dual variables of the
transport problem "maximise the worth of all lists, with k places in each, and everybody in at least ``floors`` and at
most ``quotas`` lists". In each round everybody's price moves half the way to where, the others' prices being as they
are, exactly the quota (or the floor) of lists would have them: coordinate steps as in an auction (Bertsekas 1988),
all at once and therefore damped. Popularity is all that a price knows; nobody's country or name.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from handschlag.engine.matching.arrays import Floats, Ints
from handschlag.engine.matching.pairs import Pairs

QUOTA, FLOOR = 1.4, 0.5
"""Of the fair share of lists: in so many is somebody at most, and in so many at least if somebody has use for them."""
TIGHTER = 0.1
"""So much less is the quota where a side is overrun, for each time that it is."""
ROUNDS = 30
STEP = np.float32(0.5)
STILL = 1e-3
"""The prices have settled when none moves more, in standard deviations of worth."""
LARGEST_SUBSIDY = 3.0
"""In standard deviations of worth: who fits nobody is not pressed on everybody."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What lists must keep: ``places`` in each; everybody in ``floors`` to ``quotas`` lists, both (n,).

    ``shares`` (n,) are the fair shares: in how many lists everybody would be if lists were drawn by lot.
    """

    places: int
    shares: Floats
    quotas: Ints
    floors: Ints

    @classmethod
    def fair(cls, possible: Ints, shares: Floats, *, places: int) -> Terms:
        """The usual terms for who might meet so many and has such a share."""
        quotas = np.maximum(1, np.ceil((QUOTA - TIGHTER * overrun(shares, places)) * shares - 1e-3)).astype(np.int64)
        floors = np.maximum(1, np.ceil(FLOOR * shares - 1e-3)).astype(np.int64)
        return cls(places, shares, quotas, np.minimum(floors, np.maximum(1, possible)))


def overrun(shares: Floats, places: int) -> Floats:
    """0 to 2: in how many times as many lists as a list has places somebody is by lot, beyond twice.

    Nobody can meet so many, and being in still more lists is of no use to anybody.
    """
    return np.clip(shares / places - 2, 0, 2).astype(np.float32)


def even_shares(n: int, m: int, *, places: int) -> Floats:
    """(n + m,) the fair shares of two sides all of whom may meet each other."""
    mine, theirs = m * min(places, n) / max(1, n), n * min(places, m) / max(1, m)
    return np.concatenate([np.full(n, mine), np.full(m, theirs)]).astype(np.float32)


def settle(pairs: Pairs, terms: Terms, *, rounds: int = ROUNDS) -> Floats:
    """(n,) the prices, in units of worth; below zero is a subsidy."""
    prices = np.zeros(pairs.n, dtype=np.float32)
    if not len(pairs.worth):
        return prices
    spread = float(pairs.worth.std())
    for _ in range(rounds):
        goal = np.clip(_goal(pairs, terms, prices), -LARGEST_SUBSIDY * spread, float(pairs.worth.max()))
        move = STEP * (goal - prices)
        prices += move
        if np.abs(move).max() <= STILL * spread:
            break
    return prices


def _goal(pairs: Pairs, terms: Terms, prices: Floats) -> Floats:
    """(n,) the price of each that would clear, if all others stayed as they are."""
    bids = pairs.descending(bids_of(pairs, prices, terms.places)[pairs.twin])
    cap = _between(bids.nth(terms.quotas), bids.nth(terms.quotas + 1))
    floor = _between(bids.nth(terms.floors), bids.nth(terms.floors + 1))
    return np.minimum(np.maximum(cap, 0), floor)


def bids_of(pairs: Pairs, prices: Floats, places: int) -> Floats:
    """(looks,) up to which price the one who looks would have the other one in the list."""
    net = pairs.worth - prices[pairs.at]
    ranked = pairs.descending(net)
    everyone = np.full(pairs.n, places)
    last, spare = ranked.nth(everyone), ranked.nth(everyone + 1)
    return pairs.worth - np.where(net >= last[pairs.by], spare[pairs.by], last[pairs.by])


def _between(one: Floats, other: Floats) -> Floats:
    """The middle; where there is no other bid, just below the one."""
    middle = (one + np.where(np.isfinite(other), other, one)) / 2
    return np.where(np.isfinite(one), middle, one)
