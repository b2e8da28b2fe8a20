"""What must be left out because there is not enough of something: never more than the truth, and mostly the truth."""

import random
from itertools import combinations

import pytest

from handschlag.engine.scheduling.demand import Demand, Supply, least_lost, most_by_capacity

UNIT = 1000


def drawn(dice, *, sides=True, kinds=(0,)):
    """A few meetings between a few participants, and too little of everything."""
    people = range(dice.randint(2, 7))
    pairs = [pair for pair in combinations(people, 2) if not sides or pair[0] % 2 != pair[1] % 2]
    chosen = dice.sample(pairs, min(len(pairs), dice.randint(0, 9)))
    demands = [
        Demand(UNIT * dice.choice([1, 1, 2, 3, 6]), dice.choice(kinds), dice.random() < 0.4, pair) for pair in chosen
    ]
    places = {kind: dice.randint(0, 7) for kind in kinds if kind >= 0}
    return demands, Supply(places, dice.randint(0, 4), {person: dice.randint(0, 3) for person in people})


def truly_lost(demands, supply):
    """By trying every choice of meetings."""
    most = 0
    for chosen in range(1 << len(demands)):
        held = [demand for k, demand in enumerate(demands) if chosen >> k & 1]
        is_possible = (
            all(sum(d.kind == kind for d in held) <= n for kind, n in supply.places.items())
            and sum(d.interpreted for d in held) <= supply.duties
            and all(sum(person in d.parties for d in held) <= n for person, n in supply.meetings.items())
        )
        if is_possible:
            most = max(most, sum(d.worth for d in held))
    return sum(d.worth for d in demands) - most


@pytest.mark.parametrize("sides", [True, False], ids=["two sides", "everybody with everybody"])
@pytest.mark.parametrize("kinds", [(0,), (0, 1), (0, -1)], ids=["tables", "tables and booths", "tables and virtual"])
def test_no_more_is_said_to_be_lost_than_is(sides, kinds):
    dice = random.Random(repr((sides, kinds)))
    for _ in range(100):
        demands, supply = drawn(dice, sides=sides, kinds=kinds)

        assert least_lost(demands, supply) <= truly_lost(demands, supply)


def test_between_two_sides_almost_always_all_that_is_lost_is_proven():
    dice = random.Random(7)
    drawings = [drawn(dice) for _ in range(250)]

    short = [(d, s) for d, s in drawings if least_lost(d, s) < truly_lost(d, s)]

    assert len(short) <= 0.02 * len(drawings)


def test_prices_prove_what_no_simple_argument_does():
    """Two hosts who may meet twice each want the same three guests, who may meet once each; there are three tables."""
    demands = [Demand(worth * UNIT, 0, False, pair) for worth, pair in ((3, (0, 2)), (3, (0, 3)), (3, (0, 4)))]
    demands += [Demand(2 * UNIT, 0, False, (1, guest)) for guest in (2, 3, 4)]
    supply = Supply({0: 3}, 0, {0: 2, 1: 2, 2: 1, 3: 1, 4: 1})
    total = sum(demand.worth for demand in demands)

    assert total - most_by_capacity(demands, supply) == 6 * UNIT
    assert least_lost(demands, supply) == truly_lost(demands, supply) == 7 * UNIT


def test_whoever_knows_a_plan_as_good_or_is_in_a_hurry_gets_a_bound_that_holds():
    dice = random.Random(3)
    for _ in range(100):
        demands, supply = drawn(dice)
        truth = truly_lost(demands, supply)

        assert least_lost(demands, supply, known=truth) <= truth
        assert least_lost(demands, supply, stop=lambda: True) <= truth


def test_the_order_of_the_meetings_changes_nothing():
    dice = random.Random(5)
    for _ in range(60):
        demands, supply = drawn(dice)
        shuffled = dice.sample(demands, len(demands))

        assert least_lost(shuffled, supply) == least_lost(demands, supply)


def test_nothing_is_lost_where_there_is_enough():
    assert least_lost([], Supply({0: 1}, 1, {})) == 0
    assert least_lost([Demand(UNIT, 0, True, (0, 1))], Supply({0: 1}, 1, {0: 1, 1: 1})) == 0
