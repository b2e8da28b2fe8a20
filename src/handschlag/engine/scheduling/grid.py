"""A problem as flat arrays of integers, the form in which the search reads it.

Participants, meetings and interpreters are numbered in order of their ids, so that the answer does not
depend on the order of the input. A table over two things is flat: ``code[m * slots + t]``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from handschlag.engine.scheduling import jit
from handschlag.engine.scheduling.choices import Choices
from handschlag.engine.scheduling.consistency import PLACE_KINDS
from handschlag.engine.scheduling.problem import Interpreter, Level, Meeting, Problem

NO_LIMIT = 1_000_000
GRAIN = 1_000
"""Weights are counted in thousandths, so that sums are exact."""

BREAK = 100
"""Search price of one break; the other prices are relative to it."""
IDLE = 10
"""Search price of an idle slot inside a break, so that gaps shrink before they close."""


EXCESS_PRICE = 4 * BREAK
UNFAIR_PRICE = 5 * BREAK

UNPLACED, LOCKED_OUT, MUST_OUT, LOST, BREAKS, GUIDE, LOSS, EXCESS, GAP, TOTALS = range(10)
"""Rows of ``totals``: meetings unplaced, locked and musts among them, their weight; breaks; search price of breaks
and idle slots, of what is unplaced; overbooked places; difference in breaks. The last is their number."""

LONGEST_ODDS = 1_000


class Layout(NamedTuple):
    """How many there are of everything, and where each table begins in the cells of the search.

    A table over two things is flat: slot t of meeting m stands in ``cells[at.code + m * at.slots + t]``.

    Attributes
    ----------
    meetings, participants, slots, kinds, interpreters, stretches, links : counts
    fairness : allowed difference in breaks
    stretch, bit, joined : per slot: its stretch, its bit in the stretch's mask, 1 if no pause lies before it
    first, second, kind : per meeting: its parties and the kind of place it needs (-1: none)
    code : per meeting and slot: -1 not possible, 0 possible without interpreter, c > 0 with one of set c
    open, capacity : per kind and slot: places that are open; per kind: in all slots together
    limit : per participant: most meetings
    weight, loss, must, locked : per meeting: thousandths of weight, search price of leaving it out, flags
    set_start, set_member : interpreters of set c are the members from its start to the next set's
    on_duty : per interpreter and slot: 1 if available
    twin : per interpreter: the one before who is alike in everything, or -1
    load_limit, run_limit : per interpreter: most meetings, most in a row
    link_start, link_other, link_later : precedences of a meeting; 1 if the other one comes later
    slot, interpreter : per meeting, -1 for none
    meeting_of : per participant and slot: the meeting, or -1
    mask : per participant and stretch: busy slots as bits
    breaks, held : per participant: breaks, and meetings held
    spread : participants with b breaks, for each b
    used, served : per kind and slot: meetings; per kind: in all slots
    duty_of : per interpreter and slot: the meeting, or -1
    load : per interpreter: meetings
    waiting, position : unplaced meetings in any order, and where each stands in it (-1: placed)
    totals, best, goal : what the plan on the board, the best plan, and the bound come to
    best_slot, best_interpreter : the best plan
    path, kept : room for the path of a move and the interpreters along it
    out : meetings that the move at hand took out: their number, then meeting, slot and interpreter of each
    restless : room for the participants who have breaks
    odds : their number, then for each worsening the 32-bit number below which a random number accepts it
    random : the two words of the random numbers
    """

    meetings: int
    participants: int
    slots: int
    kinds: int
    interpreters: int
    stretches: int
    links: int
    fairness: int
    stretch: int
    bit: int
    joined: int
    first: int
    second: int
    kind: int
    code: int
    open: int
    capacity: int
    limit: int
    weight: int
    loss: int
    must: int
    locked: int
    set_start: int
    set_member: int
    on_duty: int
    twin: int
    load_limit: int
    run_limit: int
    link_start: int
    link_other: int
    link_later: int
    slot: int
    interpreter: int
    meeting_of: int
    mask: int
    breaks: int
    held: int
    spread: int
    used: int
    served: int
    duty_of: int
    load: int
    waiting: int
    position: int
    totals: int
    best: int
    goal: int
    best_slot: int
    best_interpreter: int
    path: int
    kept: int
    out: int
    restless: int
    odds: int
    random: int


class Names(NamedTuple):
    """What the numbers of a grid stand for."""

    meetings: tuple[Meeting, ...]
    participants: tuple[str, ...]
    interpreters: tuple[str, ...]


class Grid(NamedTuple):
    """A problem laid out for the search: the layout, the cells, and what the numbers stand for."""

    at: Layout
    cells: Any
    names: Names


def lay_out(problem: Problem, seed: int) -> Grid:
    """Write a problem into cells, every meeting unplaced."""
    names = Names(
        tuple(sorted(problem.meetings, key=lambda meeting: meeting.id)),
        tuple(sorted(participant.id for participant in problem.participants)),
        tuple(sorted(interpreter.id for interpreter in problem.interpreters)),
    )
    counts = {
        "meetings": len(problem.meetings),
        "participants": len(problem.participants),
        "slots": len(problem.slots),
        "kinds": len(PLACE_KINDS),
        "interpreters": len(problem.interpreters),
        "stretches": len(problem.stretches()),
        "links": len(set(problem.precedences)),
        "fairness": NO_LIMIT if problem.goals.fairness is None else problem.goals.fairness,
    }
    tables = _given(problem, names)
    tables |= _state(counts, tables, seed)
    starts = dict(zip(tables, _starts(list(tables.values())), strict=False))
    cells = jit.numbers(chain.from_iterable(tables.values()))
    return Grid(Layout(**counts, **starts), cells, names)


def _given(problem: Problem, names: Names) -> dict[str, list[int]]:
    """The tables that stay as they are."""
    meetings = names.meetings
    people = sorted(problem.participants, key=lambda participant: participant.id)
    staff = sorted(problem.interpreters, key=lambda interpreter: interpreter.id)
    person = {name: k for k, name in enumerate(names.participants)}
    place = {t: (s, 1 << k) for s, stretch in enumerate(problem.stretches()) for k, t in enumerate(stretch)}
    choices = Choices(problem, names.interpreters)
    codes = [code for meeting in meetings for code in choices.of(meeting)]
    sets = choices.sets()
    links = _links(problem, {meeting.id: k for k, meeting in enumerate(meetings)})
    places = _open_places(problem)
    slots = len(problem.slots)
    return {
        "stretch": [place[t][0] for t in range(slots)],
        "bit": [place[t][1] for t in range(slots)],
        "joined": [int(yes) for yes in problem.joined()],
        "first": [person[meeting.parties[0]] for meeting in meetings],
        "second": [person[meeting.parties[1]] for meeting in meetings],
        "kind": [PLACE_KINDS.index(m.mode) if m.mode in PLACE_KINDS else -1 for m in meetings],
        "code": codes,
        "open": places,
        "capacity": [sum(places[k * slots : (k + 1) * slots]) for k in range(len(PLACE_KINDS))],
        "limit": [NO_LIMIT if p.max_meetings is None else p.max_meetings for p in people],
        "weight": [round(meeting.value * GRAIN) for meeting in meetings],
        "loss": _losses(problem, meetings),
        "must": [int(problem.goals.must_first and meeting.level is Level.MUST) for meeting in meetings],
        "locked": [int(meeting.locked) for meeting in meetings],
        "set_start": _starts(sets),
        "set_member": [member for members in sets for member in members],
        "on_duty": [int(slot.id not in one.unavailable) for one in staff for slot in problem.slots],
        "twin": _twins(staff),
        "load_limit": [NO_LIMIT if one.max_meetings is None else one.max_meetings for one in staff],
        "run_limit": [NO_LIMIT if one.max_consecutive is None else one.max_consecutive for one in staff],
        "link_start": _starts(links),
        "link_other": [other for linked in links for other, _ in linked],
        "link_later": [later for linked in links for _, later in linked],
    }


def _state(counts: Mapping[str, int], given: Mapping[str, list[int]], seed: int) -> dict[str, list[int]]:
    """The tables that the search writes: nothing is placed, and that is the best plan so far."""
    meetings, people, slots = counts["meetings"], counts["participants"], counts["slots"]
    staff, kinds = counts["interpreters"], counts["kinds"]
    totals = [0] * TOTALS
    totals[UNPLACED] = meetings
    totals[LOCKED_OUT] = sum(given["locked"])
    totals[MUST_OUT] = sum(given["must"])
    totals[LOST] = sum(given["weight"])
    totals[LOSS] = sum(given["loss"])
    return {
        "slot": [-1] * meetings,
        "interpreter": [-1] * meetings,
        "meeting_of": [-1] * (people * slots),
        "mask": [0] * (people * counts["stretches"]),
        "breaks": [0] * people,
        "held": [0] * people,
        "spread": [people] + [0] * slots,
        "used": [0] * (kinds * slots),
        "served": [0] * kinds,
        "duty_of": [-1] * (staff * slots),
        "load": [0] * staff,
        "waiting": list(range(meetings)),
        "position": list(range(meetings)),
        "totals": totals,
        "best": list(totals),
        "goal": [0] * TOTALS,
        "best_slot": [-1] * meetings,
        "best_interpreter": [-1] * meetings,
        "path": [0] * (meetings + 1),
        "kept": [0] * (meetings + 1),
        "out": [0] * (3 * (meetings + 8)),
        "restless": [0] * people,
        "odds": [0] * (LONGEST_ODDS + 2),
        "random": [(seed * 2654435761 + 88172645) & 0xFFFFFFFF or 1, seed & 0xFFFFFFFF],
    }


def _starts(groups: Sequence[Sequence[object]]) -> list[int]:
    """Where each group begins when all are written one after the other, and the end."""
    starts = [0]
    for group in groups:
        starts.append(starts[-1] + len(group))
    return starts


def _open_places(problem: Problem) -> list[int]:
    return [
        sum(place.kind == kind and slot.id not in place.closed for place in problem.places)
        for kind in PLACE_KINDS
        for slot in problem.slots
    ]


def _links(problem: Problem, number: dict[str, int]) -> list[list[tuple[int, int]]]:
    links: list[list[tuple[int, int]]] = [[] for _ in number]
    for before, after in sorted(set(problem.precedences)):
        links[number[before]].append((number[after], 1))
        links[number[after]].append((number[before], 0))
    return links


def _losses(problem: Problem, meetings: Sequence[Meeting]) -> list[int]:
    """Search prices: the lightest meeting costs two breaks, a must more than six others, a locked one more again.

    All locked ones cost the same, so that one may stand in for another on the way to holding both.
    """
    weights = [meeting.value for meeting in meetings if meeting.value > 0]
    unit = 2 * BREAK / min(weights, default=1)
    cap = 50_000 * BREAK
    prices = [min(cap, round(unit * meeting.value)) for meeting in meetings]
    must = 6 * max(prices, default=0)
    locked = 8 * must
    return [
        locked if meeting.locked else price + must * (problem.goals.must_first and meeting.level is Level.MUST)
        for price, meeting in zip(prices, meetings, strict=True)
    ]


def _twins(staff: Sequence[Interpreter]) -> list[int]:
    """For each interpreter the last one before with the same pairs, availability and limits, or -1."""
    last: dict[object, int] = {}
    twins = []
    for k, one in enumerate(staff):
        pairs = frozenset(frozenset(pair) for pair in one.pairs)
        likeness = (pairs, one.unavailable, one.max_meetings, one.max_consecutive)
        twins.append(last.get(likeness, -1))
        last[likeness] = k
    return twins
