"""Lists from prices: the quota holds without exception, nobody is left unseen, and no list is all of one kind.

Deferred acceptance (Gale and Shapley 1962): everybody lists the best by worth less price; whoever is in more lists
than the quota leaves those that can most easily do without, and these choose again. A list holds at most three of
ten from one organisation, or from one class group if others are worth at least half as much.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from handschlag.engine.matching.arrays import Floats, Ints
from handschlag.engine.matching.pairs import Pairs
from handschlag.engine.matching.prices import Terms, bids_of, overrun
from handschlag.engine.matching.swapping import NOBODY, Kinds, Mending, most_alike

NEARLY = 0.5
"""Who is worth less than this share of one passed over does not make a list more varied but worse."""
LOOKED_AT = 20
"""For each place of a list, so many are looked at."""


def choose(pairs: Pairs, prices: Floats, terms: Terms, kinds: Kinds) -> Ints:
    """(n, places) everybody's list as looks, ``NOBODY`` where it is shorter, the first place first."""
    bids = bids_of(pairs, prices, terms.places)
    order = pairs.order(pairs.worth - prices[pairs.at])
    refused = np.zeros(len(order), dtype=bool)
    chosen = np.full((pairs.n, terms.places), NOBODY)
    waiting = np.flatnonzero(pairs.possible())
    while len(waiting):
        for who in waiting.tolist():
            mine = order[pairs.starts[who] : pairs.starts[who + 1]]
            mine = mine[~refused[mine]][: LOOKED_AT * terms.places]
            kept = mine[varied(pairs.worth[mine], pairs.at[mine], kinds, terms.places)]
            chosen[who] = NOBODY
            chosen[who, : len(kept)] = kept
        too_many = _above_quota(pairs, chosen, terms, bids)
        refused[too_many] = True
        waiting = np.unique(pairs.by[too_many])
    mending = Mending(pairs, chosen, terms, kinds)
    mending.show_unseen()
    mending.help_mutual()
    return ranked(pairs, chosen, prices, terms)


def varied(worth: Floats, at: Ints, kinds: Kinds, places: int) -> list[int]:
    """Which of these to keep, who come best first, so that not too many are of one kind; as positions."""
    most = most_alike(places)
    kept: list[int] = []
    alike: list[int] = []
    same: list[int] = []
    held: Counter[tuple[str, int]] = Counter({("organisation", NOBODY): -len(at), ("trade", NOBODY): -len(at)})
    both = zip(kinds.organisations[at].tolist(), kinds.trades[at].tolist(), strict=True)
    for position, (organisation, trade) in enumerate(both):
        if len(kept) == places:
            break
        if held["organisation", organisation] >= most:
            same.append(position)
        elif held["trade", trade] >= most:
            alike.append(position)
        else:
            kept.append(position)
            held["organisation", organisation] += 1
            held["trade", trade] += 1
    senders = kinds.organisations[at]
    back = _filled(kept, alike, senders, worth, places)
    return back + [one for one in sorted({*alike, *same}) if one not in back][: places - len(back)]


def _filled(kept: list[int], alike: Sequence[int], senders: Ints, worth: Floats, places: int) -> list[int]:
    """Those of a common trade come back where the list is short or they are worth far more, few of one organisation."""
    for one in alike:
        if senders[one] != NOBODY and (senders[kept] == senders[one]).sum() >= most_alike(places):
            continue
        if len(kept) == places:
            least = min(kept, key=lambda other: worth[other])
            if worth[least] >= NEARLY * worth[one]:
                break
            kept.remove(least)
        kept.append(one)
    return kept


def _above_quota(pairs: Pairs, chosen: Ints, terms: Terms, bids: Floats) -> Ints:
    """Looks at those who are in too many lists, from the lists that can most easily do without."""
    looks = np.sort(chosen[chosen != NOBODY])
    looks = looks[np.lexsort((-bids[looks], pairs.at[looks]))]
    at = pairs.at[looks]
    place = np.arange(len(at)) - np.searchsorted(at, at)
    over: Ints = looks[place >= terms.quotas[at]]
    return over


def ranked(pairs: Pairs, chosen: Ints, prices: Floats, terms: Terms) -> Ints:
    """The same lists with the places in order."""
    if not len(pairs.by):
        return chosen
    key = advised(pairs.worth, prices[pairs.at], terms.shares[pairs.at], terms.places)[chosen]
    keys = np.where(chosen == NOBODY, np.inf, -key)
    by_id = np.argsort(np.where(chosen == NOBODY, len(pairs.at), chosen), axis=1)
    chosen, keys = np.take_along_axis(chosen, by_id, 1), np.take_along_axis(keys, by_id, 1)
    ordered: Ints = np.take_along_axis(chosen, np.argsort(keys, axis=1, kind="stable"), 1)
    return ordered


def advised(worth: Floats, prices: Floats, shares: Floats, places: int) -> Floats:
    """Whom to ask first: the greatest worth; where a side is overrun, rather those of it who are in less demand."""
    return worth - overrun(shares, places) * prices
