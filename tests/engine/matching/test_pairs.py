import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from handschlag.engine.matching.pairs import Pairs


def graph(cells, n=6):
    one, other = np.array([cell[0] for cell in cells]), np.array([cell[1] for cell in cells])
    number = np.arange(len(cells), dtype=np.float32)
    return Pairs.of(n, one, other, there=number, back=-number, worth=number)


CELLS = [(0, 3), (1, 3), (1, 4), (2, 5), (0, 5)]


def test_every_look_has_its_look_back():
    pairs = graph(CELLS)
    assert pairs.by[pairs.twin].tolist() == pairs.at.tolist()
    assert pairs.worth[pairs.twin].tolist() == pairs.worth.tolist()
    assert pairs.there[pairs.twin].tolist() == (-pairs.there).tolist()


@given(st.permutations(CELLS))
def test_the_order_of_pairs_makes_no_difference_to_who_looks_at_whom(cells):
    pairs, same = graph(cells), graph(CELLS)
    assert pairs.by.tolist() == same.by.tolist()
    assert pairs.at.tolist() == same.at.tolist()


def test_ranks_count_from_one_and_end_with_minus_infinity():
    ranked = graph(CELLS).descending(graph(CELLS).worth)
    assert ranked.nth(np.full(6, 1)).tolist() == [4, 2, 3, 1, 2, 4]
    assert ranked.nth(np.full(6, 2)).tolist() == [0, 1, -np.inf, 0, -np.inf, 3]


@given(st.integers(1, 70), st.integers(1, 40))
def test_bands_hold_every_look_once(n, m):
    one, other = (axis.ravel() for axis in np.indices((n, m)))
    zeros = np.zeros(n * m, dtype=np.float32)
    pairs = Pairs.of(n + m + 1, one, other + n, there=zeros, back=zeros, worth=zeros)
    looks = np.concatenate([looks[~padding] for _, looks, padding in pairs.bands()])
    assert np.sort(looks).tolist() == list(range(2 * n * m))


@given(st.integers(1, 40), st.integers(1, 30), st.integers(0, 1000))
def test_the_order_is_by_who_looks_then_the_greatest_then_who_comes_first(n, m, seed):
    chance = np.random.default_rng(seed)
    one, other = np.nonzero(chance.random((n, m)) < 0.7)
    values = np.append(chance.random(4), -np.inf).astype(np.float32)[chance.integers(0, 5, 2 * len(one))]
    zeros = np.zeros(len(one), dtype=np.float32)
    pairs = Pairs.of(n + m, one, other + n, there=zeros, back=zeros, worth=zeros)

    assert pairs.order(values).tolist() == np.lexsort((-values, pairs.by)).tolist()
