"""A problem as ``b2b-forum/1`` JSON, and the door for problems of either format."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from handschlag.engine.scheduling.consistency import LANGUAGE_LEVELS, MODES, MOST, PLACE_KINDS
from handschlag.engine.scheduling.files import dzn
from handschlag.engine.scheduling.files.sentence import about, sentence
from handschlag.engine.scheduling.files.shape import (
    ListOf,
    Record,
    exactly,
    flag,
    mapping_to,
    number,
    one_of,
    optional,
    pair_of,
    set_of_texts,
    text,
    texts,
    unknown_fields,
    whole,
)
from handschlag.engine.scheduling.files.source import content, decoded
from handschlag.engine.scheduling.files.tree import laid_out, parsed, plain
from handschlag.engine.scheduling.problem import (
    Goals,
    Interpreter,
    Level,
    Meeting,
    Participant,
    Place,
    Problem,
    Representative,
    Room,
    Slot,
)

FORMAT = "b2b-forum/1"
MOST_NOTES = 20
MOST_PRECEDENCES = 1_000_000

SLOT = Record(
    Slot,
    {
        "id": text,
        "start": optional(text),
        "minutes": optional(whole),
        "day": text,
        "part": optional(text),
        "adjacent_to_previous": optional(flag),
    },
    required=("id",),
)
PLACE = Record(
    Place,
    {"id": text, "room": optional(text), "kind": one_of(PLACE_KINDS), "closed": set_of_texts},
    required=("id",),
)
ROOM = Record(Room, {"id": text, "walk": mapping_to(number)}, required=("id",))
REPRESENTATIVE = Record(
    Representative,
    {"id": text, "languages": mapping_to(one_of(LANGUAGE_LEVELS)), "unavailable": set_of_texts, "head": flag},
    required=("id",),
)
PARTICIPANT = Record(
    Participant,
    {
        "id": text,
        "side": optional(text),
        "unavailable": set_of_texts,
        "max_meetings": optional(whole),
        "min_meetings": whole,
        "home_place": optional(text),
        "representatives": ListOf(REPRESENTATIVE),
    },
    required=("id",),
)
INTERPRETER = Record(
    Interpreter,
    {
        "id": text,
        "pairs": ListOf(pair_of("languages")),
        "unavailable": set_of_texts,
        "max_meetings": optional(whole),
        "max_consecutive": optional(whole),
    },
    required=("id", "pairs"),
)
MEETING = Record(
    Meeting,
    {
        "id": text,
        "parties": pair_of("participant ids"),
        "level": one_of(Level),
        "weight": optional(number),
        "part": optional(text),
        "fixed": optional(text),
        "locked": flag,
        "mode": one_of(MODES),
        "representatives": mapping_to(texts),
        "interpreted": optional(flag),
    },
    required=("id", "parties"),
)
GOALS = Record(Goals, {"must_first": flag, "fairness": optional(whole), "free_noon": flag}, required=())


FORUM: Record[dict[str, Any]] = Record(
    dict,
    {
        "format": exactly(FORMAT),
        "name": text,
        "slots": ListOf(SLOT, most=MOST["slot"]),
        "places": ListOf(PLACE, most=MOST["place"]),
        "rooms": ListOf(ROOM, most=MOST["room"]),
        "participants": ListOf(PARTICIPANT, most=MOST["participant"]),
        "interpreters": ListOf(INTERPRETER, most=MOST["interpreter"]),
        "language_level": one_of(LANGUAGE_LEVELS),
        "meetings": ListOf(MEETING, most=MOST["meeting"]),
        "precedences": ListOf(pair_of("meeting ids"), most=MOST_PRECEDENCES),
        "objective": GOALS,
    },
    required=("format", "slots", "places", "participants", "meetings"),
)


def _problem(tree: object) -> Problem:
    given = FORUM(tree)
    del given["format"]
    given["slots"] = _in_order_of_time(given["slots"])
    return Problem(goals=given.pop("objective", Goals()), **given)


def _in_order_of_time(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
    starts = [slot.start for slot in slots if slot.start is not None]
    # Times written in one way are as long as each other and sort as they pass; "9:30" and "10:30" would not.
    if len(starts) < len(slots) or len(set(map(len, starts))) > 1:
        return slots
    return tuple(sorted(slots, key=lambda slot: slot.start or ""))


def read_problem(path: str | Path, *, fairness: int | None = 2, notes: list[str] | None = None) -> tuple[Problem, str]:
    """The problem in a file, and the SHA-256 of its bytes in hexadecimal.

    Parameters
    ----------
    path : str or Path
        ``b2b-forum/1`` JSON or MiniZinc data of the B2B family, told apart by name and content;
        ``-`` is standard input.
    fairness : int or None
        Allowed difference in breaks for MiniZinc data, which does not say it; JSON does.
    notes : list of str, optional
        Receives a sentence for each kind of field that is not known and was passed over, at most 20.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        With one sentence on one line, if there is anything wrong with it.
    """
    with about(path):
        data = content(path)
        written = decoded(data)
        if str(path).lower().endswith(".dzn") or dzn.looks_like(written):
            problem, unknown = dzn.problem(written, fairness=fairness)
        else:
            tree = parsed(written)
            problem, unknown = _problem(tree), unknown_fields(FORUM, tree)
    if notes is not None:
        notes += _notes(path, unknown)
    return problem, hashlib.sha256(data).hexdigest()


def _notes(path: str | Path, unknown: Iterator[str]) -> Iterator[str]:
    """A sentence about the first of each kind; the same field of another element is no new kind."""
    kinds: set[str] = set()
    for place in unknown:
        kind = re.sub(r"\[\d+\]", "[]", place)
        if kind not in kinds:
            kinds.add(kind)
            yield sentence(path, f"{place}: unknown field, passed over")
        if len(kinds) == MOST_NOTES:
            return


def _usual(kind: type[Any]) -> dict[str, object]:
    """The defaults of a dataclass."""
    fields = dataclasses.fields(kind)
    return {one.name: one.default_factory() if callable(one.default_factory) else one.default for one in fields}


_USUAL = {kind: _usual(kind) for kind in (Slot, Place, Room, Representative, Participant, Interpreter, Meeting)}
_ALWAYS = ("id", "parties", "level", "pairs")
_PARTS = tuple(name for name in FORUM.fields if name not in ("format", "name", "objective"))
_LEFT_OUT_WHEN_EMPTY = ("name", "rooms", "interpreters", "precedences")


def problem_document(problem: Problem) -> dict[str, object]:
    """The problem as ``b2b-forum/1``: always the same fields in the same order, without those that say nothing."""
    order = {slot.id: k for k, slot in enumerate(problem.slots)}
    written: dict[str, object] = {"format": FORMAT, "name": problem.name}
    written |= {name: _written(FORUM.fields[name], getattr(problem, name), order) for name in _PARTS}
    written["objective"] = dataclasses.asdict(problem.goals)
    return {name: value for name, value in written.items() if value or name not in _LEFT_OUT_WHEN_EMPTY}


def _written(read: object, value: object, order: Mapping[str, int]) -> object:
    """A value as the table that reads it has it."""
    if isinstance(read, ListOf) and isinstance(read.read, Record) and isinstance(value, tuple):
        return [_written(read.read, one, order) for one in value]
    if isinstance(read, Record):
        return {name: _written(read.fields[name], getattr(value, name), order) for name in _telling(read, value)}
    if isinstance(value, Mapping):
        value = dict(sorted(value.items()))
    return plain(value, order)


def _telling(read: Record[Any], thing: Any) -> list[str]:
    """The fields of a thing that do not merely repeat the default."""
    usual = _USUAL[type(thing)]
    return [name for name in read.fields if name in _ALWAYS or getattr(thing, name) != usual[name]]


def write_problem(problem: Problem) -> str:
    """The problem as text of ``b2b-forum/1`` that reads well line by line; reading it gives an equal problem."""
    return laid_out(problem_document(problem))
