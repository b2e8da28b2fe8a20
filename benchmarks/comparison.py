"""The same problems given to a plain CP-SAT model and to first come, first served, in the same run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks import cpsat
from benchmarks.command import BASELINE, CPSAT, run
from benchmarks.table import Row, Table, rounded

COLUMNS = {
    "name": "problem",
    "unplaced": "not held: ours",
    "lost": "lost",
    "breaks": "breaks",
    "status": "status",
    "cpu_seconds": "CPU s",
    "unplaced_cpsat": "not held: CP-SAT",
    "lost_cpsat": "lost",
    "breaks_cpsat": "breaks",
    "status_cpsat": "status",
    "cpu_seconds_cpsat": "CPU s",
    "unplaced_first_come": "not held: first come",
    "lost_first_come": "lost",
    "breaks_first_come": "breaks",
}
NOTES = (
    "CP-SAT has the same limit of time, but 10 s at most, all cores, a plain model (`cpsat.py`), neither our bounds",
    "nor a first plan;",
    "CPU seconds are those of the whole process. Lost and breaks are those of what each holds; where CP-SAT has no",
    "plan within the limit everything is lost. A model of more than 400,000 choices is not built at all.",
)
MOST_SECONDS = 10.0
"""More time is not given to CP-SAT: what it has found by then changes little in a minute."""
MISSING = "CP-SAT was not asked: OR-Tools is not there (see *Repeat it*)."


def row(name: str, path: str, ours: Mapping[str, Any], *, seconds: float, fresh: bool) -> Row:
    """What the three planners make of the problem; ``ours`` has been measured already."""
    meetings = ours["meetings"]
    kept = {key: ours[key] for key in ("unplaced", "lost", "breaks", "status", "cpu_seconds")}
    others = _of(run(BASELINE, path, fresh=fresh), meetings, "first_come")
    if cpsat.is_there():
        others |= _of(run(CPSAT, path, "--seconds", f"{min(seconds, MOST_SECONDS):g}", fresh=fresh), meetings, "cpsat")
    return {"name": name, **kept, **others}


def _of(ran: Any, meetings: int, who: str) -> dict[str, object]:
    plan = ran.answer
    value = plan["objective"]
    found = {
        "unplaced": meetings - len(plan["assign"]),
        "lost": value["lost"],
        "breaks": value["breaks"],
        "status": plan["status"],
        "cpu_seconds": rounded(ran.cpu_seconds),
    }
    return {f"{key}_{who}": what for key, what in found.items()}


def table(name: str, title: str, rows: Sequence[Row], settings: Mapping[str, object]) -> Table:
    """The rows as a table; the sums of all CPU seconds stand below it."""
    ours = sum(float(str(one["cpu_seconds"])) for one in rows)
    notes = [*NOTES] if cpsat.is_there() else [MISSING]
    if cpsat.is_there():
        theirs = sum(float(str(one["cpu_seconds_cpsat"])) for one in rows)
        notes.append(f"CPU seconds of all rows: ours {ours:.0f}, CP-SAT {theirs:.0f}.")
    columns = COLUMNS if cpsat.is_there() else {key: COLUMNS[key] for key in COLUMNS if "cpsat" not in key}
    return Table(name, title, columns, rows, tuple(notes), settings)
