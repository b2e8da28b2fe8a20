"""Small problems whose locked meetings contradict each other, each with the certificate that says so."""

import random
from dataclasses import replace

from handschlag.engine.scheduling.plan import Certificate
from handschlag.engine.scheduling.problem import (
    Goals,
    Interpreter,
    Meeting,
    Participant,
    Place,
    Problem,
    Representative,
    Slot,
)
from tests.engine.scheduling import strategies


def forum(n, pairs, tables=9, **changes):
    """n slots and locked meetings: ``ab`` where a and b can always come, ``ab12`` where only in slots 1 and 2."""
    times = tuple(Slot(str(k + 1), part=str(k + 1)) for k in range(n))
    names = sorted({name for pair in pairs for name in pair[:2]})
    away = {pair[1]: frozenset(t.id for t in times if t.id not in pair[2:]) for pair in pairs if pair[2:]}
    return replace(
        Problem(
            times,
            tuple(Place(f"t{k}") for k in range(tables)),
            tuple(Participant(name, unavailable=away.get(name, frozenset())) for name in names),
            tuple(Meeting(pair[:2], (pair[0], pair[1]), locked=True) for pair in pairs),
        ),
        **changes,
    )


def with_meeting(problem, name, **changes):
    meetings = tuple(replace(one, **changes) if one.id == name else one for one in problem.meetings)
    return replace(problem, meetings=meetings)


def interpreted(problem):
    return replace(
        problem,
        meetings=tuple(replace(meeting, interpreted=True) for meeting in problem.meetings),
        interpreters=(Interpreter("i1", (("de", "ru"),), unavailable=frozenset({"2"})),),
    )


INFEASIBLE = {
    "nobody has time": (forum(2, ["xa1", "ab2"]), Certificate("no_common_slot", ("ab",))),
    "fixed to a slot outside its part": (
        with_meeting(forum(2, ["ab", "ac"]), "ac", fixed="1", part="2"),
        Certificate("no_common_slot", ("ac",)),
    ),
    "three meetings in two slots": (
        forum(3, ["ha12", "hb1", "hc23", "hd12", "ef"]),
        Certificate("hall", ("ha", "hb", "hd"), "h", ("1", "2")),
    ),
    "more than one may have": (
        with_meeting(
            forum(3, ["ha", "hb", "hc"], participants=(Participant("h", max_meetings=1), *map(Participant, "abc"))),
            "hb",
            locked=False,
        ),
        Certificate("limit", ("ha", "hc"), "h", ("1", "2", "3")),
    ),
    "a circle of precedences": (
        forum(9, ["ab", "cd", "ef", "gh"], precedences=(("ab", "cd"), ("cd", "ef"), ("ef", "ab"), ("ef", "gh"))),
        Certificate("order", ("ab", "cd", "ef"), None, tuple("123456789")),
    ),
    "a chain longer than the day": (
        forum(
            3, ["ab", "cd1", "ef", "gh3", "ij"], precedences=(("cd", "ab"), ("ab", "ef"), ("ef", "gh"), ("ij", "gh"))
        ),
        Certificate("order", ("ab", "cd", "ef", "gh"), None, tuple("123")),
    ),
    "a meeting fixed to an earlier slot than the one before it": (
        with_meeting(forum(3, ["ab3", "cd"], precedences=(("ab", "cd"),)), "cd", fixed="2"),
        Certificate("order", ("ab", "cd"), None, ("2", "3")),
    ),
    "too few tables in the morning": (
        forum(3, ["ab12", "cd12", "ef1", "gh"], tables=1),
        Certificate("places", ("ab", "cd", "ef"), None, ("1", "2")),
    ),
    "too few tables all day": (
        forum(2, ["ab", "cd", "ef"], tables=1),
        Certificate("places", ("ab", "cd", "ef"), None, ("1", "2")),
    ),
    "too few interpreters": (
        interpreted(forum(3, ["ab12", "cd12", "ef"])),
        Certificate("interpreters", ("ab", "cd"), None, ("1",)),
    ),
}
"""Of every kind that needs no search."""


def speaking(name, *languages):
    return Participant(name, representatives=(Representative(name, dict.fromkeys(languages, "C1")),))


INFEASIBLE |= {
    "one interpreter for two languages, and another for others": (
        forum(
            2,
            ["ab", "cd", "ef"],
            participants=tuple(speaking(name, "de" if name in "ace" else "zh") for name in "abcdef"),
            interpreters=(Interpreter("i1", (("de", "zh"),), max_meetings=2), Interpreter("i2", (("de", "ru"),))),
        ),
        Certificate("interpreters", ("ab", "cd", "ef"), None, ("1", "2")),
    ),
    "one has to wait and another cannot": (
        forum(3, ["ha1", "hb3", "cd"], goals=Goals(fairness=0)),
        Certificate("fairness", ("ha", "hb"), "h", ("1", "3")),
    ),
}


def locked_problem(seed):
    """A small problem of which most has to be held, often with equal waiting for all."""
    dice = random.Random(seed)
    problem = strategies.small_problem(seed, dice.randint(3, 8))
    meetings = tuple(replace(one, locked=dice.random() < 0.8) for one in problem.meetings)
    return replace(problem, meetings=meetings, goals=replace(problem.goals, fairness=dice.choice((None, 0, 0, 1))))


def tight_problem(seed, people=6, often=0.5):
    """As many slots as somebody has meetings, all of them locked: mostly it takes a search to see that it cannot be."""
    dice = random.Random(seed)
    names = [f"p{k}" for k in range(people)]
    pairs = [(a, b) for a in names for b in names if a < b and dice.random() < often] or [("p0", "p1")]
    busiest = max(sum(name in pair for pair in pairs) for name in names)
    slots = tuple(
        Slot(f"s{t:02}", adjacent_to_previous=dice.random() < 0.8) for t in range(busiest + dice.choice((0, 0, 1)))
    )
    meetings = tuple(Meeting("-".join(pair), pair, locked=True) for pair in pairs)
    ids = [one.id for one in meetings]
    away = {name: frozenset(dice.sample([one.id for one in slots], dice.choice((0, 0, 0, 1)))) for name in names}
    order = [tuple(sorted(dice.sample(ids, 2))) for _ in range(dice.choice((0, 0, 1, 2))) if len(ids) > 1]
    return Problem(
        slots,
        tuple(Place(f"t{k}") for k in range(dice.choice((people // 2, people // 2, max(1, people // 2 - 1))))),
        tuple(Participant(name, unavailable=away[name]) for name in names),
        meetings,
        precedences=tuple(order),
        goals=Goals(fairness=dice.choice((None, None, 0, 1)), free_noon=dice.random() < 0.5),
    )
