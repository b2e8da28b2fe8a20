import random
from dataclasses import replace
from itertools import combinations, product

import pytest

from handschlag.engine.scheduling import objective, solve
from handschlag.engine.scheduling.bounds import Facts, bound, matching
from handschlag.engine.scheduling.generate import Recipe, demo_like, generate
from handschlag.engine.scheduling.grid import lay_out
from handschlag.engine.scheduling.plan import Bound
from handschlag.engine.scheduling.problem import Goals, Interpreter, Level, Meeting, Participant, Place, Problem, Slot


def slots(pattern):
    """One slot for each sign: ``-`` goes on without a pause, ``|`` comes after one, a figure begins that day."""
    day, made = "0", []
    for k, sign in enumerate(pattern):
        day = sign if sign.isdigit() else day
        made.append(Slot(f"s{k}", day, adjacent_to_previous=False if sign == "|" else None))
    return tuple(made)


def star(pattern, domains, **changes):
    """One host ``a`` and a guest for each domain (slot numbers), who is there in no other slot."""
    times = slots(pattern)
    guests = [
        Participant(f"g{k}", unavailable=frozenset(s.id for t, s in enumerate(times) if t not in domain))
        for k, domain in enumerate(domains)
    ]
    meetings = [Meeting(f"m{k}", ("a", f"g{k}")) for k in range(len(guests))]
    places = tuple(Place(f"t{k}") for k in range(2))
    return replace(Problem(times, places, (Participant("a"), *guests), tuple(meetings)), **changes)


def pairs(levels, pattern="---", places=9, **changes):
    """Meetings of the given levels, each between two participants who have no other."""
    meetings = tuple(
        Meeting(f"m{k}", (f"a{k}", f"b{k}"), one)
        if isinstance(one, Level)
        else replace(one, parties=(f"a{k}", f"b{k}"))
        for k, one in enumerate(levels)
    )
    people = tuple(Participant(f"{side}{k}") for k in range(len(levels)) for side in "ab")
    tables = tuple(Place(f"t{k}") for k in range(places))
    return replace(Problem(slots(pattern), tables, people, meetings), **changes)


MUST, WANT, POSSIBLE = Level


def heard(number, level):
    """A meeting that needs an interpreter, whatever is spoken."""
    return Meeting(f"h{number}", ("", ""), level, interpreted=True)


def interpreter(**limits):
    return (Interpreter("i1", (("de", "ru"),), **limits),)


def random_domains(dice, slots, most):
    return [
        [t for t in range(slots) if dice.random() < 0.6] or [dice.randrange(slots)]
        for _ in range(dice.randint(0, most))
    ]


def test_a_matching_is_as_large_as_any_found_by_trying_everything():
    dice = random.Random(1)
    for _ in range(250):
        domains = random_domains(dice, 5, 6)
        choices = product(*([None, *domain] for domain in domains))
        largest = max(len(taken) for one in choices if len(taken := [t for t in one if t is not None]) == len({*taken}))

        assert matching([sum(1 << t for t in domain) for domain in domains]) == largest


def test_the_isolated_bound_is_the_fewest_breaks_among_all_ways_to_hold_the_meetings():
    dice = random.Random(2)
    for _ in range(250):
        pattern = dice.choices("--|", k=dice.randint(1, 7))
        pattern[dice.randrange(len(pattern))] = dice.choice("-|1")
        problem = star(pattern, random_domains(dice, len(pattern), 4), goals=Goals(free_noon=dice.random() < 0.5))
        domains = [
            [t for t, s in enumerate(problem.slots) if s.id not in g.unavailable] for g in problem.participants[1:]
        ]
        stretches = problem.stretches()
        ways = [
            sum(objective.gaps(set(way).intersection(stretch)) for stretch in stretches)
            for way in product(*domains)
            if len(set(way)) == len(way)
        ]

        assert Facts(lay_out(problem, 0)).isolated(0) == min(ways, default=None)


