"""How time and memory grow with the number of participants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.command import PLANNER, run
from benchmarks.forums import Forum
from benchmarks.generated import check, verdict
from benchmarks.table import Row, Table

PARTICIPANTS = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
TINY = (20, 40)
PER_HEAD, SLOTS = 4, 16
SECONDS_PER_THOUSAND = 1.5
"""Time for each thousand participants, so that even the largest forum has a complete plan well before the limit."""
COLUMNS = {
    "participants": "participants",
    "meetings": "meetings",
    "seconds_to_first": "complete plan, s",
    "microseconds_per_meeting": "µs per meeting",
    "unplaced": "not held",
    "breaks": "breaks",
    "breaks_bound": "breaks: bound",
    "seconds": "limit, s",
    "peak_mib": "memory, MiB",
    "violations": "rules broken",
}


def measure(folder: Path, *, fresh: bool) -> Table:
    """One row for each number of participants."""
    rows = [_row(n, folder, fresh=fresh) for n in (PARTICIPANTS if fresh else TINY)]
    settings = {"meetings per participant": PER_HEAD, "slots": SLOTS}
    return Table("growth", "Growth", COLUMNS, rows, tuple(_notes(rows)), settings)


def _row(participants: int, folder: Path, *, fresh: bool) -> Row:
    meetings = PER_HEAD * participants
    flags = f"--participants {participants} --meetings {meetings} --slots {SLOTS}"
    path = Forum(f"growth {participants}", flags).write(folder, fresh=fresh)
    seconds = max(3.0, SECONDS_PER_THOUSAND * participants / 1000) if fresh else 1.0
    ran = run(PLANNER, "solve", path, "--seconds", f"{seconds:g}", "--quiet", fresh=fresh)
    plan = ran.answer
    first = plan["seconds_to_first"]
    return {
        "participants": participants,
        "meetings": meetings,
        "seconds_to_first": first,
        "microseconds_per_meeting": round(1e6 * first / meetings) if first is not None else None,
        "unplaced": len(plan["unplaced"]),
        "breaks": plan["objective"]["breaks"],
        "breaks_bound": plan["bound"]["breaks"],
        "seconds": seconds,
        "peak_mib": round(ran.peak_mib),
        **check(path, ran, fresh=fresh),
    }


def _notes(rows: Sequence[Row]) -> Iterator[str]:
    yield "Complete plan: seconds of the search until every meeting was held."
    yield verdict(rows)
