"""The bound that full slots give: never more than any choice of patterns that fits, and more than each one alone."""

import random
from itertools import combinations, product

import pytest

from handschlag.engine.scheduling import decision, objective, solve
from handschlag.engine.scheduling.bounds import Facts, matching
from handschlag.engine.scheduling.crowding import habit, least_breaks
from handschlag.engine.scheduling.grid import lay_out
from handschlag.engine.scheduling.problem import Meeting, Participant, Place, Problem, Slot

RING = (1, 2, 3)


def breaks(pattern, stretch):
    """Breaks of the busy slots of a mask."""
    found = 0
    for one in set(stretch):
        slots = {t for t, k in enumerate(stretch) if k == one}
        place = {t: k for k, t in enumerate(sorted(slots))}
        found += objective.gaps({place[t] for t in slots if pattern >> t & 1})
    return found


def patterns(domains, slots):
    """All masks of slots in which the meetings can be held, one in each."""
    masks = (sum(1 << t for t in chosen) for chosen in combinations(range(slots), len(domains)))
    return [mask for mask in masks if matching([domain & mask for domain in domains]) == len(domains)]


def truly_least(people, seats, stretch):
    """The fewest breaks of any choice of patterns with no slot overfull; None if there is none."""
    slots = len(seats)
    costs = [
        choice
        for choice in product(*(patterns(domains, slots) for domains in people))
        if all(sum(mask >> t & 1 for mask in choice) <= seats[t] for t in range(slots))
    ]
    return min((sum(breaks(mask, stretch) for mask in choice) for choice in costs), default=None)


def drawn(dice):
    """A few participants with at least one pattern each, seats and stretches."""
    slots = dice.randint(3, 6)
    people = []
    while len(people) < dice.randint(2, 4):
        domains = [sum(1 << t for t in range(slots) if dice.random() < 0.7) for _ in range(dice.randint(1, 3))]
        if patterns(domains, slots):
            people.append(domains)
    noon = dice.choice([slots, slots // 2])
    return people, [dice.randint(0, 3) for _ in range(slots)], [int(t >= noon) for t in range(slots)]


@pytest.mark.slow
@pytest.mark.parametrize("problems", [30, pytest.param(5_000, marks=pytest.mark.long)])
def test_it_is_never_above_the_truth_nor_below_what_each_has_alone(problems):
    dice, larger = random.Random(7), 0
    for _ in range(problems):
        people, seats, stretch = drawn(dice)
        slots = len(seats)
        alone = [min(breaks(mask, stretch) for mask in patterns(domains, slots)) for domains in people]
        habits = [habit(domains, slots, least) for domains, least in zip(people, alone, strict=True)]

        bound = least_breaks(habits, seats, stretch)
        truth = truly_least(people, seats, stretch)

        assert bound >= sum(alone)
        assert truth is None or bound <= truth
        larger += bound > sum(alone)
    assert larger > problems / 20


def ring(n, slots, tables):
    """Two circles of ``n``; each of one has meetings with three neighbours in the other."""
    people = tuple(Participant(f"{side}{k}") for side in "ab" for k in range(n))
    meetings = tuple(Meeting(f"{i}-{k}", (f"a{i}", f"b{(i + k) % n}")) for i in range(n) for k in RING)
    return Problem(
        tuple(Slot(f"s{t}") for t in range(slots)), tuple(Place(f"t{k}") for k in range(tables)), people, meetings
    )


@pytest.mark.parametrize(("n", "slots", "tables"), [(6, 5, 4), (8, 8, 3)])
def test_it_closes_what_the_isolated_bound_leaves_open(n, slots, tables):
    problem = ring(n, slots, tables)
    facts = Facts(lay_out(problem, 0))

    plan = solve(problem, seconds=30)

    assert sum(facts.isolated(person) for person in range(2 * n)) == 0
    assert facts.breaks(0, 0) == plan.value.breaks == 4


def test_the_solver_beside_the_search_finds_no_plan_below_it():
    problem = ring(6, 5, 4)
    grid = lay_out(problem, 0)

    told = []
    decision.climb(decision.question(grid, Facts(grid), problem.stretches()), told.append)

    assert [(answer["breaks"], answer["slots"] is None) for answer in told] == [
        (breaks, breaks < 4) for breaks in range(5)
    ]


def test_it_stops_where_no_more_is_needed_or_somebody_says_so():
    facts = Facts(lay_out(ring(6, 5, 4), 0))
    habits = [habit([facts.domains[m] for m in own], 5, 0) for own in facts.of]

    assert least_breaks(habits, [8] * 5, [0] * 5) == 4
    assert least_breaks(habits, [8] * 5, [0] * 5, known=1) in (1, 2, 3, 4)
    assert least_breaks(habits, [8] * 5, [0] * 5, stop=lambda: True) == 0
    assert least_breaks([], [8] * 5, [0] * 5) == 0
