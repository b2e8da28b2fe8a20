"""Reads the first sheet of the XLSX file on standard input; writes its rows, pickled, to standard output.

Run as a file of its own, with nothing of the site loaded; see ``sheets``.
"""

from __future__ import annotations

import io
import pickle
import resource
import sys
from collections.abc import Iterator
from typing import Any

import python_calamine

MOST_MEMORY = 1_500_000_000
MOST_SECONDS = 50
TOO_LARGE = 3


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    sheet = book.get_sheet_by_index(0)
    if (sheet.total_height or 0) * (sheet.total_width or 0) > int(sys.argv[1]):
        return TOO_LARGE
    pickle.dump(list(_rows(sheet)), sys.stdout.buffer)
    return 0


def _rows(sheet: Any) -> Iterator[list[Any]]:
    """Numbered as the spreadsheet does, also where the first rows and columns are empty."""
    above, left = sheet.start or (0, 0)
    yield from ([] for _empty in range(above))
    for row in sheet.to_python(skip_empty_area=True):
        yield [*[""] * left, *(_whole(cell) for cell in row)]


def _whole(cell: Any) -> Any:
    return int(cell) if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53 else cell


if __name__ == "__main__":
    sys.exit(main())
