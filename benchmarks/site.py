"""The site: what each page costs, against a page that does nothing."""

from __future__ import annotations

import json

from benchmarks.command import run
from benchmarks.table import Table

COLUMNS = {
    "page": "page",
    "sql": "SQL",
    "kb": "kB",
    "kb_compressed": "compressed",
    "ms": "ms",
    "ratio": "ratio to the baseline",
}
NOTES = (
    "The forum of 2019 with its plan. Milliseconds are of the processor, medians of many requests in one process",
    "without a network; pages behind the sign-in are asked for as their readers do, with a session.",
)


def measure(*, fresh: bool) -> Table:
    """A row for each page."""
    quick = () if fresh else ("--repeats", "2", "--moves", "2000")
    ran = run("benchmarks.pages", *quick)
    if ran.code:
        raise SystemExit(f"benchmarks.pages: {ran.talk.strip()}")
    rows = [json.loads(line) for line in ran.output.splitlines()]
    return Table("site", "Pages of the site", COLUMNS, rows, NOTES, {"repeats": 30 if fresh else 2})
