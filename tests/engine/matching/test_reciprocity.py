import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.engine.matching.reciprocity import FLOOR, harmonic, product

numbers = st.floats(0, 1, width=32)


@settings(deadline=None)
@given(numbers, numbers)
@pytest.mark.parametrize("reciprocity", [harmonic, product])
def test_a_pair_is_worth_the_same_from_either_side(reciprocity, one, other):
    there, back = np.float32([one]), np.float32([other])
    assert reciprocity(there, back) == reciprocity(back, there)


@settings(deadline=None)
@given(numbers, numbers)
def test_the_harmonic_mean_lies_between_both_directions_and_below_their_middle(one, other):
    worth = float(harmonic(np.float32([one]), np.float32([other]))[0])
    raised = sorted(max(number, FLOOR) for number in (one, other))
    assert raised[0] - 1e-6 <= worth <= sum(raised) / 2 + 1e-6


def test_a_silent_direction_does_not_erase_the_other():
    worth = harmonic(np.float32([0, 0]), np.float32([0.9, 0.3]))
    assert worth[0] > worth[1] > FLOOR


def test_without_a_floor_a_silent_direction_erases_the_pair():
    assert harmonic(np.float32([0]), np.float32([0.9]), floor=0.0)[0] == 0
