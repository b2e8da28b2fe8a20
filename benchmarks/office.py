"""The office and its server: files of many rows, badges, the start of a worker, many who apply at once."""

from __future__ import annotations

import json
from collections.abc import Iterator

from benchmarks.command import run
from benchmarks.table import Table, rounded

TASKS = (
    # what, its name in the table, how many, how few for a try, the most seconds and MB
    ("import-csv", "{:,} applications imported from CSV", 50_000, 20, "120 s, 500 MB"),
    ("import-xlsx", "{:,} applications imported from XLSX", 50_000, 20, "120 s, 500 MB"),
    ("badges", "{:,} badges as PDF", 1_000, 5, "15 s"),
)
GOALS = {
    "CPU s of the server and a web worker until its first page": "1.5",
    "MB of a web worker after mixed requests (PSS)": "90",
}
"""By what ``serving`` calls it."""


def measure(*, fresh: bool) -> Iterator[Table]:
    """Two tables; with little to do unless ``fresh``."""
    yield _tasks(fresh=fresh)
    yield _server(fresh=fresh)


def _tasks(*, fresh: bool) -> Table:
    rows = []
    for task, name, many, few, goal in TASKS:
        number = many if fresh else few
        ran = run("benchmarks.desk", task, str(number))
        figures = {key: rounded(ran.answer[key]) for key in ("seconds", "cpu")}
        rows.append({"what": name.format(number), **figures, "peak_mb": round(ran.peak_mib * 1.048576), "goal": goal})
    columns = {"what": "what", "seconds": "s", "cpu": "CPU s", "peak_mb": "memory, MB", "goal": "goal"}
    notes = ("Memory is the peak of the process; the one in which XLSX files are read counts in CPU seconds only.",)
    return Table("office", "Many at once, for the office", columns, rows, notes)


def _server(*, fresh: bool) -> Table:
    size = () if fresh else ("--clients", "2", "--requests", "3", "--pages", "6")
    ran = run("benchmarks.serving", *size)
    if ran.code:
        raise SystemExit(f"benchmarks.serving: {ran.talk.strip()}")
    found = [json.loads(line) for line in ran.output.splitlines()]
    rows = [one | {"goal": GOALS.get(one["what"], "")} for one in found]
    columns = {"what": "what", "value": "figure", "p50": "p50, ms", "p99": "p99, ms", "goal": "goal"}
    notes = ("Waiting is that of eight clients at once, by the clock, with two workers on the same machine.",)
    return Table("server", "The server, from its start on", columns, rows, notes)
