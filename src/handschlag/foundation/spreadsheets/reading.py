"""Tables from CSV and XLSX files that somebody has sent.

Every refusal is a ``RuleBroken`` whose sentence names the row or the column; its code is one of "size", "type",
"encoding", "unreadable", "cut", "empty", "header", "columns", "rows", "cell", "formula" and "merged".
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, TypeAlias

from django.utils.translation import gettext_lazy as _

from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.spreadsheets import encodings, formulas
from handschlag.foundation.spreadsheets.sheets import looks_like_workbook, rows_of_xlsx
from handschlag.foundation.spreadsheets.unusable import Unusable

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta
"""What a cell holds; an empty one is the empty text. From CSV all cells are text."""

MOST_BYTES = 20_000_000
MOST_ROWS = 100_000
MOST_COLUMNS = 200
MOST_CELLS = 2_000_000
"""Of which an XLSX file needs about a second each million."""
LONGEST_CELL = 32_767


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet shows it, and the cell of each column by the column's name."""

    number: int
    cells: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """The columns in their order, and all rows in which there is something; ``number`` is the row of the names."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    number: int = 1


def read(content: bytes) -> Table:
    """The table in a CSV or XLSX file; which of the two it is, its content says."""
    if len(content) > MOST_BYTES:
        raise RuleBroken(
            _("The file is too large: %(most)s MB at most. Please split it."),
            code="size",
            params={"most": MOST_BYTES // 1_000_000},
        )
    if looks_like_workbook(content):
        return _table(rows_of_xlsx(content, most_cells=MOST_CELLS, most_rows=MOST_ROWS + 1))
    return _table(_rows_of_csv(content))


def _rows_of_csv(content: bytes) -> Iterator[Sequence[Any]]:
    text = _text(content)
    delimiter = encodings.delimiter(text)
    number, width = 0, 0
    row: list[str] = []
    try:
        # Strictly: a quotation mark without its other half would take what follows it for one text.
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            number += 1
            width = width or (len(row) if _is_filled(row) else 0)
            yield [Unusable.FORMULA if formulas.COMPUTES.match(cell) else formulas.from_text(cell) for cell in row]
    except csv.Error as wrong:
        raise RuleBroken(
            _(
                "Row %(row)s: it cannot be read to its end. A quotation mark may be missing, or stand within a text "
                "without being doubled. Please save the table anew."
            ),
            code="unreadable",
            params={"row": number + 1},
        ) from wrong
    if row and len(row) < width and not text.endswith(("\n", "\r")):
        raise RuleBroken(
            _("Row %(row)s: %(expected)s cells are expected, and the file ends after %(got)s. Please send all of it."),
            code="cut",
            params={"row": number, "expected": width, "got": len(row)},
        )


def _text(content: bytes) -> str:
    text = encodings.decode(content)
    mixed = encodings.mixed_line(content) if text is None else None
    if mixed is not None:
        raise RuleBroken(
            _("Row %(row)s: text in UTF-8 is expected as in other rows, and this is none. Please save the table anew."),
            code="encoding",
            params={"row": mixed},
        )
    if text is None or "\x00" in text:
        raise RuleBroken(
            _(
                "Row %(row)s: text is expected, and this is none. This is neither a CSV nor an XLSX file. "
                "Please save it as one of them."
            ),
            code="type",
            params={"row": text[: text.index("\x00")].count("\n") + 1 if text else 1},
        )
    return text


def _table(rows: Iterable[Sequence[Any]]) -> Table:
    numbered = enumerate(rows, start=1)
    columns: tuple[str, ...] = ()
    first = 0
    for first, cells in numbered:
        if _is_filled(cells):
            columns = _columns(cells, first)
            break
    if not columns:
        raise RuleBroken(_("The file is empty: it has no row with the names of the columns."), code="empty")
    found = tuple(Row(number, _cells(columns, cells, number)) for number, cells in numbered if _is_filled(cells))
    return Table(tuple(name for name in columns if name), found, first)


def _columns(cells: Sequence[Any], number: int) -> tuple[str, ...]:
    for place, cell in enumerate(islice(cells, MOST_COLUMNS), start=1):
        _check_usable(cell, f"{place}", number)
    names = [f"{cell}".strip() for cell in islice(cells, MOST_COLUMNS + 1)]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise RuleBroken(
            _("Row %(row)s: %(most)s columns at most are expected, and there are more."),
            code="columns",
            params={"row": number, "most": MOST_COLUMNS},
        )
    twice = next((name for place, name in enumerate(names) if name and name in names[:place]), None)
    if twice is not None:
        raise RuleBroken(
            _("Row %(row)s: the column “%(column)s” stands there twice. Please rename one of them."),
            code="header",
            params={"row": number, "column": twice[:100]},
        )
    return tuple(names)


def _cells(columns: tuple[str, ...], cells: Sequence[Any], number: int) -> dict[str, Cell]:
    if number > MOST_ROWS + 1:
        raise RuleBroken(
            _("Row %(row)s: %(most)s rows at most are expected, and there are more. Please split the file."),
            code="rows",
            params={"row": number, "most": MOST_ROWS},
        )
    if _is_filled(cells[len(columns) :]):
        raise RuleBroken(
            _(
                "Row %(row)s: %(expected)s cells are expected, and there are more. Is a separator part of a text, or "
                "does something stand beside the table?"
            ),
            code="columns",
            params={"row": number, "expected": len(columns)},
        )
    row = {}
    for column, cell in zip(columns, (*cells, *[""] * len(columns)), strict=False):
        _check_usable(cell, column, number)
        if isinstance(cell, str) and len(cell) > LONGEST_CELL:
            raise RuleBroken(
                _("Row %(row)s, column “%(column)s”: %(most)s letters at most are expected, and there are %(got)s."),
                code="cell",
                params={"row": number, "column": column, "most": LONGEST_CELL, "got": len(cell)},
            )
        if column:
            row[column] = cell
    return row


def _check_usable(cell: Any, column: str, number: int) -> None:
    if isinstance(cell, Unusable):
        raise RuleBroken(cell.sentence, code=cell.value, params={"row": number, "column": column})


def _is_filled(cells: Sequence[Any]) -> bool:
    return any(cell != "" and (not isinstance(cell, str) or cell.strip()) for cell in cells)
