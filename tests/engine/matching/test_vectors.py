import numpy as np

from handschlag.engine.matching.choosing import choose
from handschlag.engine.matching.index import InvertedLists
from handschlag.engine.matching.prices import Terms, even_shares, settle
from handschlag.engine.matching.swapping import Kinds, seen
from handschlag.engine.matching.vectors import Directed, pairs_of_vectors
from tests.engine.matching.test_index import vectors


def side(n, seed):
    return Directed(vectors(n, seed=seed), vectors(n, seed=seed + 50))


def test_all_pairs_are_found_with_what_both_gain():
    ones, others = side(4, 1), side(3, 2)
    pairs = pairs_of_vectors(ones, others, most=9)
    gain = np.maximum(ones.seeks @ others.offers.T, 0)
    assert len(pairs.by) == 2 * 4 * 3
    assert np.allclose(pairs.there[:12].reshape(4, 3), gain, atol=1e-6)
    assert np.allclose(
        pairs.there[pairs.twin][:12].reshape(4, 3), np.maximum(ones.offers @ others.seeks.T, 0), atol=1e-6
    )


def test_the_nearest_are_looked_for_from_either_side():
    ones, others = side(30, 1), side(20, 2)
    pairs = pairs_of_vectors(ones, others, most=3)
    total = ones.seeks @ others.offers.T + ones.offers @ others.seeks.T
    looks = {(int(one), int(other) - 30) for one, other in zip(pairs.by, pairs.at, strict=True) if one < 30}
    assert {(row, int(column)) for row in range(30) for column in np.argsort(-total[row])[:3]} <= looks
    assert {(int(row), column) for column in range(20) for row in np.argsort(-total[:, column])[:3]} <= looks


def test_lists_come_of_candidates_of_any_index():
    pairs = pairs_of_vectors(side(60, 1), side(60, 2), most=20, index=InvertedLists)
    terms = Terms.fair(pairs.possible(), even_shares(60, 60, places=5), places=5)
    chosen = choose(pairs, settle(pairs, terms), terms, Kinds.none(120))
    assert (seen(pairs, chosen) <= terms.quotas).all()
    assert (seen(pairs, chosen) > 0).all()
