import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.engine.matching.choosing import advised, choose, varied
from handschlag.engine.matching.exposure import exposure, gini, mutual
from handschlag.engine.matching.prices import Terms, settle
from handschlag.engine.matching.swapping import NOBODY, Kinds, seen
from tests.engine.matching.markets import make_up, pairs_of
from tests.engine.matching.test_prices import terms_of

ROOM = 1.5
"""Places for each on the other side from which on nobody is unseen; where they barely suffice somebody may be."""


def listed(n, m, places, *, seed=0, attraction=1.0, kinds=None):
    gains = make_up(n, m, seed=seed, attraction=attraction)
    pairs, terms = pairs_of(gains.there, gains.back), terms_of(n, m, places)
    chosen = choose(pairs, settle(pairs, terms), terms, kinds or Kinds.none(n + m))
    return pairs, terms, chosen


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.integers(1, 14), st.integers(1, 14), st.integers(1, 12), st.integers(0, 99))
def test_quotas_hold_nobody_is_listed_twice_and_nobody_unseen_where_there_is_some_room(n, m, places, seed):
    pairs, terms, chosen = listed(n, m, places, seed=seed)
    counts = seen(pairs, chosen)
    assert (counts <= terms.quotas).all()
    assert (counts > 0).all() or n * places < ROOM * m or m * places < ROOM * n
    for row in chosen:
        looks = row[row != NOBODY]
        assert len(set(looks.tolist())) == len(looks)


@pytest.mark.parametrize(("n", "m"), [(60, 40), (80, 20), (20, 80), (30, 30)])
def test_all_lists_are_full(n, m):
    _, _, chosen = listed(n, m, 10, attraction=2.0)
    assert (chosen != NOBODY).all()


def test_a_quota_without_prices_holds_too():
    worth = np.tile(np.float32([0.9, 0.5, 0.5, 0.5]), (8, 1))
    pairs, terms = pairs_of(worth, worth), terms_of(8, 4, 1)
    chosen = choose(pairs, np.zeros(12, dtype=np.float32), terms, Kinds.none(12))
    assert seen(pairs, chosen)[8:].max() == terms.quotas[8] == 3


def test_those_who_gain_most_keep_a_place_with_somebody_in_demand():
    worth = np.float32([[0.9, 0.1], [0.8, 0.7], [0.9, 0.1]])
    pairs = pairs_of(worth, worth)
    terms = Terms(1, np.ones(5, dtype=np.float32), np.array([9, 9, 9, 2, 9]), np.ones(5, dtype=np.int64))
    chosen = choose(pairs, np.zeros(5, dtype=np.float32), terms, Kinds.none(5))
    assert pairs.at[chosen[:3, 0]].tolist() == [3, 4, 3]


def test_at_most_three_of_ten_are_from_one_organisation():
    kinds = Kinds(np.arange(50) % 5, np.full(50, NOBODY))
    pairs, _, chosen = listed(25, 25, 10, kinds=kinds)
    most = max(np.bincount(kinds.organisations[pairs.at[row]]).max() for row in chosen)
    assert most == 3


def test_at_most_three_of_ten_are_from_one_class_group_where_others_are_worth_half_as_much():
    worth = np.linspace(0.9, 0.5, 20, dtype=np.float32)
    kinds = Kinds(np.full(20, NOBODY), np.array([7] * 10 + [NOBODY] * 10))
    assert varied(worth, np.arange(20), kinds, 10) == [0, 1, 2, *range(10, 17)]


def test_variety_does_not_drive_out_those_who_are_worth_far_more():
    worth = np.float32([0.9] * 10 + [0.1] * 10)
    kinds = Kinds(np.full(20, NOBODY), np.array([7] * 10 + [NOBODY] * 10))
    assert sorted(varied(worth, np.arange(20), kinds, 10)) == list(range(10))


def test_one_organisation_does_not_come_back_by_its_trade():
    """Worth far more, it may drive out other trades, but with three of ten at most."""
    worth = np.float32([0.9] * 13 + [0.1] * 10)
    kinds = Kinds(np.array([NOBODY] * 3 + [4] * 10 + [NOBODY] * 10), np.array([7] * 13 + [NOBODY] * 10))
    found = varied(worth, np.arange(23), kinds, 10)
    assert sorted(found) == [0, 1, 2, 3, 4, 5, *range(16, 20)]


def test_a_list_is_filled_from_one_organisation_rather_than_left_short():
    worth = np.linspace(0.9, 0.5, 6, dtype=np.float32)
    kinds = Kinds(np.zeros(6, dtype=np.int64), np.full(6, NOBODY))
    assert varied(worth, np.arange(6), kinds, 5) == [0, 1, 2, 3, 4]


def test_lists_begin_with_the_greatest_worth_unless_a_side_is_overrun():
    pairs, _, chosen = listed(60, 40, 10)
    assert (np.diff(pairs.worth[chosen]) <= 0).all()


def test_of_an_overrun_side_those_in_less_demand_are_asked_first():
    worth, prices = np.float32([0.8, 0.7]), np.float32([0.2, 0.0])
    assert advised(worth, prices, np.float32([10, 10]), 10).argmax() == 0
    assert advised(worth, prices, np.float32([40, 40]), 10).argmax() == 1


@pytest.mark.parametrize("seed", range(3))
def test_everybody_has_three_mutual_suggestions_and_exposure_is_even(seed):
    pairs, _, chosen = listed(150, 100, 10, seed=seed)
    counts = seen(pairs, chosen)
    assert (mutual(pairs, chosen) >= 3).mean() >= 0.99
    assert gini(counts[:150]) <= 0.22
    assert gini(counts[150:]) <= 0.22
    figures = exposure(pairs, chosen, [str(n) for n in range(250)], {"a": np.arange(150), "b": np.arange(150, 250)})
    assert figures.unseen == ()
    assert min(figures.quality.values()) >= 0.985
