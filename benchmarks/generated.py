"""Made-up forums: how soon there is a plan, how good it becomes, what it needs; the same first come, first served."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import comparison
from benchmarks.command import BASELINE, PLANNER, Ran, run
from benchmarks.forums import Forum
from benchmarks.table import Row, Table, rounded

REPEATS = 3
"""Times and memory are medians of so many runs."""

PLANS = {
    "forum": "forum",
    "participants": "participants",
    "meetings": "meetings",
    "slots": "slots",
    "seconds_to_first": "first plan, s",
    "unplaced": "not held",
    "must_unmet": "musts unmet",
    "lost": "lost",
    "lost_bound": "lost: bound",
    "breaks": "breaks",
    "breaks_bound": "breaks: bound",
    "status": "status",
    "command_seconds": "command, s",
    "over_limit": "over the limit, s",
    "peak_mib": "memory, MiB",
    "violations": "rules broken",
}
RATIOS = {
    "forum": "forum",
    "not_held": "not held: ours",
    "not_held_first_come": "first come",
    "lost": "lost: ours",
    "lost_first_come": "first come",
    "breaks": "breaks: ours",
    "breaks_first_come": "first come",
    "breaks_ratio": "breaks: ratio",
    "microseconds_per_meeting": "µs per meeting: ours",
    "microseconds_per_meeting_first_come": "first come",
    "time_ratio": "time: ratio",
}


def measure(forums: Sequence[Forum], folder: Path, *, seconds: float, fresh: bool) -> Iterator[Table]:
    """Plans, ratios and what other planners make of it; files that only pass through are kept in ``folder``."""
    plans, ratios, others = [], [], []
    for forum in forums:
        path = forum.write(folder, fresh=fresh)
        runs = [
            run(PLANNER, "solve", path, "--seconds", f"{seconds:g}", "--quiet", fresh=fresh) for _ in range(REPEATS)
        ]
        size = _size(path)
        ours = _row(size, path, runs, fresh=fresh)
        over = max(0.0, *(ran.seconds - seconds for ran in runs))
        plans.append({"forum": forum.name, "flags": forum.flags, "over_limit": rounded(over)} | ours)
        baseline = _row(size, path, [run(BASELINE, path, fresh=fresh)], fresh=fresh)
        ratios.append({"forum": forum.name} | _compared(ours, baseline))
        others.append(comparison.row(forum.name, path, ours, seconds=seconds, fresh=fresh))
    settings = {"repeats": REPEATS, "seconds": seconds}
    yield Table("generated", f"Made-up forums, {seconds:g} s", PLANS, plans, tuple(_notes(plans)), settings)
    yield Table("baseline", "Compared with first come, first served", RATIOS, ratios, RATIO_NOTES, settings)
    yield comparison.table("generated-comparison", f"Made-up forums, {seconds:g} s: other planners", others, settings)


RATIO_NOTES = (
    "First come, first served takes the meetings in the order of the file, and for each the first slot, place and",
    "interpreter that are free. Its breaks are those of fewer meetings where it holds fewer. Times are those until",
    "the first plan, of planning alone: reading the file and starting Python are not counted on either side.",
)


def _notes(rows: Sequence[Row]) -> Iterator[str]:
    yield "First plan: seconds until every meeting was held or, where not all fit, until the first plan at all."
    yield "Command: from start to end, Python and both files too; over the limit: the slowest run."
    yield verdict(rows)


def verdict(rows: Sequence[Row]) -> str:
    """How many plans the rules, which know no planner, have nothing against."""
    kept = sum(row["violations"] == 0 and row["claim_holds"] is True for row in rows)
    return f"Checked independently: {kept} of {len(rows)} plans keep every rule and are worth what they say."


def _size(path: str) -> Mapping[str, int]:
    """How many there are of what; counted in the text, so that no large forum has to be read here."""
    text = Path(path).read_text(encoding="utf-8")
    sections = {name: text.index(f'"{name}": [') for name in ("slots", "participants", "meetings")}
    return {name: text[start : text.index("\n ]", start)].count('\n  {"id"') for name, start in sections.items()}


def _row(size: Mapping[str, int], path: str, runs: Sequence[Ran], *, fresh: bool) -> dict[str, Any]:
    """The first run's plan, checked; times and memory of all runs."""
    plans = [ran.answer for ran in runs]
    first = plans[0]
    value, bound = first["objective"], first["bound"]
    checked = check(path, runs[0], fresh=fresh)
    return {
        **size,
        "seconds_to_first": statistics.median(_first(plan) for plan in plans),
        "unplaced": size["meetings"] - len(first["assign"]),
        "must_unmet": value["must_unmet"],
        "must_unmet_bound": bound["must_unmet"],
        "lost": value["lost"],
        "lost_bound": bound["lost"],
        "breaks": value["breaks"],
        "breaks_bound": bound["breaks"],
        "max_breaks_gap": value["max_breaks_gap"],
        "moves": first["moves"],
        "status": first["status"],
        "peak_mib": round(statistics.median(ran.peak_mib for ran in runs)),
        "cpu_seconds": rounded(statistics.median(ran.cpu_seconds for ran in runs)),
        "command_seconds": rounded(statistics.median(ran.seconds for ran in runs)),
        **checked,
    }


def _first(plan: Mapping[str, Any]) -> float:
    """The baseline has one plan only: its first is its last."""
    first = plan["seconds_to_first"]
    return float(plan["seconds"] if first is None else first)


def check(path: str, ran: Ran, *, fresh: bool) -> dict[str, Any]:
    """Let the rules judge a plan, and count anew what it is worth."""
    plan = Path(f"{path}.plan")
    plan.write_text(ran.output, encoding="utf-8")
    answer = run(PLANNER, "check", path, str(plan), fresh=fresh).answer
    counted, claimed = answer["objective"], ran.answer["objective"]
    tiers = ("must_unmet", "lost", "breaks", "max_breaks_gap")
    return {
        "violations": len(answer["violations"]),
        "claim_holds": all(counted[tier] == claimed[tier] for tier in tiers),
    }


def _compared(ours: Mapping[str, Any], baseline: Mapping[str, Any]) -> dict[str, object]:
    times = [1e6 * row["seconds_to_first"] / row["meetings"] for row in (ours, baseline)]
    return {
        "not_held": ours["unplaced"],
        "not_held_first_come": baseline["unplaced"],
        "must_unmet": ours["must_unmet"],
        "must_unmet_first_come": baseline["must_unmet"],
        "lost": ours["lost"],
        "lost_first_come": baseline["lost"],
        "lost_ratio": _ratio(ours["lost"], baseline["lost"]),
        "breaks": ours["breaks"],
        "breaks_first_come": baseline["breaks"],
        "breaks_ratio": _ratio(ours["breaks"], baseline["breaks"]),
        "microseconds_per_meeting": round(times[0]),
        "microseconds_per_meeting_first_come": round(times[1]),
        "time_ratio": _ratio(*times),
    }


def _ratio(one: float, other: float) -> float | None:
    return float(f"{one / other:.2g}") if other else None
