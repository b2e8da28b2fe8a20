import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.engine.matching.index import Exact, InvertedLists


def vectors(n, dim=8, seed=0):
    found = np.random.default_rng(seed).normal(size=(n, dim)).astype(np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def clustered(n, topics, seed=0, dim=16):
    random = np.random.default_rng(seed)
    centres = np.random.default_rng(99).normal(size=(topics, dim))
    found = centres[random.integers(0, topics, n)] + 0.5 * random.normal(size=(n, dim))
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 60), st.integers(1, 70), st.integers(0, 9))
def test_the_exact_index_finds_what_sorting_finds(n, most, seed):
    there, here = vectors(n, seed=seed), vectors(5, seed=seed + 100)
    places, values = Exact(there).nearest(here, most)
    products = here @ there.T
    assert places.shape == (5, min(n, most))
    assert np.allclose(values, -np.sort(-products, axis=1)[:, :most], atol=1e-6)
    assert np.allclose(np.take_along_axis(products, places, 1), values, atol=1e-6)


@pytest.mark.parametrize("there", [vectors(9000), clustered(9000, 300, dim=8)], ids=["spread", "clustered"])
def test_many_vectors_are_found_exactly_by_a_bound(there):
    here = there[::500]
    _, values = Exact(there).nearest(here, 50)
    assert np.allclose(values, -np.sort(-(here @ there.T), axis=1)[:, :50], atol=1e-6)


def test_what_is_rarer_than_the_sample_says_is_found_too():
    """All that is near stands where the sample looks, so that its bound lets too little pass."""
    there = np.zeros((12288, 2), dtype=np.float32)
    there[::3] = [1, 0]
    there[1::3, 0] = 0.5
    places, values = Exact(there).nearest(np.float32([[1, 0], [0.5, 1]]), 5)
    assert values[0].tolist() == [1.0] * 5
    assert places[0].tolist() == [0, 3, 6, 9, 12]


def test_equal_vectors_come_in_their_order():
    assert Exact(np.ones((20, 3), dtype=np.float32)).nearest(np.ones((1, 3), dtype=np.float32), 4)[0].tolist() == [
        [0, 1, 2, 3]
    ]


def test_an_index_of_nothing_finds_nothing():
    nothing = np.zeros((0, 3), dtype=np.float32)
    for index in (Exact(nothing), InvertedLists(nothing)):
        assert index.nearest(np.ones((2, 3), dtype=np.float32), 5)[0].shape == (2, 0)


def test_inverted_lists_that_look_everywhere_are_exact():
    there, here = clustered(400, 12), clustered(30, 12, seed=1)
    index = InvertedLists(there, cells=20, probes=20)
    assert np.allclose(index.nearest(here, 10)[1], Exact(there).nearest(here, 10)[1], atol=1e-6)


def test_inverted_lists_find_nearly_all_that_is_near():
    there, here = clustered(3000, 40), clustered(100, 40, seed=1)
    found, exact = InvertedLists(there, cells=60, probes=2).nearest(here, 20)[0], Exact(there).nearest(here, 20)[0]
    recall = np.mean([len(set(one) & set(other)) / 20 for one, other in zip(found, exact, strict=True)])
    assert 0.9 <= recall < 1


def test_cells_that_hold_too_few_leave_places_open():
    there = np.eye(4, dtype=np.float32)
    places, values = InvertedLists(there, cells=4, probes=1).nearest(there[:1], 3)
    assert places.tolist() == [[0, -1, -1]]
    assert values[0, 0] == 1
    assert np.isneginf(values[0, 1:]).all()


def test_inverted_lists_are_the_same_for_the_same_seed():
    there = clustered(500, 10)
    first, second = (InvertedLists(there, cells=12, probes=2, seed=4).nearest(there[:20], 8)[0] for _ in range(2))
    assert first.tolist() == second.tolist()
