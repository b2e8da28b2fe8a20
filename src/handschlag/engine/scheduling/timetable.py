"""A plan as plain text, to be read by a person in a terminal."""

from __future__ import annotations

import itertools
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from handschlag.engine.scheduling.plan import Certificate, Held, Plan, Reason, Status, Unplaced
from handschlag.engine.scheduling.problem import Interpreter, Level, Meeting, Problem, Slot

EXAMPLES = 4  # unmet wishes of each reason that are shown
NAMES = 6  # ids that stand in a row before the rest is only counted
LEAST_WIDTH = 40
_DASH, _BUSY, _FREE, _AWAY = "\N{EN DASH}", "■", "·", "\N{MULTIPLICATION SIGN}"

REASONS: Mapping[Reason, str] = {
    Reason.NO_COMMON_SLOT: "the two are never there in the same slot",
    Reason.LIMIT: "one of the two already has as many meetings as it may have",
    Reason.BUSY: "in every common slot one of the two is in another meeting",
    Reason.ORDER: "where both are free, the order of meetings forbids it",
    Reason.INTERPRETER: "where both are free, no interpreter is",
    Reason.PLACE: "where both are free, and an interpreter where they need one, no place is",
    Reason.FAIRNESS: "one participant would have too many more breaks than another",
}


def timetable(problem: Problem, plan: Plan, *, width: int = 100) -> str:
    """The whole plan in words and columns, ending with a line break.

    First what the plan is worth; then who meets whom, slot by slot (as a grid of places and slots where
    that fits); how full the slots are and what the interpreters do; last the wishes that are not met.

    Parameters
    ----------
    width : characters in a line, 40 or more; only ids that are longer than that exceed it
    """
    text = _Text(problem, plan, max(width, LEAST_WIDTH))
    parts = (text.head(), text.meetings(), text.load(), text.interpreters(), text.unmet())
    blocks = ("\n".join(line.rstrip() for line in part) for part in parts)
    return "\n\n".join(block for block in blocks if block) + "\n"


