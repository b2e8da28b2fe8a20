"""Tables from CSV and XLSX files that somebody has sent.

Every refusal is a ``RuleBroken`` whose sentence names the row or the column; its code is one of "size", "type",
"unreadable", "empty", "header", "columns", "rows" and "cell".
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TypeAlias

from django.utils.translation import gettext_lazy as _

from handschlag.foundation import archives
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.spreadsheets import encodings, formulas
from handschlag.foundation.spreadsheets.sheets import rows_of_xlsx

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta
"""What a cell holds; an empty one is the empty text. From CSV all cells are text."""

MOST_BYTES = 20_000_000
MOST_ROWS = 100_000
MOST_COLUMNS = 200
MOST_CELLS = 5_000_000
LONGEST_CELL = 32_767


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet shows it, and the cell of each column by the column's name."""

    number: int
    cells: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """The columns in their order, and all rows in which there is something."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read(content: bytes) -> Table:
    """The table in a CSV or XLSX file; which of the two it is, its content says."""
    if len(content) > MOST_BYTES:
        raise RuleBroken(
            _("The file is too large: %(most)s MB at most. Please split it."),
            code="size",
            params={"most": MOST_BYTES // 1_000_000},
        )
    if archives.looks_like_archive(content):
        return _table(rows_of_xlsx(content, most_cells=MOST_CELLS))
    return _table(_rows_of_csv(content))


def _rows_of_csv(content: bytes) -> Iterator[Sequence[Cell]]:
    text = encodings.decode(content)
    if text is None or "\x00" in text:
        raise RuleBroken(_("This is neither a CSV nor an XLSX file. Please save it as one of them."), code="type")
    delimiter = encodings.delimiter(text)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [formulas.from_text(cell) for cell in row]
    except csv.Error as wrong:
        raise RuleBroken(
            _("The file cannot be read to its end: a quotation mark may be missing. Please save it anew."),
            code="unreadable",
        ) from wrong


def _table(rows: Iterable[Sequence[Cell]]) -> Table:
    numbered = enumerate(rows, start=1)
    columns: tuple[str, ...] = ()
    for number, cells in numbered:
        if _is_filled(cells):
            columns = _columns(cells, number)
            break
    if not columns:
        raise RuleBroken(_("The file is empty: it has no row with the names of the columns."), code="empty")
    found = tuple(Row(number, _cells(columns, cells, number)) for number, cells in numbered if _is_filled(cells))
    return Table(tuple(name for name in columns if name), found)


def _columns(cells: Sequence[Cell], number: int) -> tuple[str, ...]:
    names = [f"{cell}".strip() for cell in islice(cells, MOST_COLUMNS + 1)]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise RuleBroken(
            _("There are too many columns: %(most)s at most."), code="columns", params={"most": MOST_COLUMNS}
        )
    twice = next((name for place, name in enumerate(names) if name and name in names[:place]), None)
    if twice is not None:
        raise RuleBroken(
            _("Row %(row)s: the column “%(column)s” stands there twice. Please rename one of them."),
            code="header",
            params={"row": number, "column": twice[:100]},
        )
    return tuple(names)


def _cells(columns: tuple[str, ...], cells: Sequence[Cell], number: int) -> dict[str, Cell]:
    if number > MOST_ROWS + 1:
        raise RuleBroken(
            _("There are too many rows: %(most)s at most. Please split the file."),
            code="rows",
            params={"most": MOST_ROWS},
        )
    if _is_filled(cells[len(columns) :]):
        raise RuleBroken(
            _("Row %(row)s has more cells than there are columns. Is a separator part of a text?"),
            code="columns",
            params={"row": number},
        )
    row = {}
    for column, cell in zip(columns, (*cells, *[""] * len(columns)), strict=False):
        if isinstance(cell, str) and len(cell) > LONGEST_CELL:
            raise RuleBroken(
                _("Row %(row)s, column “%(column)s”: the text is too long."),
                code="cell",
                params={"row": number, "column": column},
            )
        if column:
            row[column] = cell
    return row


def _is_filled(cells: Sequence[Cell]) -> bool:
    return any(cell != "" and (not isinstance(cell, str) or cell.strip()) for cell in cells)
