"""The arguments that need no search: each says in words what it has verified, or why it is not convinced."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from handschlag.engine.scheduling.plan import Certificate
from handschlag.engine.scheduling.problem import Interpreter, Meeting
from handschlag.engine.scheduling.verification.forum import Forum

MOST_STATES = 100_000
"""Situations of one participant, or ways of trying, after which it is given up."""


class Doubt(Exception):
    """A certificate does not prove what it says; the sentence says why."""


class TooLarge(Exception):
    """What is to be verified takes more steps than were allowed."""


def demand(is_so: bool, otherwise: str) -> None:
    """Go on only if something is so."""
    if not is_so:
        raise Doubt(otherwise)


def no_common_slot(forum: Forum, meetings: Sequence[Meeting], _: Certificate) -> str:
    """One meeting that no slot can take."""
    demand(len(meetings) == 1, f"one meeting was expected, not {len(meetings)}")
    demand(not forum.options(meetings[0]), f'meeting "{meetings[0].id}" can be held in {_slots(forum, meetings)}')
    return f'meeting "{meetings[0].id}" must be held, and none of the {len(forum.problem.slots)} slots can take it'


def limit(forum: Forum, meetings: Sequence[Meeting], certificate: Certificate) -> str:
    """More meetings of a participant than it may have."""
    person = _shared_by_all(meetings, certificate)
    most = forum.participants[person].max_meetings
    demand(most is not None and len(meetings) > most, f'participant "{person}" may have {len(meetings)} meetings')
    return f'participant "{person}" must hold {len(meetings)} meetings and may have {most} at most'


def hall(forum: Forum, meetings: Sequence[Meeting], certificate: Certificate) -> str:
    """Meetings of one participant that have fewer slots together than they are (Hall 1935)."""
    person = _shared_by_all(meetings, certificate)
    slots = _union(forum, meetings)
    demand(len(slots) < len(meetings), f"{len(meetings)} meetings have {len(slots)} slots, which may be enough")
    return f'participant "{person}" must hold {len(meetings)} meetings that only {len(slots)} slots can take'


def order(forum: Forum, meetings: Sequence[Meeting], _: Certificate) -> str:
    """Precedences in a circle, or in a chain that is too long for the slots.

    Each meeting is moved to the first slot after all those before it. Where that ends, everything is in order; where
    it goes on for more rounds than there are meetings there is a circle.
    """
    names = {one.id for one in meetings}
    links = [(before, after) for before, after in forum.problem.precedences if {before, after} <= names]
    earliest = {one.id: min(forum.options(one), default=None) for one in meetings}
    for _round in range(len(meetings) + 1):
        before_round = dict(earliest)
        for one in meetings:
            bar = [earliest[before] for before, after in links if after == one.id]
            later = [k for k in forum.options(one) if all(first is not None and k > first for first in bar)]
            earliest[one.id] = min(later, default=None)
        stuck = [name for name, first in earliest.items() if first is None]
        if stuck:
            return f'held one after the other as they must be, the meetings leave no slot for "{stuck[0]}"'
        if earliest == before_round:
            raise Doubt(f"{len(meetings)} meetings can be held in the order that they must have")
    return f"{len(meetings)} meetings must each be held after another of them, in a circle"


def places(forum: Forum, meetings: Sequence[Meeting], certificate: Certificate) -> str:
    """More meetings in some slots than places there."""
    kinds = {one.mode for one in meetings}
    demand(len(kinds) == 1 and kinds != {"virtual"}, "the meetings do not need places of one kind")
    kind = kinds.pop()
    window = _window(forum, meetings, certificate)
    room = sum(forum.open_places(kind, k) for k in window)
    demand(len(meetings) > room, f"{room} places in these slots are enough for {len(meetings)} meetings")
    return f"{len(meetings)} meetings must be held in {len(window)} slots with {room} places ({kind}) in all"


def interpreters(forum: Forum, meetings: Sequence[Meeting], certificate: Certificate) -> str:
    """More interpreted meetings in some slots than those could serve who speak the languages."""
    window = _window(forum, meetings, certificate)
    able: set[str] = set()
    for one in meetings:
        for staff in forum.options(one).values():
            if staff is None:
                raise Doubt(f'meeting "{one.id}" can do without an interpreter')
            able |= staff
    duties = sum(_most_duties(forum, forum.interpreters[name], window) for name in able)
    demand(len(meetings) > duties, f"{duties} meetings can be interpreted in these slots, which is enough")
    serving = f"the {len(able)} interpreters who speak the languages can do {duties}"
    return f"{len(meetings)} meetings must be interpreted in {len(window)} slots, and {serving}"


def fairness(forum: Forum, meetings: Sequence[Meeting], certificate: Certificate) -> str:
    """A participant who has more breaks than somebody else can have, by more than is allowed.

    Only those count all of whose meetings are named: of them it is known what they can have at most.
    """
    allowed, waits = forum.problem.goals.fairness, str(certificate.participant)
    known = forum.known_in_full(meetings)
    demand(waits in known, f'not every meeting of participant "{waits}" is named')
    breaks = {name: _breaks_alone(forum, own) for name, own in known.items()}
    stuck = [name for name, some in breaks.items() if not some]
    demand(not stuck, f"participant {stuck[:1]} has too few slots, breaks or not")
    calmest = min(breaks, key=lambda name: max(breaks[name]))
    fewest, most = min(breaks[waits]), max(breaks[calmest])
    if allowed is None or fewest - most <= allowed:
        raise Doubt(f"{fewest} breaks of one and {most} of another are not too different")
    return (
        f'participant "{waits}" has {fewest} breaks at least and participant "{calmest}" {most} at most: '
        f"the difference must not be more than {allowed}"
    )


SIMPLE: Mapping[str, Callable[[Forum, Sequence[Meeting], Certificate], str]] = {
    kind.__name__: kind for kind in (no_common_slot, limit, hall, order, places, interpreters, fairness)
}
OF_A_PARTICIPANT = ("limit", "hall", "fairness")


def _shared_by_all(meetings: Sequence[Meeting], certificate: Certificate) -> str:
    person = str(certificate.participant)
    strangers = [one.id for one in meetings if person not in one.parties]
    demand(not strangers, f'participant "{person}" takes no part in meeting "{strangers[:1]}"')
    return person


def _union(forum: Forum, meetings: Sequence[Meeting]) -> set[int]:
    return {k for one in meetings for k in forum.options(one)}


def _slots(forum: Forum, meetings: Sequence[Meeting]) -> str:
    return ", ".join(f'slot "{name}"' for name in forum.names(_union(forum, meetings)))


def _window(forum: Forum, meetings: Sequence[Meeting], certificate: Certificate) -> list[int]:
    """The numbers of the slots that the certificate names; the meetings can be nowhere else."""
    window = [k for k, slot in enumerate(forum.problem.slots) if slot.id in certificate.slots]
    outside = _union(forum, meetings) - set(window)
    demand(not outside, f"the meetings could also be held in {', '.join(forum.names(outside))}")
    return window


def _most_duties(forum: Forum, interpreter: Interpreter, window: Collection[int]) -> int:
    """Meetings of an interpreter in the slots at most: the best she can do for each length of her present run."""
    rest = interpreter.max_consecutive
    best = {0: 0}
    for k, slot in enumerate(forum.problem.slots):
        if forum.pause_before[k]:
            best = {0: max(best.values())}
        idle = {0: max(best.values())}
        works = k in window and slot.id not in interpreter.unavailable
        best = idle | ({run + 1: n + 1 for run, n in best.items() if rest is None or run < rest} if works else {})
    most = max(best.values())
    return most if interpreter.max_meetings is None else min(most, interpreter.max_meetings)


def _breaks_alone(forum: Forum, meetings: Sequence[Meeting]) -> set[int]:
    """Every number of breaks that a participant can have who holds all her locked meetings and any of the others.

    Slot by slot: which are held, whether she has met in this stretch, whether she idles since, and her breaks so far.
    """
    options = [forum.options(one) for one in meetings]
    states = {(0, False, False, 0)}
    for k, stretch in enumerate(forum.stretch):
        if k > 0 and stretch != forum.stretch[k - 1]:
            states = {(held, False, False, breaks) for held, _, _, breaks in states}
        following = {(held, has_met, has_met, breaks) for held, has_met, _, breaks in states}
        here = [m for m, slots in enumerate(options) if k in slots]
        for held, _, idles, breaks in states:
            following |= {(held | 1 << m, True, False, breaks + idles) for m in here if not held >> m & 1}
        if len(following) > MOST_STATES:
            raise TooLarge
        states = following
    locked = sum(1 << m for m, one in enumerate(meetings) if one.locked)
    return {breaks for held, _, _, breaks in states if held & locked == locked}