def test_an_interpreter_has_as_many_duties_as_the_best_choice_of_slots_that_keeps_her_rest():
    dice = random.Random(3)
    for _ in range(120):
        times = slots("".join(dice.choices("----|", k=dice.randint(1, 8))))
        rest, most = dice.randint(1, 3), dice.choice([None, 0, 2, 4])
        away = frozenset(slot.id for slot in times if dice.random() < 0.25)
        window = [t for t in range(len(times)) if dice.random() < 0.8]
        problem = Problem(times, (), (), (), interpreter(unavailable=away, max_consecutive=rest, max_meetings=most))
        joined = problem.joined()
        usable = [t for t in window if times[t].id not in away]

        def kept(chosen, rest=rest, joined=joined):
            runs = (range(t, t + rest + 1) for t in chosen)
            return not any(set(run) <= set(chosen) and all(joined[u] for u in run[1:]) for run in runs)

        best = max(n for n in range(len(usable) + 1) if any(map(kept, combinations(usable, n))))
        facts = Facts(lay_out(problem, 0))
        assert facts.duties(sum(1 << t for t in window)) == (best if most is None else min(best, most))


BY_HAND = {
    "everything fits": (pairs([MUST, WANT, POSSIBLE]), Bound(0, 0, 0)),
    "nothing is wished for": (Problem(slots("-"), (), (), ()), Bound(0, 0, 0)),
    "no place at all": (pairs([MUST, WANT], places=0), Bound(1, 6, 0)),
    "one table, two slots: the lightest stays out": (pairs([POSSIBLE, MUST, WANT], "--", 1), Bound(0, 1, 0)),
    "one table, two slots, three musts": (pairs([MUST] * 3, "--", 1), Bound(1, 4, 0)),
    "musts are no tier of their own when the goals say so": (
        pairs([MUST] * 3, "--", 1, goals=Goals(must_first=False)),
        Bound(0, 4, 0),
    ),
    "a table closed in one of two slots": (
        replace(pairs([WANT, WANT], "--"), places=(Place("t1", closed=frozenset({"s0"})),)),
        Bound(0, 2, 0),
    ),
    "kinds of places are counted apart": (
        pairs([WANT, WANT, replace(heard(0, WANT), mode="booth", interpreted=None)], "--", 1),
        Bound(0, 2, 0),
    ),
    "virtual meetings need no place": (
        pairs([replace(heard(0, WANT), mode="virtual", interpreted=None)], places=0),
        Bound(0, 0, 0),
    ),
    "nobody interprets": (pairs([heard(0, MUST), WANT]), Bound(1, 4, 0)),
    "an interpreter with three slots and no pause after one": (
        pairs([heard(k, WANT) for k in range(3)], "---", interpreters=interpreter(max_consecutive=1)),
        Bound(0, 2, 0),
    ),
    "lunch is a pause for her": (
        pairs([heard(k, WANT) for k in range(3)], "--|", interpreters=interpreter(max_consecutive=2)),
        Bound(0, 0, 0),
    ),
    "an interpreter with a largest number of meetings": (
        pairs([heard(0, POSSIBLE), heard(1, MUST)], interpreters=interpreter(max_meetings=1)),
        Bound(0, 1, 0),
    ),
    "tables and interpreters together: both leave something out": (
        # two seats for three meetings; the only duty goes to the must, then one want fits
        pairs([heard(0, MUST), heard(1, WANT), WANT, WANT], "--", 1, interpreters=interpreter(max_meetings=1)),
        Bound(0, 4, 0),
    ),
    "interpreters are scarcer than tables": (
        pairs([heard(k, WANT) for k in range(3)] + [POSSIBLE], "--", 2, interpreters=interpreter(max_meetings=1)),
        Bound(0, 4, 0),
    ),
    "four meetings in three slots of one participant": (star("---", [range(3)] * 4), Bound(0, 2, 0)),
    "three who want each other and may meet once: a meeting and a half, which is one": (
        Problem(
            slots("--"),
            tuple(Place(f"t{k}") for k in range(2)),
            tuple(Participant(name, max_meetings=1) for name in "abc"),
            tuple(Meeting(a + b, (a, b)) for a, b in ("ab", "bc", "ac")),
        ),
        Bound(0, 4, 0),
    ),
    "a participant at its limit": (
        star(
            "---",
            [range(3)] * 3,
            participants=(Participant("a", max_meetings=1), *map(Participant, ("g0", "g1", "g2"))),
        ),
        Bound(0, 4, 0),
    ),
    "two meetings in the only slot of both": (star("--", [[0], [0]]), Bound(0, 2, 0)),
    "a guest who never comes": (star("--", [[0], []]), Bound(0, 2, 0)),
    "a break that cannot be avoided": (star("---", [[0], [2]]), Bound(0, 0, 1)),
    "the same over lunch": (star("--|-", [[0], [2]]), Bound(0, 0, 0)),
    "the same over lunch when that counts": (star("--|-", [[0], [2]], goals=Goals(free_noon=False)), Bound(0, 0, 1)),
    "the same over night": (star("--1-", [[0], [2]]), Bound(0, 0, 0)),
    "breaks count nothing where a meeting may be left out": (star("---", [[0], [2], []]), Bound(0, 2, 0)),
}


