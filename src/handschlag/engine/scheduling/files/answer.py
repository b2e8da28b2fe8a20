"""A plan as ``b2b-plan/1`` JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from handschlag.engine.scheduling.consistency import MOST
from handschlag.engine.scheduling.files.sentence import Misfit, about
from handschlag.engine.scheduling.files.shape import (
    ListOf,
    Record,
    exactly,
    mapping_to,
    number,
    one_of,
    optional,
    shown,
    simple,
    text,
    texts,
    whole,
)
from handschlag.engine.scheduling.files.source import content, decoded
from handschlag.engine.scheduling.files.tree import laid_out, parsed, plain
from handschlag.engine.scheduling.plan import Bound, Certificate, Held, Plan, Reason, Status, Unplaced, Value
from handschlag.engine.scheduling.problem import Problem

FORMAT = "b2b-plan/1"
MOST_HELD = 2 * MOST["meeting"]
"""More than any plan has, so that one that names meetings twice can still be read and told so."""


def _held(*, interpreter: str | None = None, resources: tuple[str, ...] = (), **others: Any) -> Held:
    """Other programs name the interpreter among the ``resources`` only."""
    named = resources or ((interpreter,) if interpreter is not None else ())
    if len(named) > 1 or interpreter not in (None, *named):
        raise Misfit("the interpreter and nothing else", shown(list(resources)), "resources")
    return Held(interpreter=named[0] if named else None, **others)


HELD = Record(
    _held,
    {
        "meeting": text,
        "slot": text,
        "place": optional(text),
        "interpreter": optional(text),
        "resources": texts,
        "representatives": mapping_to(texts),
    },
    required=("meeting", "slot"),
)
UNPLACED = Record(
    Unplaced,
    {"meeting": text, "reason": one_of(Reason), "blockers": texts, "remedy": optional(mapping_to(simple))},
    required=("meeting", "reason"),
)
VALUE: Record[dict[str, Any]] = Record(
    dict,
    {"must_unmet": whole, "lost": number, "breaks": whole, "max_breaks_gap": whole, "place_changes": whole},
    required=(),
)
BOUND = Record(Bound, {"must_unmet": whole, "lost": number, "breaks": whole}, required=())
CERTIFICATE = Record(
    Certificate,
    {"kind": text, "meetings": texts, "participant": optional(text), "slots": texts, "rules": texts},
    required=("kind",),
)
PLAN: Record[dict[str, Any]] = Record(
    dict,
    {
        "format": exactly(FORMAT),
        "problem_sha256": optional(text),
        "status": one_of(Status),
        "seed": whole,
        "moves": whole,
        "seconds": optional(number),
        "seconds_to_first": optional(number),
        "assign": ListOf(HELD, most=MOST_HELD),
        "unplaced": ListOf(UNPLACED, most=MOST_HELD),
        "below_minimum": texts,
        "objective": VALUE,
        "bound": BOUND,
        "certificate": optional(CERTIFICATE),
    },
    required=("assign",),
)


def read_plan(path: str | Path, problem: Problem) -> Plan:
    """The plan in a file of ``b2b-plan/1``; only what is held when must be there.

    Ids that the problem does not have stay as they are: it is the rules that judge a plan.
    What is held comes in the order of the slots of the problem, whatever the order of the file.

    Parameters
    ----------
    path : str or Path
        ``-`` is standard input.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        With one sentence on one line, if it is no plan.
    """
    with about(path):
        given = PLAN(parsed(decoded(content(path))))
    held = _in_order(problem, given.pop("assign"))
    value = {"must_unmet": 0, "lost": 0, "breaks": 0} | given.pop("objective", {})
    place_changes = value.pop("place_changes", 0)
    others = {name: one for name, one in given.items() if name not in ("format", "problem_sha256")}
    return Plan(held, value=Value(**value), place_changes=place_changes, **others)


def _in_order(problem: Problem, held: Iterable[Held]) -> tuple[Held, ...]:
    """By slot, then place, then meeting; slots that the problem does not have come last."""
    order = {slot.id: k for k, slot in enumerate(problem.slots)}
    return tuple(sorted(held, key=lambda one: (order.get(one.slot, len(order)), one.place or "", one.meeting)))


def plan_document(problem: Problem, plan: Plan, *, problem_sha256: str) -> dict[str, object]:
    """The plan as ``b2b-plan/1``: always the same fields in the same order, meetings in the order of time."""
    order = {slot.id: k for k, slot in enumerate(problem.slots)}
    value, bound = plan.value, plan.bound
    document: dict[str, object] = {
        "format": FORMAT,
        "problem_sha256": problem_sha256,
        "status": plan.status,
        "seed": plan.seed,
        "moves": plan.moves,
        "seconds": plan.seconds,
        "seconds_to_first": plan.seconds_to_first,
        "assign": (),
        "unplaced": (),
        "below_minimum": plan.below_minimum,
        "objective": {
            "must_unmet": value.must_unmet,
            "lost": value.lost,
            "breaks": value.breaks,
            "max_breaks_gap": value.max_breaks_gap,
            "place_changes": plan.place_changes,
        },
        "bound": {"must_unmet": bound.must_unmet, "lost": bound.lost, "breaks": bound.breaks},
        "certificate": plan.certificate and _certificate(plan.certificate),
    }
    # Of these there are many, and they are made plain.
    many = {
        "assign": [_assigned(one) for one in _in_order(problem, plan.held)],
        "unplaced": [_unplaced(one, order) for one in plan.unplaced],
    }
    return {name: plain(one, order) for name, one in document.items()} | many


def _assigned(held: Held) -> Mapping[str, object]:
    return {
        "meeting": held.meeting,
        "slot": held.slot,
        "place": held.place,
        "interpreter": held.interpreter,
        "resources": [] if held.interpreter is None else [held.interpreter],
        "representatives": {party: list(people) for party, people in sorted(held.representatives.items())},
    }


def _unplaced(one: Unplaced, order: Mapping[str, int]) -> Mapping[str, object]:
    remedy = one.remedy and plain(dict(sorted(one.remedy.items())), order)
    return {"meeting": one.meeting, "reason": str(one.reason), "blockers": list(one.blockers), "remedy": remedy}


def _certificate(proof: Certificate) -> Mapping[str, object]:
    return {
        "kind": proof.kind,
        "meetings": proof.meetings,
        "participant": proof.participant,
        "slots": proof.slots,
        "rules": proof.rules,
    }


def write_plan(problem: Problem, plan: Plan, *, problem_sha256: str) -> str:
    """The plan as text of ``b2b-plan/1`` that reads well line by line."""
    return laid_out(plan_document(problem, plan, problem_sha256=problem_sha256))
