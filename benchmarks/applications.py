"""Applications: what sending one costs, in a browser and otherwise, and what the organiser's list of many costs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

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

IN_BROWSER = {
    "way": "an application",
    "requests": "requests",
    "sql": "SQL",
    "real": "SQL without transactions",
    "steps": "of each request",
    "ms": "ms",
    "page": "the start page, ms",
    "ratio": "times the start page",
}
NOTES_IN_BROWSER = (
    "Somebody who has never been here: the page, an address, the mailed code, the form. Milliseconds of the processor,",
    "medians; what begins and ends a transaction counts as a statement, as with Django, and once more does not.",
)
OF_ORGANISERS = {
    "what": "what",
    "size": "applications",
    "sql": "SQL",
    "ms": "ms",
    "ratio": "times the start page",
    "kb": "kB compressed, or of the file",
    "growth_mb": "memory grows by, MB",
}
NOTES_OF_ORGANISERS = (
    "Milliseconds of the processor, medians in turn with the start page, on SQLite. Files are of the smaller list.",
)


def measure(*, fresh: bool) -> Iterator[Table]:
    """Three tables."""
    yield _sending(fresh=fresh)
    yield _in_browser(fresh=fresh)
    yield _of_organisers(fresh=fresh)


def _sending(*, fresh: bool) -> Table:
    """A row for each way to send one."""
    rounds, repeats = (15, 40) if fresh else (1, 3)
    rows = _lines("benchmarks.applicants", "--rounds", str(rounds), "--repeats", str(repeats))
    settings = {"rounds": rounds, "repeats": repeats}
    return Table("applications", "Applications, beside a bare update and INSERT", COLUMNS, rows, NOTES, settings)


def _in_browser(*, fresh: bool) -> Table:
    rounds = 60 if fresh else 1
    rows = _lines("benchmarks.applying", "--rounds", str(rounds))
    settings = {"rounds": rounds}
    title = "Applications in a browser, beside the start page"
    return Table("applications-in-browser", title, IN_BROWSER, rows, NOTES_IN_BROWSER, settings)


def _of_organisers(*, fresh: bool) -> Table:
    sizes, rounds = (("10000", "100000"), 15) if fresh else (("60",), 1)
    rows = _lines("benchmarks.organisers", "--rounds", str(rounds), "--sizes", *sizes)
    title = "The organiser's list of applications, beside the start page"
    return Table("applications-of-organisers", title, OF_ORGANISERS, rows, NOTES_OF_ORGANISERS, {"rounds": rounds})


def _lines(module: str, *arguments: str) -> list[dict[str, Any]]:
    ran = run(module, *arguments)
    if ran.code:
        raise SystemExit(f"{module}: {ran.talk.strip()}")
    return [json.loads(line) for line in ran.output.splitlines()]
