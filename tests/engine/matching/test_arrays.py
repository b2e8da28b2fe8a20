"""What flows over edges: the product with a matrix, whatever its columns look like."""

import random

import numpy as np
import pytest

from handschlag.engine.matching import arrays
from handschlag.engine.matching.arrays import AT_ONCE, SLOTS, Edges


def matrix(triples, rows, columns):
    values = np.zeros((rows, columns))
    for source, target, weight in triples:
        values[source, target] = weight
    return values


def some_edges(*counts, rows):
    """As many edges to each column, from different rows."""
    chance = random.Random(str(counts))
    return [
        (source, place, chance.random()) for place, n in enumerate(counts) for source in chance.sample(range(rows), n)
    ]


@pytest.mark.parametrize(
    "counts",
    [(1, 1), (0, 3, 0), (SLOTS,), (SLOTS + 1, 0, SLOTS - 1), (90, 2, SLOTS, 60, 0), (0, 0)],
    ids=["one each", "columns without any", "all slots", "one more", "two busy ones", "none at all"],
)
@pytest.mark.parametrize("texts", [0, 1, AT_ONCE + 3])
def test_what_flows_is_the_product_with_the_matrix(counts, texts):
    triples = some_edges(*counts, rows=100)
    values = np.random.default_rng(1).random((texts, 100), dtype=np.float32)

    flown = Edges.of(len(counts), triples).flow(values)

    assert flown.shape == (texts, len(counts))
    assert np.allclose(flown, values @ matrix(triples, 100, len(counts)), atol=1e-5)


def test_what_flows_in_one_row_does_not_depend_on_the_others():
    edges = Edges.of(5, some_edges(90, 2, SLOTS, 60, 7, rows=100))
    values = np.random.default_rng(1).random((AT_ONCE + 3, 100), dtype=np.float32)

    assert (edges.flow(values) == np.vstack([edges.flow(row[None]) for row in values])).all()


def test_of_several_edges_between_two_the_strongest_counts():
    assert Edges.of(1, [(0, 0, 0.2), (0, 0, 0.5), (0, 0, 0.3)]).flow(np.ones((1, 1), dtype=np.float32)) == [[0.5]]


def test_a_row_without_length_stays():
    assert arrays.unit(np.array([[3, 4], [0, 0]], dtype=np.float32)).tolist() == [
        [0.6000000238418579, 0.800000011920929],
        [0, 0],
    ]


@pytest.mark.parametrize("hops", [0, 1, 3])
def test_what_spreads_is_the_sum_of_what_flows_on_and_on(hops):
    edges = Edges.of(5, [(source % 5, target, weight) for source, target, weight in some_edges(3, 0, 5, 9, 1, rows=20)])
    values = np.random.default_rng(2).random((7, 5), dtype=np.float32)

    expected, wave = values.copy(), values
    for _ in range(hops):
        wave = edges.flow(wave) * np.float32(0.5)
        expected += wave

    assert np.array_equal(edges.spread(values, hops=hops, decay=0.5), expected)
