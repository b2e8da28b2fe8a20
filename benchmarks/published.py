"""The published instances (Bofill et al. 2022), if the folder that ``B2B_DIR`` names has them."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import comparison
from benchmarks.command import PLANNER, Ran, run
from benchmarks.generated import check, verdict
from benchmarks.table import Row, Table, rounded

ENDING = ".original.dzn"
OPTIMA = "known-optima.csv"
CLOSE = 6
"""Breaks above the optimum that still count as close."""
FEW = 10
"""Slots of the smaller instances."""

COLUMNS = {
    "instance": "instance",
    "participants": "participants",
    "meetings": "meetings",
    "slots": "slots",
    "optimum": "optimum",
    "breaks": "ours",
    "bound": "bound",
    "status": "status",
    "seconds_to_value": "s to ours",
    "cpu_seconds": "CPU s",
    "moves": "moves",
    "violations": "rules broken",
}


def measure(folder: Path | None, scratch: Path, *, seconds: float, fresh: bool) -> Iterator[Table]:
    """One row for each original instance in ``folder``, and what other planners make of it."""
    title = f"Published instances, {seconds:g} s"
    settings = {"fairness": 2, "seconds": seconds}
    files = [] if folder is None else sorted(folder.glob(f"*{ENDING}"))
    if folder is None or not files:
        missing = "B2B_DIR was not given." if folder is None else f"B2B_DIR holds no *{ENDING}."
        yield Table("published", title, notes=(f"The published instances were not given: {missing}",))
        return
    optima = _optima(folder / OPTIMA)
    rows = [_row(path, optima, scratch, seconds=seconds, fresh=fresh) for path in files]
    yield Table("published", title, COLUMNS, rows, tuple(_notes(rows)), settings)
    others = [
        comparison.row(str(row["instance"]), str(scratch / path.name), row, seconds=seconds, fresh=fresh)
        for path, row in zip(files, rows, strict=True)
    ]
    yield comparison.table("published-comparison", f"{title}: other planners", others, settings)


def _optima(path: Path) -> Mapping[str, int]:
    """Proven optimum by instance: the columns ``instance`` and ``opt_d2`` of a table, if there is one."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["instance"]: int(row["opt_d2"]) for row in csv.DictReader(file) if row["opt_d2"].isdigit()}


def _row(path: Path, optima: Mapping[str, int], scratch: Path, *, seconds: float, fresh: bool) -> Row:
    instance = path.name.removesuffix(ENDING)
    copy = scratch / path.name  # the plan is written beside it
    copy.write_bytes(path.read_bytes())
    ran = run(PLANNER, "solve", str(copy), "--seconds", f"{seconds:g}", fresh=fresh)
    plan = ran.answer
    return {
        "instance": instance,
        **_size(path.read_text(encoding="utf-8")),
        "optimum": optima.get(instance),
        "breaks": plan["objective"]["breaks"],
        "bound": plan["bound"]["breaks"],
        "max_breaks_gap": plan["objective"]["max_breaks_gap"],
        "unplaced": len(plan["unplaced"]),
        "lost": plan["objective"]["lost"],
        "status": plan["status"],
        "seconds_to_value": rounded(_seconds_to_value(plan, ran)),
        "cpu_seconds": rounded(ran.cpu_seconds),
        "moves": plan["moves"],
        **check(str(copy), ran, fresh=fresh),
    }


def _size(text: str) -> dict[str, int | None]:
    names = {"participants": "nBusiness", "meetings": "nMeetings", "slots": "nTotalSlots"}
    found = {key: re.search(rf"\b{name}\s*=\s*(\d+)", text) for key, name in names.items()}
    return {key: int(match[1]) if match else None for key, match in found.items()}


def _seconds_to_value(plan: Mapping[str, Any], ran: Ran) -> float:
    """When the search first had a plan as good as its last: from what it reports, ten times a second at most."""
    reports = [json.loads(line) for line in ran.talk.splitlines() if line.startswith("{")]
    tiers = ("must_unmet", "lost", "breaks")
    reached = [one["seconds"] for one in reports if all(one["value"][t] == plan["objective"][t] for t in tiers)]
    return float(min(reached, default=plan["seconds"]))


def _notes(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    known = [row for row in rows if row["optimum"] is not None]
    above = [row["breaks"] - row["optimum"] for row in known if not row["unplaced"]]
    proven = sum(row["status"] == "optimal" for row in rows)
    yield f"At the known optimum: {above.count(0)} of {len(known)}; at most {CLOSE} breaks above: " + (
        f"{sum(a <= CLOSE for a in above)}. Proven optimal by us: {proven}."
    )
    few = [row for row in known if row["slots"] is not None and row["slots"] <= FEW]
    at_few = sum(row["breaks"] == row["optimum"] and not row["unplaced"] for row in few)
    yield f"With at most {FEW} slots: {at_few} of {len(few)} at the known optimum."
    yield f"CPU seconds: {sum(row['cpu_seconds'] for row in rows):.0f} in all, at most " + (
        f"{max(row['cpu_seconds'] for row in rows)} for one instance."
    )
    yield verdict(rows)
