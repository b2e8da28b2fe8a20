"""How well needs find offers across languages, beside what most products do: letters in common."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from benchmarks.command import run
from benchmarks.table import Table, rounded

MODULE = "benchmarks.items"
SETS = {"dev": "easy", "hard_dev": "hard", "heldout": "held out", "quick": "a few"}
TITLES = "nace_dev.tsv"
WRITTEN = "benchmarks.written_market"
SIZES = (100, 300, 1_000, 2_000)
FRESH = (250, 2_500)


def measure(*, fresh: bool) -> Iterator[Table]:
    """A table of ranks and one of classes, of the sets of the tests; with ``MATCHING_DIR`` one of titles, too."""
    names = list(SETS)[:3] if fresh else ["quick"]
    answers = {name: run(MODULE, name, fresh=fresh).answer for name in names}
    yield Table(
        "matching-finding",
        "A need finds its offer in another language",
        {
            "set": "items",
            "number": "candidates",
            "what": "asked, found",
            "ours": "ours",
            "letters": "n-grams",
            "codes": "codes alone",
        },
        [{"set": SETS[name], **row} for name, answer in answers.items() for row in answer["ranks"]],
        (
            "Mean reciprocal rank over the six ways from one language to another. *easy* and *hard*: fields of",
            "co-operation by two authors; *held out*: by a third one, who did not know the words. *n-grams*: runs of",
            "three to five letters in one alphabet (`ngrams.py`). Codes are right (60 %), of the same group (25 %), of",
            "the same division (8 %) or wrong (7 %) on both sides; means of seven drawings.",
        ),
    )
    yield Table(
        "matching-classes",
        "The right class of 615 is among the five that are suggested for an offer",
        {"set": "items", "language": "language", "ours": "ours", "letters": "n-grams"},
        [{"set": SETS[name], **row} for name, answer in answers.items() for row in answer["classes"]],
    )
    yield _written(SIZES if fresh else (10,), fresh=fresh)
    yield _renewed(FRESH if fresh else (10,), fresh=fresh)
    if folder := os.environ.get("MATCHING_DIR"):
        yield _titles(Path(folder), fresh=fresh)


def _written(sizes: tuple[int, ...], *, fresh: bool) -> Table:
    rows = []
    for size in sizes:
        ran = run(WRITTEN, str(size), fresh=fresh, watched=True)
        spent = {"cpu": rounded(ran.cpu_seconds), "peak_mib": round(ran.peak_mib)}
        times = {key: rounded(ran.answer[key]) for key in ("loading", "reading", "seconds")}
        counts = {key: rounded(ran.answer[key]) for key in ("processes", "suggestions", "millions", "unseen")}
        rows.append({"size": size, **times, **spent, **counts})
    columns = {
        "size": "on either side",
        "loading": "loading, s",
        "reading": "reading, s",
        "seconds": "lists with reasons, s",
        "processes": "processes",
        "cpu": "CPU s of all",
        "peak_mib": "memory of all, MiB",
        "suggestions": "suggestions",
        "millions": "JSON, million letters",
        "unseen": "unseen",
    }
    notes = (
        "Each seeks and offers one thing in some thirty words; from texts to lists of ten with reasons, as JSON.",
        "Reading begins with the words of the three languages. Memory that processes share counts once.",
    )
    return Table("matching-written", "From what people write to lists with reasons", columns, rows, notes)


def _renewed(sizes: tuple[int, ...], *, fresh: bool) -> Table:
    rows = []
    for size in sizes:
        ran = run(WRITTEN, str(size), "fresh", fresh=fresh)
        times = {key: rounded(1000 * ran.answer[key]) for key in ("seconds", "worst")}
        rows.append({"profiles": ran.answer["profiles"], **times, "peak_mib": round(ran.peak_mib)})
    columns = {"profiles": "among profiles", "seconds": "ms", "worst": "worst, ms", "peak_mib": "memory, MiB"}
    notes = ("Somebody has written a new need and a new offer: how long until there is a list of ten with reasons.",)
    return Table("matching-fresh", "A fresh list after a new text", columns, rows, notes)


def _titles(folder: Path, *, fresh: bool) -> Table:
    rows = run(MODULE, "titles", str(folder / TITLES), fresh=fresh).answer
    columns = {"from": "title", "to": "found", "number": "classes", "ours": "ours", "letters": "n-grams"}
    notes = ("Official titles that were never seen: share of the classes whose title is among the first ten.",)
    return Table("matching-titles", "The title of a class finds that in another language", columns, rows, notes)