@pytest.mark.parametrize(("problem", "expected"), BY_HAND.values(), ids=BY_HAND.keys())
def test_the_bounds_are_what_one_counts_by_hand(problem, expected):
    assert bound(problem) == expected


@pytest.mark.parametrize(("weight", "breaks"), [(1, 1), (2, 0), (3, 0)])
def test_breaks_of_a_participant_count_if_its_meetings_weigh_more_than_what_is_lost(weight, breaks):
    problem = star("---", [[0], [2], []])
    never = replace(problem.meetings[2], parties=("g0", "g2"), weight=weight)

    assert bound(replace(problem, meetings=(*problem.meetings[:2], never))) == Bound(0, weight, breaks)


USUAL = Recipe(participants=16, meetings=50, slots=7, fits=False, pools=2, interpreted=0.4, interpreters=2, rest=2)
FORUMS = [
    replace(USUAL, seed=seed, **more)
    for seed in range(2)
    for more in (
        {"meetings": 20, "fits": True, "interpreters": 0},
        {"limit": 0.4, "tables": 5},
        {"days": 2, "absent": 0.2, "precedences": 4},
    )
]


@pytest.mark.parametrize("recipe", [*FORUMS, demo_like(1)], ids=range(len(FORUMS) + 1))
@pytest.mark.parametrize("plans", [1, pytest.param(30, marks=pytest.mark.long)])
def test_no_solved_plan_is_better_than_the_bounds(recipe, plans):
    problem = generate(recipe)
    bounds = bound(problem)
    for seed in range(plans):
        plan = solve(problem, moves=3_000, seed=seed)
        value = plan.value

        assert (bounds.must_unmet, bounds.lost) <= (value.must_unmet, value.lost)
        assert (plan.bound.must_unmet, plan.bound.lost) == (bounds.must_unmet, bounds.lost)
        assert plan.bound.breaks <= value.breaks
        if (value.must_unmet, value.lost) == (bounds.must_unmet, bounds.lost):
            assert bounds.breaks <= value.breaks


@pytest.fixture(scope="module")
def demo():
    problem = generate(demo_like(3))
    return problem, bound(problem)


@pytest.mark.parametrize("asked", [0, 20, 1000])
def test_a_bound_that_is_stopped_is_soon_there_and_never_above_the_whole_one(demo, asked):
    (problem, whole), left = demo, iter(range(asked))
    later = 0

    def stop():
        nonlocal later
        over = next(left, None) is None
        later += over
        return over

    facts = Facts(lay_out(problem, 0))
    must, lost = facts.must_unmet(stop=stop), facts.lost(stop=stop)
    breaks = facts.breaks(whole.must_unmet, round(whole.lost * 1000), stop=stop)

    assert must <= whole.must_unmet
    assert lost <= whole.lost * 1000
    assert breaks <= whole.breaks
    assert later <= 3 + len(problem.participants)
