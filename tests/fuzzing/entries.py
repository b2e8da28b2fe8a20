"""What is fuzzed: each entry takes any bytes, and raises only where a reader of uploaded tables breaks its promise.

The promise: a file is read, and then every row has a cell for each column and none that was to be refused; or it is
refused, with a sentence and a code that are known. Nothing else is raised.
"""

import io
import zipfile
from functools import cache

from handschlag.foundation import spreadsheets
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.spreadsheets.unusable import Unusable
from tests.registration import malformed

CODES = frozenset(
    {"size", "type", "encoding", "unreadable", "cut", "empty", "header", "columns", "rows", "cell", "formula", "merged"}
) | frozenset({"active", "entities"})
"""Of ``spreadsheets.read`` and of ``archives.check``, on which it stands."""
SHEET = "xl/worksheets/sheet1.xml"
ROWS = malformed.table(malformed.Random(0), 4)
BOOK = malformed.book(ROWS)


class Broken(AssertionError):
    """A reader gave what it must not give."""


def csv(data):
    """Text: whatever begins as a workbook does is the other entries' business."""
    if not spreadsheets.reading.looks_like_workbook(data):
        check(data)


def sheet(data):
    """The XML of a sheet, within a workbook that is in order."""
    check(malformed.repacked(BOOK, **{SHEET: data}))


def book(data):
    """A whole archive."""
    check(b"PK\x03\x04" + data.removeprefix(b"PK\x03\x04"))


def check(content):
    try:
        table = spreadsheets.read(content)
    except RuleBroken as broken:
        if broken.code not in CODES or not broken.messages[0]:
            raise Broken(f"refused without a known code or a sentence: {broken.code}") from broken
        return
    for row in table.rows:
        if set(row.cells) != set(table.columns):
            raise Broken(f"row {row.number} has other cells than the table has columns")
        if any(isinstance(cell, Unusable) for cell in row.cells.values()):
            raise Broken(f"row {row.number} holds what was to be refused")


def seeds(entry):
    """Files of our own making from which the search begins."""
    if entry is csv:
        every = [
            malformed.csv(ROWS),
            malformed.csv(ROWS, ";").decode().encode("cp1252"),
            "\ufeffa;b\r\n".encode("utf-16"),
        ]
        return [*every, *(one.content for one in _malformed(".csv"))]
    books = [BOOK, *(one.content for one in _malformed(".xlsx") if len(one.content) < MOST_BYTES)]
    if entry is book:
        return books
    return [part for one in books if (part := _sheet_of(one)) is not None]


MOST_BYTES = 65_536
"""Of what is made up, and of what it is made from."""


def _malformed(ending):
    return [one for one in _all_malformed() if one.name.endswith(ending)]


@cache
def _all_malformed():
    kinds = (kind for kind in malformed.KINDS if kind not in (malformed.bombs, malformed.many_columns))
    return [malformed.made(kind, 0) for kind in kinds]


def _sheet_of(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return packed.read(SHEET)
    except (zipfile.BadZipFile, KeyError):
        return None


ENTRIES = {"csv": csv, "sheet": sheet, "book": book}
