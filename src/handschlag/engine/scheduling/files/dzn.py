"""MiniZinc data of the B2B family (Bofill et al. 2022) as a problem.

Assignments ``name = value;`` in any order. Meetings, participants, slots and tables are numbered from 1
and become ``m1``, ``p1``, ``s1`` and ``t1``. Everything takes place on one day without a pause, every meeting
must be held, and a plan is judged by its breaks.

The text is only ever split and scanned from left to right, and numbers of elements are compared
before anything is made of them, so that no file takes longer than its length.

References
----------
Bofill, Coll, Garcia, Giráldez-Cru, Pesant, Suy and Villaret (2022), "Constraint solving approaches to
the business-to-business meeting scheduling problem", JAIR 74.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from handschlag.engine.scheduling.consistency import MOST
from handschlag.engine.scheduling.files.sentence import Misfit, joined, quoted
from handschlag.engine.scheduling.problem import Goals, Meeting, Participant, Place, Problem, Slot

REDUNDANT = ("meetingsxBusiness", "nMeetingsBusiness")
ARRAYS = ("requested", "forbidden", "fixed", "precedences")
COUNTS = ("nBusiness", "nMeetings", "nTables", "nTotalSlots", "nMorningSlots")
MOST_ASSIGNMENTS = 100
PARTS: Mapping[int, str | None] = {1: "morning", 2: "afternoon", 3: None}

# Possessive quantifiers: what has been read is never read again, whatever follows.
_BEGIN = re.compile(r"(?:\s|%[^\n]*+(?:\n|\Z))*+[A-Za-z_]\w*+\s*+=")
_COMMENT = re.compile(r"%[^\n]*+")
_SPACE = re.compile(r"\s*+")
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*+)\s*+=([^;=]*+)")
_SET = re.compile(r"\s*+\{([^{}]*+)\}\s*+(?:,\s*+|\Z)")
_WHOLE = re.compile(r"-?[0-9]{1,12}")


class Counts(NamedTuple):
    """How many there are of each; slots up to ``morning`` lie before noon."""

    participants: int
    meetings: int
    tables: int
    slots: int
    morning: int


def looks_like(text: str) -> bool:
    """Does the text begin with an assignment, as no JSON does?"""
    return _BEGIN.match(text) is not None


def problem(text: str, *, fairness: int | None) -> tuple[Problem, Iterator[str]]:
    """The problem, and the names of assignments that are not known."""
    assigned = _assignments(_COMMENT.sub("", text))
    for name in (*COUNTS, *ARRAYS):
        if name not in assigned:
            raise Misfit("an assignment", "nothing", name)
    known = {*COUNTS, *ARRAYS, *REDUNDANT}
    return _built(assigned, fairness), (joined(name, "") for name in assigned if name not in known)


def _built(assigned: Mapping[str, str], fairness: int | None) -> Problem:
    counts = _counts(assigned)
    absent = _sets("forbidden", assigned["forbidden"], (counts.participants, "nBusiness"), counts.slots)
    participants = (
        Participant(f"p{k}", unavailable=frozenset(f"s{slot}" for slot in slots)) for k, slots in enumerate(absent, 1)
    )
    return Problem(
        slots=tuple(_slots(counts)),
        places=tuple(Place(f"t{k}") for k in range(1, counts.tables + 1)),
        participants=tuple(participants),
        meetings=tuple(_meetings(assigned, counts)),
        precedences=tuple(_precedences(assigned["precedences"], counts)),
        goals=Goals(must_first=True, fairness=fairness, free_noon=True),
    )


def _slots(counts: Counts) -> Iterator[Slot]:
    for k in range(counts.slots):
        yield Slot(f"s{k + 1}", part=PARTS[1 if k < counts.morning else 2], adjacent_to_previous=k > 0)


def _meetings(assigned: Mapping[str, str], counts: Counts) -> Iterator[Meeting]:
    fixed = _numbers("fixed", assigned["fixed"], (counts.meetings, "nMeetings"), counts.slots)
    wishes = _wishes(assigned["requested"], counts)
    for k, ((first, second, session), slot) in enumerate(zip(wishes, fixed, strict=True), 1):
        yield Meeting(
            f"m{k}",
            (f"p{first}", f"p{second}"),
            weight=1,
            part=PARTS[session],
            fixed=f"s{slot}" if slot else None,
            locked=True,
        )


def _precedences(value: str, counts: Counts) -> Iterator[tuple[str, str]]:
    earlier = _sets("precedences", value, (counts.meetings, "nMeetings"), counts.meetings)
    for row, before in enumerate(earlier, 1):
        if row in before:
            raise Misfit("other meetings", str(row), f"precedences, row {row}")
        yield from ((f"m{k}", f"m{row}") for k in before)


def _assignments(text: str) -> dict[str, str]:
    """What stands after ``=`` for each name, up to the semicolon."""
    found: dict[str, str] = {}
    position = _after_space(text, 0)
    while position < len(text):
        match = _ASSIGNMENT.match(text, position)
        if match is None:
            raise _syntax("an assignment such as nMeetings = 5;", text, position)
        if match[1] in found:
            raise _syntax("each name once", text, position)
        if len(found) == MOST_ASSIGNMENTS:
            raise _syntax(f"at most {MOST_ASSIGNMENTS} assignments", text, position)
        found[match[1]] = match[2].strip()
        if text.startswith("=", match.end()):
            raise _syntax(f"; after the value of {match[1]}", text, match.end())
        position = _after_space(text, match.end() + 1)
    return found


def _after_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _syntax(expected: str, text: str, position: int) -> Misfit:
    there = text[position : position + 60].split("\n", 1)[0].rstrip()
    return Misfit(expected, quoted(there), f"line {text.count(chr(10), 0, position) + 1}")


def _counts(assigned: Mapping[str, str]) -> Counts:
    most = (MOST["participant"], MOST["meeting"], MOST["place"], MOST["slot"])
    participants, meetings, tables, slots = (
        _whole(assigned[name], (int(name == "nTotalSlots"), limit), name)
        for name, limit in zip(COUNTS, most, strict=False)
    )
    morning = _whole(assigned["nMorningSlots"], (0, slots), "nMorningSlots")
    return Counts(participants, meetings, tables, slots, morning)


def _wishes(value: str, counts: Counts) -> Iterator[tuple[int, int, int]]:
    """Participant, participant and session of each meeting."""
    inner = _without_last(_inside("requested", value, ("[|", "|]")), "|")
    rows = inner.split("|") if inner else []
    _check_length("requested", len(rows), (counts.meetings, "nMeetings"))
    for row, numbers in enumerate(rows, 1):
        place = f"requested, row {row}"
        cells = _without_last(numbers, ",").split(",", 3)
        if len(cells) != 3:
            raise Misfit("participant, participant, session", quoted(numbers.strip()), place)
        first, second = (_whole(cell, (1, counts.participants), place) for cell in cells[:2])
        if first == second:
            raise Misfit("two different participants", f"{first} and {second}", place)
        yield first, second, _session(cells[2], counts, place)


def _session(cell: str, counts: Counts, place: str) -> int:
    session = _whole(cell, (1, 3), place)
    if session == 1 and counts.morning == 0:
        raise Misfit("2 or 3 as no slot is in the morning", "1", place)
    if session == 2 and counts.morning == counts.slots:
        raise Misfit("1 or 3 as no slot is in the afternoon", "2", place)
    return session


def _numbers(name: str, value: str, length: tuple[int, str], most: int) -> Iterator[int]:
    """The numbers of an array, each from 0 to ``most``."""
    inner = _without_last(_inside(name, value, ("[", "]")), ",")
    _check_length(name, inner.count(",") + 1 if inner else 0, length)
    for row, cell in enumerate(inner.split(",") if inner else (), 1):
        yield _whole(cell, (0, most), f"{name}, row {row}")


def _sets(name: str, value: str, length: tuple[int, str], most: int) -> Iterator[list[int]]:
    """The sets of an array, each sorted, with numbers up to ``most`` and without 0, which says nothing."""
    inner = _inside(name, value, ("[", "]"))
    _check_length(name, inner.count("{"), length)
    position = 0
    for row in range(1, length[0] + 1):
        match = _SET.match(inner, position)
        if match is None:
            raise Misfit("a set such as {1,2}", quoted(inner[position : position + 60].strip()), f"{name}, row {row}")
        yield _set(match[1], most, f"{name}, row {row}")
        position = match.end()
    if position < len(inner):
        raise Misfit("] after the last set", quoted(inner[position : position + 60].strip()), name)


def _set(inner: str, most: int, place: str) -> list[int]:
    inner = _without_last(inner, ",")
    if not inner:
        return []
    if inner.count(",") > most:
        raise Misfit(f"a set of at most {most + 1:,} numbers", f"{inner.count(',') + 1:,}", place)
    return sorted({_whole(cell, (0, most), place) for cell in inner.split(",")} - {0})


def _inside(name: str, value: str, brackets: tuple[str, str]) -> str:
    opening, closing = brackets
    if not value.startswith(opening):
        raise Misfit(f"{opening} at the beginning", quoted(value), name)
    if not value.endswith(closing) or len(value) < len(opening) + len(closing):
        raise Misfit(f"{closing} at the end", quoted(value[-20:].strip()), name)
    return value[len(opening) : len(value) - len(closing)].strip()


def _without_last(text: str, separator: str) -> str:
    """MiniZinc allows a separator after the last element."""
    return text.strip().removesuffix(separator).rstrip()


def _check_length(name: str, got: int, length: tuple[int, str]) -> None:
    expected, count = length
    if got != expected:
        raise Misfit(f"{expected:,} elements as in {count}", f"{got:,}", name)


def _whole(text: str, limits: tuple[int, int], place: str) -> int:
    least, most = limits
    text = text.strip()
    is_whole = _WHOLE.fullmatch(text) is not None
    if is_whole and least <= int(text) <= most:
        return int(text)
    raise Misfit(f"a whole number from {least} to {most:,}", text if is_whole else quoted(text), place)
