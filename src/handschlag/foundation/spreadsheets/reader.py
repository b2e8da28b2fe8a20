"""Reads the first sheet of the XLSX file on standard input; writes what it says, pickled, to standard output.

Run as a file of its own, with nothing of the site loaded; see ``sheets``. Arguments: how many cells, rows and letters
there may be at most.
"""

from __future__ import annotations

import io
import pickle
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import python_calamine

MOST_MEMORY = 1_500_000_000
MOST_SECONDS = 10
TOO_LARGE = 3
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# The reader of sheets gives what a formula has last come to, or nothing; that there is one, only the XML says.
COMPUTED = (b"<f>", b"<f ", b"<f/", b":f>", b":f ", b":f/", b't="e"', b"t='e'")
CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>(\s*<(?:\w+:)?f[\s/>])?")
ADDRESS = re.compile(rb"\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
ERROR = re.compile(rb"\bt=[\"']e[\"']")


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    most_cells, most_rows, most_letters = map(int, sys.argv[1:])
    content = sys.stdin.buffer.read()
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    height = sheet.total_height or 0
    if height * (sheet.total_width or 0) > most_cells or height > most_rows:
        return TOO_LARGE
    rows = list(_rows(sheet))
    if sum(len(cell) for row in rows for cell in row if isinstance(cell, str)) > most_letters:
        return TOO_LARGE
    merged = [first for first, last in sheet.merged_cell_ranges or () if first != last]
    pickle.dump((rows, merged, _computed(_xml_of_first(content))), sys.stdout.buffer)
    return 0


def _rows(sheet: Any) -> Iterator[list[Any]]:
    """Numbered as the spreadsheet does, also where the first rows and columns are empty."""
    above, left = sheet.start or (0, 0)
    yield from ([] for _empty in range(above))
    for row in sheet.to_python(skip_empty_area=True):
        yield [*[""] * left, *(_whole(cell) for cell in row)]


def _whole(cell: Any) -> Any:
    return int(cell) if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53 else cell


def _xml_of_first(content: bytes) -> bytes:
    """The part in which the first sheet of the book stands."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheets = ElementTree.fromstring(book.read("xl/workbook.xml")).iter()
        wanted = next(one.get(RELATION) for one in sheets if one.tag.endswith("}sheet"))
        relations = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
        target = next(one.get("Target", "") for one in relations if one.get("Id") == wanted)
        return book.read(target[1:] if target.startswith("/") else f"xl/{target}")


def _computed(xml: bytes) -> list[tuple[int, int]]:
    """Row and column, from 0, of the first cell with a formula or with the error of one: one is enough to refuse."""
    if not any(mark in xml for mark in COMPUTED):
        return []
    for cell in CELL.finditer(xml):
        if cell[2] or ERROR.search(cell[1]):
            address = ADDRESS.search(cell[1])
            return [(int(address[2]) - 1, _column(address[1])) if address else (0, 0)]
    return []


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number - 1


if __name__ == "__main__":
    sys.exit(main())
