"""The made-up forums that are measured, small ones first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.command import PLANNER, run


@dataclass(frozen=True, slots=True)
class Forum:
    """A name, and the flags of ``generate`` that make the forum."""

    name: str
    flags: str

    def write(self, folder: Path, *, fresh: bool) -> str:
        """Make the forum up and write it into ``folder``; the path of the file."""
        made = run(PLANNER, "generate", *self.flags.split(), fresh=fresh)
        path = folder / f"{'-'.join(self.name.split())}.json"
        path.write_text(made.output, encoding="utf-8")
        return str(path)


# The parent's own memory counts in every child's (see ``command``), so the largest forum comes last.
FORUMS = (
    Forum("like the demo", "--like demo"),
    Forum("four interpreter pools", "--participants 500 --meetings 2000 --slots 12 --pools 4"),
    Forum(
        "tables for four fifths",
        "--participants 1000 --meetings 3200 --overload 0.25 --tables 267 --slots 12 --pools 2",
    ),
    Forum("large", "--participants 2000 --meetings 8000 --slots 14"),
    Forum("very large", "--participants 5000 --meetings 20000 --slots 16"),
    Forum("three days", "--participants 6000 --meetings 32000 --slots 45 --days 3"),
)
TINY_FORUMS = (
    Forum("tiny", "--participants 8 --meetings 10 --slots 5"),
    Forum("tiny with interpreters", "--participants 8 --meetings 8 --overload 0.5 --tables 2 --slots 5 --pools 1"),
)
