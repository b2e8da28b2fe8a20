import numpy as np
import pytest

from handschlag.engine.matching import prices
from handschlag.engine.matching.choosing import choose
from handschlag.engine.matching.prices import Terms, even_shares, settle
from handschlag.engine.matching.swapping import Kinds, seen
from tests.engine.matching.markets import best_total, make_up, pairs_of


def terms_of(n, m, places):
    possible = np.concatenate([np.full(n, m), np.full(m, n)])
    return Terms.fair(possible, even_shares(n, m, places=places), places=places)


def test_who_is_in_demand_has_a_price_and_who_is_not_has_a_subsidy():
    worth = np.tile(np.float32([0.9, 0.6, 0.6, 0.3]), (4, 1))
    found = settle(pairs_of(worth, worth), terms_of(4, 4, 1))
    assert found[4] > 0 > found[7]


def test_nobody_pays_where_everybody_is_wanted_alike():
    worth = np.float32(np.eye(4) * 0.5 + 0.3)
    assert settle(pairs_of(worth, worth), terms_of(4, 4, 1)).tolist() == [0] * 8


def test_a_market_without_pairs_has_no_prices():
    nothing = np.zeros((0, 3), dtype=np.float32)
    assert settle(pairs_of(nothing, nothing), terms_of(3, 0, 2)).tolist() == [0, 0, 0]


@pytest.mark.parametrize("seed", range(4))
def test_lists_are_nearly_the_best_of_all_that_keep_the_terms(seed):
    """No lists within quotas and floors are worth more than the dual value of any prices (weak duality)."""
    gains = make_up(60, 40, seed=seed)
    pairs, terms = pairs_of(gains.there, gains.back), terms_of(60, 40, 10)
    found = settle(pairs, terms)
    chosen = choose(pairs, found, terms, Kinds.none(100))
    net = np.sort((pairs.worth - found[pairs.at])[: 60 * 40].reshape(60, 40), axis=1)[:, -10:].sum()
    due = np.maximum(found, 0) * terms.quotas + np.minimum(found, 0) * terms.floors
    bound = net + due[60:].sum()
    assert 0.99 * bound <= pairs.worth[chosen[:60]].sum() <= bound + 1e-3


@pytest.mark.parametrize("seed", range(6))
def test_a_tiny_market_comes_near_the_best_of_all_possible_lists(seed):
    gains = make_up(4, 4, seed=seed)
    pairs, terms = pairs_of(gains.there, gains.back), terms_of(4, 4, 2)
    chosen = choose(pairs, settle(pairs, terms), terms, Kinds.none(8))
    worth = pairs.worth[: 4 * 4].reshape(4, 4)
    best = best_total(worth, 2, terms.quotas[4:])
    assert (seen(pairs, chosen) <= terms.quotas).all()
    assert 0.93 * best <= pairs.worth[chosen[:4]].sum() <= best + 1e-5


def test_the_quota_is_tighter_where_a_side_is_overrun():
    shares = np.float32([10, 20, 30, 40, 80])
    assert prices.overrun(shares, 10).tolist() == [0, 0, 1, 2, 2]
    assert Terms.fair(np.full(5, 100), shares, places=10).quotas.tolist() == [14, 28, 39, 48, 96]
