"""Applications: what sending one costs, beside the least that it could cost, and by how much the database grows."""

from __future__ import annotations

import json

from benchmarks.command import run
from benchmarks.table import Table

COLUMNS = {
    "way": "an application",
    "sql": "SQL",
    "ms": "ms",
    "ratio": "times the first",
    "p50": "p50 by the clock, ms",
    "p99": "p99",
    "kb": "kB of the database",
    "kept": "without letters",
}
NOTES = (
    "Milliseconds of the processor, medians of rounds in which all take turns, in one process without a network, on",
    "SQLite. Each takes a place in two quotas (the first one: in one), and all but the first write a letter, an entry",
    "in the log and the words by which the organiser finds it. Letters are deleted some time after they were sent.",
)


def measure(*, fresh: bool) -> Table:
    """A row for each way to send one."""
    rounds, repeats = (15, 40) if fresh else (1, 3)
    ran = run("benchmarks.applicants", "--rounds", str(rounds), "--repeats", str(repeats))
    if ran.code:
        raise SystemExit(f"benchmarks.applicants: {ran.talk.strip()}")
    rows = [json.loads(line) for line in ran.output.splitlines()]
    settings = {"rounds": rounds, "repeats": repeats}
    return Table("applications", "Applications, beside a bare update and INSERT", COLUMNS, rows, NOTES, settings)
