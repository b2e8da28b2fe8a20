"""The rows of an XLSX file: the one place that knows its reader, which runs in a process of its own.

The reader lays a sheet out as a rectangle. One cell far away makes it ask for more memory than there is, and end the
process in which it runs; so that is a child with limits, and never the web server.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from handschlag.foundation import archives
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.spreadsheets.unusable import Unusable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files of old Excels begin, and new ones with a password."""
READER = Path(__file__).with_name("reader.py")
MOST_SECONDS = 60
"""Of the clock, while others work, too; the reader itself has fewer."""
MOST_LETTERS = 50_000_000
TOO_LARGE = 3
"""How the reader ends when there are too many cells, rows or letters."""


def rows_of_xlsx(content: bytes, *, most_cells: int, most_rows: int) -> list[Sequence[Any]]:
    """Each row of the first sheet, from the first row on; whole numbers are whole.

    Where a cell is not what it seems, there stands an ``Unusable``. Raises ``RuleBroken``: "type", "unreadable",
    "cell" (too much in the sheet), and what ``archives.check`` raises.
    """
    if content.startswith(OLE):
        raise RuleBroken(
            _(
                "An XLSX or CSV file is expected, and this is one of an old Excel (XLS) or one with a password. "
                "Please save it as XLSX without a password."
            ),
            code="type",
        )
    try:
        archives.check(content, must_have="xl/workbook.xml")
    except RuleBroken as broken:
        raise (_no_workbook() if broken.code == "type" else broken) from broken
    try:
        done = subprocess.run(
            [sys.executable, "-I", READER, str(most_cells), str(most_rows), str(MOST_LETTERS)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise _unreadable() from late
    if done.returncode == TOO_LARGE:
        raise RuleBroken(
            _(
                "The sheet is too large: %(most)s cells in %(rows)s rows at most. "
                "Is there something far below or far to the right?"
            ),
            code="cell",
            params={"most": most_cells, "rows": most_rows},
        )
    if done.returncode:
        raise _unreadable()
    rows, merged, computed = pickle.loads(done.stdout)  # what our own child has written
    found: list[Sequence[Any]] = rows
    _mark(rows, merged, Unusable.MERGED)
    _mark(rows, [place for place in computed if place[0] < most_rows], Unusable.FORMULA)
    return found


def looks_like_workbook(content: bytes) -> bool:
    """Does it begin as workbooks of any age do?"""
    return archives.looks_like_archive(content) or content.startswith(OLE)


def _mark(rows: list[list[Any]], places: Iterable[tuple[int, int]], why: Unusable) -> None:
    """Also beyond the last cell with a value: a formula that was never computed has none."""
    for row, column in places:
        rows.extend([] for _missing in range(row + 1 - len(rows)))
        rows[row].extend([""] * (column + 1 - len(rows[row])))
        rows[row][column] = why


def _no_workbook() -> RuleBroken:
    return RuleBroken(
        _(
            "An XLSX or CSV file is expected, and this is another archive, such as ODS or ZIP. "
            "Please save the table as XLSX or CSV."
        ),
        code="type",
    )


def _unreadable() -> RuleBroken:
    return RuleBroken(
        _("The XLSX file is damaged, or a cell lies far away from the others. Please copy the table to a new file."),
        code="unreadable",
    )
