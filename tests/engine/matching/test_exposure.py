import numpy as np
import pytest

from handschlag.engine.matching.exposure import exposure, gini
from tests.engine.matching.markets import pairs_of


@pytest.mark.parametrize(
    ("counts", "expected"), [([], 0), ([0, 0], 0), ([3, 3, 3], 0), ([0, 0, 0, 8], 0.75), ([1, 3], 0.25)]
)
def test_gini_of_known_distributions(counts, expected):
    assert gini(np.array(counts)) == pytest.approx(expected)


def figures(chosen):
    worth = np.float32([[0.9, 0.3], [0.6, 0.2]])
    sides = {"a": np.array([0, 1]), "b": np.array([2, 3])}
    return exposure(pairs_of(worth, worth), np.array(chosen), ["a0", "a1", "b0", "b1"], sides)


def test_who_is_in_no_list_is_named():
    found = figures([[0], [2], [4], [6]])
    assert found.unseen == ("a1", "b1")
    assert found.busiest == 2
    assert found.gini == {"a": 0.5, "b": 0.5}


def test_quality_compares_with_the_best_lists():
    found = figures([[1], [2], [4], [7]])
    assert found.quality["a"] == pytest.approx((0.3 / 0.9 + 1) / 2)
    assert found.quality["b"] == pytest.approx((1 + 0.2 / 0.3) / 2)


def test_mutual_suggestions_count_when_each_lists_the_other():
    found = figures([[0, 1], [2, 3], [4, 5], [6, 7]])
    assert found.mutual == {"a": 1.0, "b": 1.0}
    assert figures([[0], [2], [4], [6]]).mutual == {"a": 0.0, "b": 0.0}
