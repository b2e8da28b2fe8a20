"""Small markets with given scores, and what they are compared with: TU matching and all possible lists."""

from itertools import combinations, product

import numpy as np

from benchmarks.made_up_market import make_up
from handschlag.engine.matching.pairs import Pairs
from handschlag.engine.matching.profile import Market, Participant
from handschlag.engine.matching.reciprocity import harmonic

BOTH = frozenset({frozenset({"a", "b"})})


def market(n, m, *, vetoes=(), **fields):
    """Sides a0 … and b0 …; ``fields`` are those of participants by id."""
    ids = [f"a{number}" for number in range(n)] + [f"b{number}" for number in range(m)]
    people = [
        Participant(id_, id_[0], vetoes=frozenset(b for a, b in vetoes if a == id_), **fields.get(id_, {}))
        for id_ in ids
    ]
    return Market(tuple(people), ("a", "b"), BOTH)


def scores_of(the_market, gains):
    """Scores from ``gains[one, other]`` by id; 0 where there is none."""
    ids = [one.id for one in the_market.participants]

    def scores(of, to):
        rows = [[gains.get((ids[one], ids[other]), 0.0) for other in to] for one in of]
        return np.array(rows, dtype=np.float32).reshape(len(of), len(to))

    return scores


def made_up(n, m, *, seed=0, attraction=1.0, **fields):
    """A market, its scores, and what they were made from."""
    gains = make_up(n, m, seed=seed, attraction=attraction)
    the_market = market(n, m, **fields)
    return the_market, of_matrices(the_market, gains.there, gains.back), gains


def of_matrices(the_market, there, back):
    """Scores from what rows gain from columns, a0 … from b0 …, and the other way round."""
    n, m = there.shape
    gains = np.zeros((n + m, n + m), dtype=np.float32)
    gains[:n, n:], gains[n:, :n] = there, back.T
    rows = [int(one.id[1:]) + (n if one.side == "b" else 0) for one in the_market.participants]
    grown = np.zeros((max([n + m, *rows]) + 1,) * 2, dtype=np.float32)
    grown[: n + m, : n + m] = gains
    places = np.array(rows)

    def scores(of, to):
        return grown[np.ix_(places[np.asarray(of, dtype=int)], places[np.asarray(to, dtype=int)])]

    return scores


def pairs_of(there, back):
    n, m = there.shape
    one, other = (axis.ravel() for axis in np.indices((n, m)))
    worth = harmonic(there, back)
    return Pairs.of(n + m, one, other + n, there=there.ravel(), back=back.ravel(), worth=worth.ravel())


def matching_mass(utility, *, rows, columns, beta=0.05, rounds=200):
    """(n, m) the equilibrium of a market with transferable utility (Choo and Siow 2006), by proportional fitting."""
    kernel = np.exp((utility - utility.max()) / (2 * beta)).astype(np.float64)
    left, right = np.ones(utility.shape[0]), np.ones(utility.shape[1])
    for _ in range(rounds):
        half = kernel @ right / 2
        left = np.sqrt(rows + half * half) - half
        half = kernel.T @ left / 2
        right = np.sqrt(columns + half * half) - half
    return left[:, None] * kernel * right[None, :]


def best_total(worth, places, quotas):
    """The greatest worth of lists of so many places with everybody in at most ``quotas`` of them, by trying all."""
    best = -np.inf
    everybody = list(combinations(range(worth.shape[1]), places))
    for lists in product(everybody, repeat=worth.shape[0]):
        counts = np.bincount(np.concatenate(lists), minlength=worth.shape[1])
        if (counts <= quotas).all() and (counts > 0).all():
            best = max(best, sum(worth[row, list(one)].sum() for row, one in enumerate(lists)))
    return best
