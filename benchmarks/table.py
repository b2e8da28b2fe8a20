"""Tables of results: printed as Markdown that reads well as plain text, written as sorted JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.machine import machine

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Table:
    """Results of one benchmark.

    Attributes
    ----------
    name : of the file that keeps them
    title : what is measured
    columns : key of a row to heading, in the order in which they are printed; further keys are only written
    rows : one mapping per thing measured
    notes : sentences below the table
    settings : what the numbers depend on
    """

    name: str
    title: str
    columns: Mapping[str, str] = field(default_factory=dict)
    rows: Sequence[Row] = ()
    notes: Sequence[str] = ()
    settings: Mapping[str, object] = field(default_factory=dict)

    def text(self) -> str:
        """The table as Markdown."""
        lines = [list(self.columns.values())] + [[_shown(row.get(key)) for key in self.columns] for row in self.rows]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        right = [all(isinstance(row.get(key), (int, float, type(None))) for row in self.rows) for key in self.columns]
        rule = ["-" * (width - 1) + (":" if number else "-") for width, number in zip(widths, right, strict=True)]
        printed = [
            "| " + " | ".join(_aligned(*cell) for cell in zip(line, widths, right, strict=True)) + " |"
            for line in ([lines[0], rule, *lines[1:]] if self.rows else [])
        ]
        return "\n".join([f"## {self.title}", "", *printed, *([""] if printed else []), *self.notes, ""])

    def write(self, folder: Path) -> None:
        """Keep the results in ``folder``; what was not measured now stays as it was measured last."""
        if not self.rows:
            return
        folder.mkdir(parents=True, exist_ok=True)
        kept = {"machine": machine(), "notes": self.notes, "rows": self.rows, "settings": self.settings}
        text = json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True)
        (folder / f"{self.name}.json").write_text(text + "\n", encoding="utf-8")


def _shown(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, (int, float)) else str(value)


def _aligned(text: str, width: int, number: bool) -> str:
    return text.rjust(width) if number else text.ljust(width)


def rounded(seconds: float | None) -> float | None:
    """Seconds as they are printed: two digits that count."""
    return None if seconds is None else float(f"{seconds:.2g}") if seconds < 10 else round(seconds, 1)
