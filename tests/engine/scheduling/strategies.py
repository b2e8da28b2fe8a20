"""Random problems for proofs: small ones that use everything that a problem can have, and mid-size ones.

Hypothesis draws how many there are of everything, which features are used and a seed; the details follow
from the seed, for each participant, meeting and so on by itself. So problems are made quickly, and an
example still shrinks to few things with few features.
"""

from dataclasses import replace
from itertools import combinations
from random import Random

from hypothesis import assume
from hypothesis import strategies as st

from handschlag.engine.scheduling.generate import Recipe, planted
from handschlag.engine.scheduling.objective import value
from handschlag.engine.scheduling.problem import (
    Goals,
    Interpreter,
    Level,
    Meeting,
    Participant,
    Place,
    Problem,
    Representative,
    Slot,
)

FEATURES = {
    "absence": 0.6,
    "closed": 0.2,
    "languages": 0.2,
    "limits": 0.2,
    "locked": 0.3,
    "modes": 0.25,
    "named": 0.3,
    "order": 0.4,
    "times": 0.4,
    "weights": 0.4,
}
"""How many of the problems use each."""
DAYS = ((7,), (6,), (6,), (5,), (5,), (4,), (3,), (5, 2), (4, 2), (3, 3), (1, 4, 1), (2, 2), (1,))
TEAMS = (
    ({"de": "C1"},),
    ({"de": "C1"},),
    ({"de": "B2"}, {"de": "A1"}),
    ({"ru": "native"},),
    ({"ru": "B2", "de": "A2"},),
    ({"ru": "C1"},),
    ({"de": "C2"}, {"ru": "B2"}),
    ({"zh": "C2"}, {"en": "B2"}),
    ({}, {"ru": "B1"}),
    (),
)
PAIRS = ((("de", "ru"),), (("ru", "de"), ("zh", "ru")), (("de", "ru"),), (("ru", "de"), ("en", "de")))
LIMITS = ((None, None), (None, 1), (None, 1), (None, 2), (2, None), (1, None), (3, 1), (0, None))
LEVELS = (Level.WANT, Level.MUST, Level.POSSIBLE)
WEIGHTS = (None, 3, 1.5, 0.125, 1.0006)

SEEDS = st.integers(0, 2**24 - 1)
"""Not so large that Hypothesis would prefer the small ones."""


class _Maker:
    """Makes one thing of each name, always the same one."""

    def __init__(self, seed, features, slots):
        self.seed = seed
        self.features = features
        self.slots = slots
        self.names = [slot.id for slot in slots]

    def dice(self, name):
        return Random(f"{self.seed} {name}")

    def some_slots(self, dice, feature, often):
        """A few of the slots, ``often`` of ten times if the feature is used."""
        if feature not in self.features or dice.randrange(10) >= often:
            return frozenset()
        first = dice.randrange(len(self.names))
        return frozenset(self.names[first : first + dice.randint(1, 3)])

    def place(self, name):
        dice = self.dice(name)
        kind = dice.choice(("table", "table", "booth")) if "modes" in self.features else "table"
        return Place(name, kind, closed=self.some_slots(dice, "closed", 5))

    def participant(self, name):
        dice = self.dice(name)
        team = dice.choice(TEAMS) if "languages" in self.features else ()
        return Participant(
            name,
            unavailable=self.some_slots(dice, "absence", 7),
            max_meetings=dice.choice((None, None, None, 4, 3, 3, 2, 0)) if "limits" in self.features else None,
            min_meetings=1,
            representatives=tuple(
                Representative(f"{name}.{k}", languages, self.some_slots(dice, "absence", 4))
                for k, languages in enumerate(team)
            ),
        )

    def interpreter(self, name):
        dice = self.dice(name)
        limit, rest = dice.choice(LIMITS)
        return Interpreter(name, dice.choice(PAIRS), self.some_slots(dice, "absence", 4), limit, rest)

    def meeting(self, name, people):
        dice = self.dice(name)
        parties = dice.choice(list(combinations(people, 2)))
        if dice.randrange(2):
            parties = parties[::-1]
        return Meeting(
            name,
            tuple(one.id for one in parties),
            level=dice.choice(LEVELS),
            weight=dice.choice(WEIGHTS) if "weights" in self.features else None,
            locked="locked" in self.features and dice.randrange(3) == 0,
            mode=dice.choice(("table", "table", "booth", "virtual")) if "modes" in self.features else "table",
            interpreted=dice.choice((None,) * 6 + (True, False)) if "languages" in self.features else None,
            representatives=self.named(dice, parties),
            **self.time(dice),
        )

    def named(self, dice, parties):
        """The representatives of some of the parties who have any."""
        teams = {one.id: [person.id for person in one.representatives] for one in parties if one.representatives}
        if "named" not in self.features:
            return {}
        return {
            party: tuple(dice.sample(team, dice.randint(0, len(team))))
            for party, team in teams.items()
            if dice.random() < 0.4
        }

    def time(self, dice):
        kind = dice.randrange(8) if "times" in self.features else 0
        if kind == 4:
            return {"part": dice.choice(self.slots).part}
        return {"fixed": dice.choice(self.names)} if kind > 4 else {}

    def precedences(self, meetings):
        dice = self.dice("order")
        pairs = [(a.id, b.id) for a in meetings for b in meetings if a is not b]
        return tuple(dice.choices(pairs, k=dice.randint(1, 3))) if pairs and "order" in self.features else ()


