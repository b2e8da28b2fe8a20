"""Lists at made-up markets: how good they are, and how time and memory grow."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.command import run
from benchmarks.table import Table, rounded

MARKET, GROWTH = "benchmarks.matching_market", "benchmarks.matching_growth"
SIZES = (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000)
TINY_SIZES = (100,)
SINGLE = (
    ("all lists at a market, all pairs judged", "market", 2_000, "{0:,} x {0:,}"),
    ("50 nearest for all, exactly", "nearest", 100_000, "{0:,} x {0:,} x 256"),
    ("50 nearest for all, inverted lists", "inverted", 100_000, "{0:,} x {0:,} x 256"),
    ("one fresh list, prices as they are", "renew", 10_000, "among {0:,}"),
)


def measure(*, fresh: bool) -> Iterator[Table]:
    """Three tables; of tiny markets in this process unless ``fresh``."""
    yield _lists(fresh=fresh)
    yield _growth(SIZES if fresh else TINY_SIZES, fresh=fresh)
    yield _single(fresh=fresh)


def _lists(*, fresh: bool) -> Table:
    rows = run(MARKET, "full" if fresh else "quick", fresh=fresh).answer
    columns = {
        "market": "market",
        "way": "lists",
        "gini_a": "Gini a",
        "gini_b": "Gini b",
        "busiest": "busiest",
        "unseen": "unseen",
        "mutual_a": "3 mutual a",
        "mutual_b": "3 mutual b",
        "quality_a": "quality a",
        "quality_b": "quality b",
        "meetings": "meetings",
        "gain": "to harmonic",
    }
    notes = ("Means of the markets of all seeds; a is the first side. Meetings are simulated.",)
    return Table("matching-market", "Lists at made-up markets", columns, rows, notes)


def _growth(sizes: tuple[int, ...], *, fresh: bool) -> Table:
    rows = []
    for size in sizes:
        ran = run(GROWTH, "lists", str(size), fresh=fresh)
        times = {key: rounded(ran.answer[key]) for key in ("candidates", "prices", "lists", "seconds")}
        figures = {key: round(ran.answer[key], 3) for key in ("gini", "unseen", "mutual", "quality")}
        spent = {"cpu": rounded(ran.cpu_seconds), "peak_mib": round(ran.peak_mib)}
        rows.append({"size": size, **times, **figures, **spent})
    columns = {
        "size": "on either side",
        "candidates": "candidates, s",
        "prices": "prices, s",
        "lists": "lists, s",
        "seconds": "together, s",
        "cpu": "CPU s",
        "peak_mib": "memory, MiB",
        "gini": "Gini",
        "unseen": "unseen",
        "mutual": "3 mutual",
        "quality": "quality",
    }
    notes = ("Everybody's list of ten, from vectors of 256 numbers; exact search. CPU seconds are of the process.",)
    return Table("matching-growth", "Lists as markets grow", columns, rows, notes)


def _single(*, fresh: bool) -> Table:
    rows = []
    for what, measure_, full_size, shown in SINGLE:
        size = full_size if fresh else TINY_SIZES[0]
        ran = run(GROWTH, measure_, str(size), fresh=fresh)
        answer = ran.answer
        rows.append(
            {
                "what": what,
                "size": shown.format(size),
                "seconds": rounded(answer["seconds"]),
                "cpu": rounded(ran.cpu_seconds),
                "peak_mib": round(ran.peak_mib),
                "recall": round(answer["recall"], 4) if "recall" in answer else None,
            }
        )
    columns = {
        "what": "what",
        "size": "size",
        "seconds": "s",
        "cpu": "CPU s of the process",
        "peak_mib": "memory, MiB",
        "recall": "recall",
    }
    return Table("matching-scale", "Lists: single measurements", columns, rows)
