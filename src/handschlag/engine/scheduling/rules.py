"""Every hard rule of a plan as a check of its own, without a solver: the specification.

Each rule is a generator of violations; ``violations`` goes through all of them. Nothing here knows how
plans are made, so whatever makes one is judged by the same sentences.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from handschlag.engine.scheduling.attendance import Attendance
from handschlag.engine.scheduling.objective import breaks_of
from handschlag.engine.scheduling.plan import Held, Plan
from handschlag.engine.scheduling.problem import Interpreter, Meeting, Participant, Place, Problem, Representative


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken rule: its name, the meetings that break it, and a sentence."""

    rule: str
    meetings: tuple[str, ...]
    message: str


class _Book:
    """A plan with its ids looked up. Only meetings whose ids are all known are in ``held``."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.plan = plan
        self.attendance = Attendance(problem)
        self.number: Mapping[str, int] = {slot.id: k for k, slot in enumerate(problem.slots)}
        self.meetings: Mapping[str, Meeting] = {meeting.id: meeting for meeting in problem.meetings}
        self.participants: Mapping[str, Participant] = {one.id: one for one in problem.participants}
        self.places: Mapping[str, Place] = {place.id: place for place in problem.places}
        self.interpreters: Mapping[str, Interpreter] = {one.id: one for one in problem.interpreters}
        self.held = tuple(one for one in plan.held if not any(True for _ in self.unknown(one)))

    def unknown(self, one: Held) -> Iterator[str]:
        """Sentences about ids that the problem does not have."""
        for kind, known, name in (
            ("meeting", self.meetings, one.meeting),
            ("slot", self.number, one.slot),
            ("place", self.places, one.place),
            ("interpreter", self.interpreters, one.interpreter),
        ):
            if name is not None and name not in known:
                yield f'unknown {kind} "{name}"'

    def parties(self, one: Held) -> tuple[str, str]:
        return self.meetings[one.meeting].parties


def check(problem: Problem, plan: Plan) -> list[Violation]:
    """All broken rules; an empty list means that the plan may be published."""
    return list(violations(problem, plan))


def violations(problem: Problem, plan: Plan) -> Iterator[Violation]:
    """Yield every broken rule, with the meetings that break it."""
    book = _Book(problem, plan)
    for rule in RULES:
        for meetings, message in rule(book):
            yield Violation(rule.__name__, meetings, message)


_Finding = tuple[tuple[str, ...], str]


def known(book: _Book) -> Iterator[_Finding]:
    """The plan speaks only of meetings, slots, places and interpreters that exist."""
    for one in book.plan.held:
        for sentence in book.unknown(one):
            yield (one.meeting,), f'meeting "{one.meeting}": {sentence}'
    for left_out in book.plan.unplaced:
        if left_out.meeting not in book.meetings:
            yield (left_out.meeting,), f'unplaced: unknown meeting "{left_out.meeting}"'


def at_most_once(book: _Book) -> Iterator[_Finding]:
    """A meeting is held once, or it is unplaced, not both."""
    seen: set[str] = set()
    for one in book.held:
        if one.meeting in seen:
            yield (one.meeting,), f'meeting "{one.meeting}" is held twice'
        seen.add(one.meeting)
    for left_out in book.plan.unplaced:
        if left_out.meeting in seen:
            yield (left_out.meeting,), f'meeting "{left_out.meeting}" is both held and unplaced'


def locked(book: _Book) -> Iterator[_Finding]:
    """A locked meeting is held."""
    there = {one.meeting for one in book.held}
    for meeting in book.problem.meetings:
        if meeting.locked and meeting.id not in there:
            yield (meeting.id,), f'meeting "{meeting.id}" is locked and not held'


def one_meeting_at_a_time(book: _Book) -> Iterator[_Finding]:
    """A participant is in at most one meeting in a slot."""
    yield from _clashes(book, lambda one: book.parties(one), "participant")


def one_meeting_at_a_place(book: _Book) -> Iterator[_Finding]:
    """A place holds at most one meeting in a slot."""
    yield from _clashes(book, lambda one: () if one.place is None else (one.place,), "place")


def one_meeting_an_interpreter(book: _Book) -> Iterator[_Finding]:
    """An interpreter is in at most one meeting in a slot."""
    yield from _clashes(book, lambda one: () if one.interpreter is None else (one.interpreter,), "interpreter")


def _clashes(book: _Book, users: Callable[[Held], tuple[str, ...]], kind: str) -> Iterator[_Finding]:
    together: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in book.held:
        for user in users(one):
            together[user, one.slot].append(one.meeting)
    for (user, slot), meetings in together.items():
        if len(set(meetings)) > 1:
            yield tuple(meetings), f'{kind} "{user}" is in {len(set(meetings))} meetings in slot "{slot}"'


def present(book: _Book) -> Iterator[_Finding]:
    """Both parties are there, with the representatives that the meeting names."""
    for one in book.held:
        meeting = book.meetings[one.meeting]
        for party in meeting.parties:
            if book.attendance.people(meeting, party, one.slot) is None:
                yield (one.meeting,), f'participant "{party}" cannot be at meeting "{one.meeting}" in slot "{one.slot}"'


def represented(book: _Book) -> Iterator[_Finding]:
    """Representatives that the plan sends belong to the party and are available."""
    for one in book.held:
        meeting = book.meetings[one.meeting]
        for party, named in one.representatives.items():
            people = book.attendance.people(meeting, party, one.slot) if party in meeting.parties else None
            able = {person.id for person in people or ()}
            for representative in named:
                if representative not in able:
                    yield (
                        (one.meeting,),
                        f'representative "{representative}" cannot be at meeting "{one.meeting}" for "{party}"',
                    )


def in_its_part(book: _Book) -> Iterator[_Finding]:
    """A meeting for one part of the day is held in a slot of that part."""
    for one in book.held:
        part = book.meetings[one.meeting].part
        if part is not None and book.problem.slots[book.number[one.slot]].part != part:
            yield (one.meeting,), f'meeting "{one.meeting}" belongs to part "{part}", slot "{one.slot}" does not'


def as_fixed(book: _Book) -> Iterator[_Finding]:
    """A meeting with a fixed slot is held in that slot."""
    for one in book.held:
        fixed = book.meetings[one.meeting].fixed
        if fixed is not None and one.slot != fixed:
            yield (one.meeting,), f'meeting "{one.meeting}" is fixed to slot "{fixed}", not "{one.slot}"'


def at_a_place(book: _Book) -> Iterator[_Finding]:
    """A meeting has a place of its kind that is open; a virtual one has none."""
    for one in book.held:
        mode = book.meetings[one.meeting].mode
        place = None if one.place is None else book.places[one.place]
        if mode == "virtual":
            if place is not None:
                yield (one.meeting,), f'meeting "{one.meeting}" is virtual and needs no place'
        elif place is None:
            yield (one.meeting,), f'meeting "{one.meeting}" has no place'
        elif place.kind != mode:
            yield (one.meeting,), f'meeting "{one.meeting}" needs a {mode}, place "{place.id}" is a {place.kind}'
        elif one.slot in place.closed:
            yield (one.meeting,), f'place "{place.id}" is closed in slot "{one.slot}"'


def understood(book: _Book) -> Iterator[_Finding]:
    """Parties without a common language have an interpreter for their languages."""
    for one in book.held:
        meeting = book.meetings[one.meeting]
        serving = book.attendance.interpreters_between(meeting, *(_sent(book, one, party) for party in meeting.parties))
        if serving is None:
            continue
        if one.interpreter is None:
            yield (one.meeting,), f'meeting "{one.meeting}" needs an interpreter'
        elif one.interpreter not in serving:
            yield (one.meeting,), f'interpreter "{one.interpreter}" does not serve the languages of "{one.meeting}"'


def _sent(book: _Book, one: Held, party: str) -> tuple[Representative, ...]:
    """The people of a party at the meeting: those whom the plan sends, or all who can be there."""
    people = book.attendance.people(book.meetings[one.meeting], party, one.slot) or ()
    named = one.representatives.get(party)
    return tuple(person for person in people if person.id in named) if named else people


def interpreter_present(book: _Book) -> Iterator[_Finding]:
    """An interpreter is planned only when she is available."""
    for one in book.held:
        if one.interpreter is not None and one.slot in book.interpreters[one.interpreter].unavailable:
            yield (one.meeting,), f'interpreter "{one.interpreter}" is not available in slot "{one.slot}"'


def interpreter_load(book: _Book) -> Iterator[_Finding]:
    """An interpreter has at most her maximum of meetings."""
    for interpreter, meetings in _interpreted(book).items():
        most = book.interpreters[interpreter].max_meetings
        if most is not None and len(meetings) > most:
            names = tuple(one.meeting for one in meetings)
            yield names, f'interpreter "{interpreter}" has {len(meetings)} meetings, at most {most} are allowed'


def interpreter_rest(book: _Book) -> Iterator[_Finding]:
    """An interpreter has a pause after her maximum of consecutive meetings."""
    joined = book.problem.joined()
    for interpreter, meetings in _interpreted(book).items():
        most = book.interpreters[interpreter].max_consecutive
        if most is None:
            continue
        at = {book.number[one.slot]: one.meeting for one in meetings}
        run: list[str] = []
        for k, runs_on in enumerate((*joined, False)):
            if not (runs_on and k in at):
                if len(run) > most:
                    yield tuple(run), f'interpreter "{interpreter}" has {len(run)} meetings in a row, at most {most}'
                run = []
            if k in at:
                run.append(at[k])


def _interpreted(book: _Book) -> Mapping[str, list[Held]]:
    by: dict[str, list[Held]] = defaultdict(list)
    for one in book.held:
        if one.interpreter is not None:
            by[one.interpreter].append(one)
    return by


def within_limit(book: _Book) -> Iterator[_Finding]:
    """A participant has at most its maximum of meetings."""
    by: dict[str, list[str]] = defaultdict(list)
    for one in book.held:
        for party in book.parties(one):
            by[party].append(one.meeting)
    for party, meetings in by.items():
        most = book.participants[party].max_meetings
        if most is not None and len(meetings) > most:
            yield tuple(meetings), f'participant "{party}" has {len(meetings)} meetings, at most {most} are allowed'


def in_order(book: _Book) -> Iterator[_Finding]:
    """Where one meeting comes before another and both are held, its slot is earlier."""
    at = {one.meeting: book.number[one.slot] for one in book.held}
    for before, after in book.problem.precedences:
        if before in at and after in at and at[before] >= at[after]:
            yield (before, after), f'meeting "{before}" is not held before meeting "{after}"'


def fair(book: _Book) -> Iterator[_Finding]:
    """No participant has more breaks than another by more than the goals allow."""
    limit = book.problem.goals.fairness
    if limit is None:
        return
    breaks = breaks_of(book.problem, book.held)
    if not breaks:
        return
    most, fewest = max(breaks.values()), min(breaks.values())
    if most - fewest > limit:
        worst = next(party for party, n in breaks.items() if n == most)
        names = tuple(one.meeting for one in book.held if worst in book.parties(one))
        yield names, f'breaks of participant "{worst}": {most}, of another: {fewest}; at most {limit} more are allowed'


RULES: tuple[Callable[[_Book], Iterator[_Finding]], ...] = (
    known,
    at_most_once,
    locked,
    one_meeting_at_a_time,
    one_meeting_at_a_place,
    one_meeting_an_interpreter,
    present,
    represented,
    in_its_part,
    as_fixed,
    at_a_place,
    understood,
    interpreter_present,
    interpreter_load,
    interpreter_rest,
    within_limit,
    in_order,
    fair,
)