def _days(dice):
    """A few slots on one to three days, the days with a morning and an afternoon, mostly with a pause between."""
    slots = []
    for day, length in enumerate(dice.choice(DAYS)):
        noon = dice.randint(0, length)
        pause = dice.choice((None, False))
        begin = dice.choice((None, True, False))
        for k in range(length):
            adjacent = begin if k == 0 else pause if k == noon else None
            part = "afternoon" if k >= noon else "morning"
            slots.append(Slot(f"d{day}s{k}", f"d{day}", part, adjacent_to_previous=adjacent))
    return tuple(slots)


def _goals(dice):
    return Goals(dice.random() < 0.6, dice.choice((None, None, 2, 1, 0)), dice.random() < 0.5)


def small_problem(seed, n_meetings):
    dice = Random(seed)
    n_staff = dice.choice((0, 0, 1, 1, 1, 2, 3))
    features = {name for name, often in FEATURES.items() if dice.random() < often or (name == "languages" and n_staff)}
    maker = _Maker(seed, features, _days(dice))
    people = [maker.participant(f"p{k}") for k in range(dice.choice((2, 3, 4, 4, 5, 6)))]
    meetings = [maker.meeting(f"m{k}", people) for k in range(n_meetings)]
    return Problem(
        maker.slots,
        tuple(maker.place(f"t{k}") for k in range(dice.choice((1, 2, 3, 3)))),
        tuple(people),
        tuple(meetings),
        tuple(maker.interpreter(f"i{k}") for k in range(n_staff)),
        precedences=maker.precedences(meetings),
        goals=_goals(dice),
    )


def small_problems(most_meetings=7):
    """Problems with few meetings and, some more and some less, everything that a problem can have."""
    return st.builds(small_problem, SEEDS, st.integers(0, most_meetings - 1).map(lambda less: most_meetings - less))


@st.composite
def mid_size_problems(draw):
    """Made-up forums of some dozens of meetings, often more than fit.

    Some are locked or fixed, in such a way that there is a plan that keeps every rule.
    """
    recipe = {
        "participants": draw(st.integers(8, 60)),
        "meetings": draw(st.integers(5, 120)),
        "slots": draw(st.integers(4, 12)),
        "seed": draw(SEEDS),
        "days": draw(st.integers(1, 3)),
        "pools": draw(st.integers(0, 3)),
        "overload": draw(st.sampled_from((0.0, 0.5, 2.0))),
        "limit": draw(st.sampled_from((0.0, 0.3))),
        "precedences": draw(st.integers(0, 5)),
        "rest": draw(st.sampled_from((None, 1, 3))),
    }
    try:
        problem, plan = planted(Recipe(**recipe))
    except ValueError:
        assume(False)
    settled = {one.meeting: one.slot for one in plan.held[: draw(st.integers(0, 5))]}
    meetings = tuple(
        replace(one, locked=True, fixed=settled[one.id] if k % 2 else None) if one.id in settled else one
        for k, one in enumerate(problem.meetings)
    )
    problem = replace(problem, meetings=meetings, goals=_goals(Random(recipe["seed"])))
    if problem.goals.fairness is None:
        return problem
    gap = value(problem, plan.held).max_breaks_gap
    return replace(problem, goals=replace(problem.goals, fairness=max(gap, problem.goals.fairness)))
