"""The planner's files, from what a run has kept of them."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from handschlag.engine.scheduling import files
from handschlag.engine.scheduling.problem import Problem


def problem_text(document: Mapping[str, Any]) -> str:
    """The file ``b2b-forum/1``, byte for byte as the planner was given it: a database may turn keys around."""
    return files.write_problem(_read_problem(document))


def plan_text(document: Mapping[str, Any], answer: Mapping[str, Any]) -> str:
    """The file ``b2b-plan/1``, byte for byte as the planner wrote it."""
    posed = _read_problem(document)
    with tempfile.TemporaryDirectory() as folder:
        plan = files.read_plan(_file(folder, answer), posed)
    return files.write_plan(posed, plan, problem_sha256=answer["problem_sha256"])


def _read_problem(document: Mapping[str, Any]) -> Problem:
    with tempfile.TemporaryDirectory() as folder:
        return files.read_problem(_file(folder, document))[0]


def _file(folder: str, document: Mapping[str, Any]) -> Path:
    path = Path(folder) / "document.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
