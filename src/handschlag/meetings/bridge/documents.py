"""The planner's files, from what a run has kept of them."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from handschlag.engine.scheduling import files
from handschlag.engine.scheduling.plan import Unplaced
from handschlag.engine.scheduling.problem import Problem

REMEDY = ("kind", "place_kind", "participant", "participants", "meetings", "weight", "slot", "slots", "pair")
"""The order in which the planner writes what a remedy has, which no reader of its files restores."""


def problem_text(document: Mapping[str, Any]) -> str:
    """The file ``b2b-forum/1``, byte for byte as the planner was given it: a database may turn keys around."""
    return files.write_problem(_read_problem(document))


def plan_text(document: Mapping[str, Any], answer: Mapping[str, Any]) -> str:
    """The file ``b2b-plan/1``, byte for byte as the planner wrote it."""
    posed = _read_problem(document)
    with tempfile.TemporaryDirectory() as folder:
        plan = files.read_plan(_file(folder, answer), posed)
    plan = replace(plan, unplaced=tuple(map(_with_remedy_in_order, plan.unplaced)))
    return files.write_plan(posed, plan, problem_sha256=answer["problem_sha256"])


def _with_remedy_in_order(one: Unplaced) -> Unplaced:
    named = one.remedy or {}
    order = {name: k for k, name in enumerate(REMEDY)}
    remedy = {name: named[name] for name in sorted(named, key=lambda name: order.get(name, len(order)))}
    return replace(one, remedy=remedy or None)


def _read_problem(document: Mapping[str, Any]) -> Problem:
    with tempfile.TemporaryDirectory() as folder:
        return files.read_problem(_file(folder, document))[0]


def _file(folder: str, document: Mapping[str, Any]) -> Path:
    path = Path(folder) / "document.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