class _Text:
    """The parts of the text as lines. Ids that the problem does not know are shown as they are, or not at all."""

    def __init__(self, problem: Problem, plan: Plan, width: int) -> None:
        self.problem = problem
        self.plan = plan
        self.width = width
        self._wishes: Mapping[str, Meeting] = {meeting.id: meeting for meeting in problem.meetings}
        self._order = {place.id: k for k, place in enumerate(problem.places)}
        self._at: dict[str, list[Held]] = defaultdict(list)
        for one in sorted(plan.held, key=self._by_place):
            self._at[one.slot].append(one)
        several = len(_days(problem.slots)) > 1
        self._labels = {slot.id: f"{slot.day} {_label(slot)}" if several else _label(slot) for slot in problem.slots}

    def _by_place(self, one: Held) -> tuple[int, str]:
        return (self._order.get(one.place or "", len(self._order)), one.meeting)

    # What the plan is worth

    def head(self) -> Iterator[str]:
        problem, plan = self.problem, self.plan
        value, bound = plan.value, plan.bound
        if problem.name:
            yield from textwrap.wrap(problem.name, self.width)
            yield "═" * min(len(problem.name), self.width)
        yield from self._joined(
            _count(len(problem.participants), "participant"),
            f"{len(plan.held)} of {_count(len(problem.meetings), 'meeting')} held",
            f"{_count(value.must_unmet, 'must')} unmet",
        )
        yield from self._joined(
            f"lost weight {_number(value.lost)} (bound {_number(bound.lost)})",
            f"breaks {value.breaks} (bound {bound.breaks})",
            f"changes of place {plan.place_changes}",
        )
        yield from textwrap.wrap(standing(plan), self.width)
        if plan.below_minimum:
            yield from textwrap.wrap(f"fewer meetings than they should have: {_some(plan.below_minimum)}", self.width)

    def _joined(self, *facts: str) -> list[str]:
        """Facts in one line, or in several where they do not fit."""
        line = " · ".join(facts)
        return [line] if len(line) <= self.width else list(facts)

    # Who meets whom

    def meetings(self) -> Iterator[str]:
        for slots in _days(self.problem.slots):
            title = self._day_title(slots)
            if title:
                yield from ("", title) if slots[0] != self.problem.slots[0] else (title,)
            yield from self._grid(slots) or self._list(slots)

    def _day_title(self, slots: Sequence[Slot]) -> str:
        date = (slots[0].start or "").partition("T")[0]
        name = ", ".join(filter(None, (slots[0].day, date)))
        return f"── {name} {'─' * self.width}"[: self.width] if name else ""

    def _list(self, slots: Sequence[Slot]) -> Iterator[str]:
        """Each slot with its meetings in as many columns as fit, read down and then to the right."""
        margin = 2 + max(len(word) for slot in slots for word in self._margin(slot))
        sizes = _widths([self._words(one) for slot in slots for one in self._at[slot.id]])
        columns = max(1, (self.width - margin + 2) // (sum(sizes) + 2 + 2))
        for k, slot in enumerate(slots):
            if k:
                yield self._pause(slot)
            cells = [_padded(self._words(one), sizes) for one in self._at[slot.id]]
            side = self._margin(slot)
            rows = ["  ".join(row) for row in _columns(cells, columns)]
            for left, right in itertools.zip_longest(side, rows, fillvalue=""):
                yield f"{left:<{margin}}{right}"

    def _margin(self, slot: Slot) -> list[str]:
        """What stands to the left of the meetings of a slot."""
        held = self._at[slot.id]
        return [_full_label(slot), _count(len(held), "meeting") if held else "no meeting"]

    def _pause(self, slot: Slot) -> str:
        """The line before a slot: empty, or a dotted one for a pause of everybody."""
        return "" if slot.adjacent_to_previous is not False else "┄" * self.width

    def _words(self, one: Held) -> tuple[str, str, str]:
        """The two parties, the place and the interpreter of a meeting."""
        return (self._pair(one.meeting), one.place or _DASH, f"[{one.interpreter}]" if one.interpreter else "")

    def _pair(self, meeting: str) -> str:
        wish = self._wishes.get(meeting)
        return _DASH.join(wish.parties) if wish else meeting

    def _grid(self, slots: Sequence[Slot]) -> list[str]:
        """A row for each place that is used, a column for each slot; nothing where that is too wide or too empty."""
        rows = self._rows(slots)
        names = [name for name, _ in rows]
        columns = [[_label(slot), *(row[k] for _, row in rows)] for k, slot in enumerate(slots)]
        sizes = [max(map(len, ["", *names])), *(max(map(len, column)) for column in columns)]
        if not rows or sum(sizes) + 3 * len(slots) > self.width:
            return []
        gaps = ["", *(" ┆ " if slot.adjacent_to_previous is False else "   " for slot in slots[1:]), ""]
        lines = zip(["", *names], *columns, strict=True)
        return [_row(words, sizes, ["   ", *gaps[1:]]) for words in lines]

    def _rows(self, slots: Sequence[Slot]) -> list[tuple[str, list[str]]]:
        """For each place in use, and for each row of meetings without one, its name and what happens slot by slot."""
        cells: dict[tuple[int, int], list[str]] = {}
        names: dict[tuple[int, int], str] = {}
        for k, slot in enumerate(slots):
            twins: Counter[str] = Counter()
            for one in self._at[slot.id]:
                name = one.place or _DASH
                row = (self._by_place(one)[0], twins[name])
                twins[name] += 1
                names[row] = name
                pair, _, interpreter = self._words(one)
                cells.setdefault(row, [""] * len(slots))[k] = f"{pair} {interpreter}".rstrip()
        return [(names[row], cells[row]) for row in sorted(cells)]

    # How full it is

    def load(self) -> Iterator[str]:
        """For each slot the places used of those that are open."""
        if not self.problem.places:
            return
        yield "Places in use, of those open"
        entries = [self._load_of(slot) for slot in self.problem.slots]
        label, used, opened = _widths([(a, str(b), str(c)) for a, b, c in entries])
        bar = min(40, self.width - label - used - opened - 10)
        for name, n, most in entries:
            yield f"  {name:<{label}}  {n:>{used}}/{most:<{opened}}  {_bar(n, most, bar)}"

    def _load_of(self, slot: Slot) -> tuple[str, int, int]:
        used = sum(one.place is not None for one in self._at[slot.id])
        opened = sum(slot.id not in place.closed for place in self.problem.places)
        return _full_label(slot), used, opened

    def interpreters(self) -> Iterator[str]:
        """For each interpreter one character a slot."""
        if not self.problem.interpreters:
            return
        busy: dict[str, set[str]] = defaultdict(set)
        for held in self.plan.held:
            busy[held.interpreter or ""].add(held.slot)
        yield from self._wrapped(f"Interpreters slot by slot: {_BUSY} in a meeting, {_FREE} free, {_AWAY} away", "")
        words = [(one.id, _pairs(one)) for one in self.problem.interpreters]
        sizes = _widths(words)
        for one, label in zip(self.problem.interpreters, words, strict=True):
            start = f"  {_padded(label, sizes)}  "
            for piece in self._pieces(one, busy[one.id], self.width - len(start) - 7):
                yield start + piece
                start = " " * len(start)

    def _pieces(self, one: Interpreter, busy: set[str], room: int) -> Iterator[str]:
        """The row of an interpreter, with a space at each pause, in pieces that fit; then how many she has."""
        row = "".join(
            (" " if k and not joined else "")
            + (_BUSY if slot.id in busy else _AWAY if slot.id in one.unavailable else _FREE)
            for k, (slot, joined) in enumerate(zip(self.problem.slots, self.problem.joined(), strict=True))
        )
        pieces = [row[k : k + max(room, 10)] for k in range(0, len(row), max(room, 10))]
        yield from pieces[:-1]
        yield f"{pieces[-1]}  {len(busy)}"

    # What is not met

    def unmet(self) -> Iterator[str]:
        """Wishes that are not met, by reason, the most wished for first."""
        if not self.plan.unplaced:
            return
        yield f"Not held: {_count(len(self.plan.unplaced), 'meeting')}"
        for reason in Reason:
            group = [one for one in self.plan.unplaced if one.reason is reason]
            if group:
                yield ""
                yield from self._group(reason, sorted(group, key=self._urgency))

    def _urgency(self, one: Unplaced) -> tuple[int, float]:
        wish = self._wishes.get(one.meeting)
        return (list(Level).index(wish.level), -wish.value) if wish else (len(Level), 0)

    def _group(self, reason: Reason, group: Sequence[Unplaced]) -> Iterator[str]:
        yield from self._wrapped(f"{reason.value.replace('_', ' ')} ({len(group)}): {REASONS[reason]}", "  ")
        yield from self._wrapped(self._levels(group), "    ")
        for one in group[:EXAMPLES]:
            yield from self._wrapped(self._story(one), "    ", "        ")
        if len(group) > EXAMPLES:
            yield f"    … and {len(group) - EXAMPLES} more"

    def _levels(self, group: Sequence[Unplaced]) -> str:
        numbers = Counter(self._wishes[one.meeting].level for one in group if one.meeting in self._wishes)
        return ", ".join(f"{numbers[level]} {level.value}" for level in Level if numbers[level])

    def _story(self, one: Unplaced) -> str:
        wish = self._wishes.get(one.meeting)
        about = f"{one.meeting} {self._pair(one.meeting)} ({wish.level.value})" if wish else one.meeting
        blockers = f"in the way: {_some(one.blockers)}" if one.blockers else ""
        help_ = "" if one.remedy is None else f"it would help {remedy(one.remedy, self._labels)}"
        story = "; ".join(filter(None, (blockers, help_)))
        return f"{about}: {story}" if story else about

    def _wrapped(self, text: str, first: str, later: str | None = None) -> list[str]:
        return textwrap.wrap(
            text,
            self.width,
            initial_indent=first,
            subsequent_indent=first if later is None else later,
            break_long_words=False,
            break_on_hyphens=False,
        )


def standing(plan: Plan) -> str:
    """What is known about the quality of a plan, in plain words."""
    if plan.status is Status.OPTIMAL:
        return "proven optimal"
    if plan.status is Status.INFEASIBLE:
        return f"no plan keeps every rule{_proof(plan.certificate)}"
    if plan.status is Status.UNKNOWN:
        return "neither a plan that keeps every rule nor a proof that there is none was found"
    value, bound = plan.value, plan.bound
    above = [
        _count(value.must_unmet - bound.must_unmet, "unmet must"),
        f"{_number(value.lost - bound.lost)} of lost weight",
        _count(value.breaks - bound.breaks, "break"),
    ]
    gaps = [words for words in above if not words.startswith(("0 ", "-"))]
    return f"at most {_and(gaps)} above the best conceivable" if gaps else "as good as the best conceivable"


def remedy(what: Mapping[str, object], clock: Mapping[str, str] | None = None) -> str:
    """What would help, as the rest of a sentence that begins "it would help".

    Parameters
    ----------
    what : a remedy with its ``kind``; an unknown kind is given by its name
    clock : what to call a slot instead of its id
    """
    kind = str(what.get("kind", "unknown"))
    if kind not in _REMEDIES:
        return kind.replace("_", " ")
    slots = [(clock or {}).get(slot, slot) for slot in _listed(what.get("slots"))]
    weight, pair = what.get("weight"), "-".join(_listed(what.get("pair")))
    return _REMEDIES[kind].format(
        participants=_and(_listed(what.get("participants"))),
        participant=what.get("participant"),
        meetings=_and(_listed(what.get("meetings"))),
        weighing=f" (weight {_number(weight)})" if isinstance(weight, int | float) else "",
        place=what.get("place_kind") or "place",
        pair=f" {pair}" if pair else "",
        when=f" at {_some(slots, ' or ')}" if slots else "",
    )


_REMEDIES: Mapping[str, str] = {
    "availability": "if {participants} could come{when}",
    "limit": "if {participant} were allowed one more meeting",
    "exchange": "to leave out {meetings}{weighing} instead",
    "place": "to have one more {place}{when}",
    "interpreter": "to have one more interpreter{pair}{when}",
    "order": "to drop the order among {meetings}",
    "fairness": "if {participant} were allowed more breaks",
}


def _proof(certificate: Certificate | None) -> str:
    if certificate is None:
        return ""
    facts = (
        certificate.participant and f"participant {certificate.participant}",
        certificate.meetings and f"meetings {_some(certificate.meetings)}",
        certificate.slots and f"slots {_some(certificate.slots)}",
        certificate.rules and f"rules {_some(certificate.rules)}",
    )
    about = "; ".join(fact for fact in facts if fact)
    return f", proven by: {certificate.kind.replace('_', ' ')}" + (f" ({about})" if about else "")


# Words and columns


def _clock(slot: Slot) -> str:
    """``10:20`` of ``2027-03-10T10:20``; empty when no time is known."""
    return (slot.start or "").partition("T")[2][:5]


def _label(slot: Slot) -> str:
    return _clock(slot) or slot.id


def _full_label(slot: Slot) -> str:
    return " ".join(filter(None, (_clock(slot), slot.id)))


def _days(slots: Sequence[Slot]) -> list[list[Slot]]:
    days: dict[str, list[Slot]] = {}
    for slot in slots:
        days.setdefault(slot.day, []).append(slot)
    return list(days.values())


def _pairs(interpreter: Interpreter) -> str:
    return " ".join("-".join(pair) for pair in interpreter.pairs)


def _count(number: int, what: str) -> str:
    """``1 meeting``, ``2 meetings``."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def _number(amount: float) -> str:
    """Without decimals where there are none, and at most three."""
    return f"{amount:.3f}".rstrip("0").rstrip(".")


def _listed(value: object) -> list[str]:
    """The strings of a list; one string is a list of itself."""
    if value is None:
        return []
    return [str(one) for one in value] if isinstance(value, Iterable) and not isinstance(value, str) else [str(value)]


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _some(names: Sequence[str], last: str = ", ") -> str:
    """The first names; of many, how many more there are."""
    if len(names) > NAMES:
        return f"{', '.join(names[: NAMES - 1])} and {len(names) - NAMES + 1} more"
    return last.join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _bar(part: int, whole: int, width: int) -> str:
    full = 0 if whole == 0 else min(width, round(width * part / whole))
    return "█" * full + "░" * (width - full)


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """The widest word of each column; three columns of nothing when there are no rows."""
    return [max(map(len, column)) for column in zip(*rows, strict=True)] or [0, 0, 0]


def _padded(words: Sequence[str], sizes: Sequence[int]) -> str:
    """The words of one cell under each other; a column in which nobody has a word takes no room."""
    return " ".join(f"{word:<{size}}" for word, size in zip(words, sizes, strict=True) if size)


def _columns(cells: Sequence[str], number: int) -> list[list[str]]:
    """Cells filled in from top to bottom, then to the right, as rows."""
    height = -(-len(cells) // number)
    return [list(cells[row::height]) for row in range(height)]


def _row(words: Sequence[str], sizes: Sequence[int], gaps: Sequence[str]) -> str:
    """Words in columns with ``gaps[k]`` after column ``k``."""
    return "".join(f"{word:<{size}}{gap}" for word, size, gap in zip(words, sizes, gaps, strict=True))
