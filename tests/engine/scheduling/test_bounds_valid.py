"""No bound is ever above the truth, which brute force knows; and how often each is the truth itself."""

import random
from collections import defaultdict
from dataclasses import replace

import pytest

from handschlag.engine.scheduling.bounds import Facts
from handschlag.engine.scheduling.demand import least_lost, most_by_capacity
from handschlag.engine.scheduling.grid import GRAIN, lay_out
from tests.engine.scheduling import brute
from tests.engine.scheduling.contradictions import tight_problem
from tests.engine.scheduling.strategies import small_problem
from tests.engine.scheduling.test_demand import drawn, truly_lost


class Tightness:
    """Of each bound: what it says, and the truth."""

    def __init__(self):
        self._pairs = defaultdict(list)

    def note(self, name, bound, truth):
        assert 0 <= bound <= truth, f"{name}: {bound} is more than {truth}"
        self._pairs[name].append((bound, truth))

    def share(self, name):
        """Of the cases in which there is anything to prove, those in which all of it is proven."""
        pairs = [(bound, truth) for bound, truth in self._pairs[name] if truth]
        return sum(bound == truth for bound, truth in pairs) / len(pairs)

    def table(self):
        lines = ["", f"{'bound':32}{'cases':>8}{'truth > 0':>11}{'of them equal':>15}{'mean gap':>10}"]
        for name, pairs in sorted(self._pairs.items()):
            some = [(bound, truth) for bound, truth in pairs if truth]
            gap = sum(truth - bound for bound, truth in some) / max(1, len(some))
            share = self.share(name) if some else 1.0
            lines.append(f"{name:32}{len(pairs):8}{len(some):11}{share:15.1%}{gap:10.3f}")
        return "\n".join(lines)


def crowded(seed):
    """A problem in which nothing has to be held and there is seldom time for everything."""
    problem = tight_problem(seed, people=5)
    dice = random.Random(seed)
    meetings = tuple(replace(one, locked=False, weight=dice.choice((1, 2, 4))) for one in problem.meetings[:7])
    names = {one.id for one in meetings}
    links = tuple(link for link in problem.precedences if {*link} <= names)
    places = problem.places[: dice.randint(1, 2)]
    return replace(problem, meetings=meetings, precedences=links, places=places)


def measured(seeds):
    """Every bound of problems of all sorts against the best plan that there is."""
    found = Tightness()
    for seed in seeds:
        problem = (small_problem(seed, 3 + seed % 5), crowded(seed), tight_problem(seed, people=5))[seed % 3]
        best = brute.best_value(problem)
        if best is None:
            continue
        must, lost = best[0], round(best[1] * GRAIN)
        facts = Facts(lay_out(problem, 0))
        found.note("unmet musts", facts.must_unmet(), must)
        if not problem.goals.must_first:
            found.note("lost weight", facts.lost() / GRAIN, best[1])
        found.note("breaks, of plans as good", facts.breaks(must, lost), best[2])
        if lost == 0:
            alone = [facts.isolated(person) for person in range(len(problem.participants))]
            found.note("breaks, everybody alone", sum(alone), best[2])
    return found


def measured_supply(seeds):
    """What must be lost where there is too little of something, and nothing else matters."""
    found = Tightness()
    for seed in seeds:
        dice = random.Random(seed)
        demands, supply = drawn(dice, sides=dice.random() < 0.5, kinds=dice.choice(((0,), (0, 1), (0, -1))))
        truth = truly_lost(demands, supply)
        total = sum(demand.worth for demand in demands)
        found.note("demand: capacity", (total - most_by_capacity(demands, supply)) / GRAIN, truth / GRAIN)
        found.note("demand: all arguments", least_lost(demands, supply) / GRAIN, truth / GRAIN)
        found.note("demand: in a hurry", least_lost(demands, supply, stop=lambda: True) / GRAIN, truth / GRAIN)
    return found


@pytest.mark.slow
def test_no_bound_is_above_the_best_plan():
    found = measured(range(80))

    assert found.share("unmet musts") > 0.8
    assert found.share("lost weight") > 0.8
    assert found.share("breaks, of plans as good") > 0.1
    assert found.share("breaks, everybody alone") > 0.2


def test_no_more_is_demanded_to_be_lost_than_must_be():
    found = measured_supply(range(100))

    assert found.share("demand: all arguments") > 0.9
    assert found.share("demand: capacity") > 0.1


@pytest.mark.long
def test_no_bound_is_above_the_best_plan_of_thousands_of_problems(capsys):
    found = measured(range(1_000, 9_000))

    with capsys.disabled():
        print(found.table())
    assert found.share("unmet musts") > 0.8
    assert found.share("lost weight") > 0.8


@pytest.mark.long
def test_no_more_is_demanded_to_be_lost_than_must_be_thousands_of_times(capsys):
    found = measured_supply(range(1_000, 6_000))

    with capsys.disabled():
        print(found.table())
    assert found.share("demand: all arguments") > 0.95
