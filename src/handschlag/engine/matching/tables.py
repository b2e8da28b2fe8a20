"""Official tables as operators download them: CSV or TSV in UTF-8, whose columns are found by their names."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from handschlag.engine.matching import files

DIVIDERS = {"\t": "tabs", ";": "semicolons", ",": "commas"}
SAYS_NOTHING = re.compile(r"[\W_]+")
"""What in the name of a column may be this way or that: ``NACE_CODE``, ``NACE Code``, ``nace-code``."""


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds, and what it may be called: in small letters and digits alone."""

    meaning: str
    names: re.Pattern[str]

    def called(self, name: str) -> Column:
        """The same column under the one name that the operator gives."""
        return Column(self.meaning, re.compile(re.escape(_key(name))))

    def place(self, header: Sequence[str]) -> int | None:
        """Where it is; the first, if several could be meant."""
        return next((place for place, name in enumerate(header) if self.names.fullmatch(_key(name))), None)


@dataclass(frozen=True, slots=True)
class Row:
    """The wanted cells of one row, without spaces at their ends, and where it begins."""

    where: str
    cells: tuple[str, ...]


def rows(path: str, columns: Sequence[Column]) -> Iterator[Row]:
    """The cells of these columns, row by row; empty rows are passed over.

    Raises
    ------
    ValueError
        With file and line, if a column is missing, a row has cells that no column is for, or quotes are left open;
        ``OSError`` if it cannot be read.
    """
    text = files.text(path)
    divider, names = _header(path, text, columns)
    places = [place for column in columns if (place := column.place(names)) is not None]
    if len(set(places)) < len(places):
        raise ValueError(f"{path}, line 1: expected {len(places)} columns, got {names[places[0]]!r} for all of them")
    for number, cells in _numbered(path, text, divider):
        if number > 1 and any(cells):
            if any(cells[len(names) :]):
                raise ValueError(f"{path}, line {number}: expected {len(names)} columns, got {len(cells)}")
            filled = [*cells, *[""] * len(names)]
            yield Row(f"{path}, line {number}", tuple(filled[place] for place in places))


def written(rows: Iterable[Sequence[str]]) -> str:
    """Rows as a table with tabs, which ``rows`` reads again."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter="\t", lineterminator="\n").writerows(rows)
    return file.getvalue()


def header(path: str) -> list[str]:
    """The names of the columns of a table with tabs; raises as ``rows`` does."""
    return _names(path, files.text(path), "\t")


def _header(path: str, text: str, columns: Sequence[Column]) -> tuple[str, list[str]]:
    """The divider by which all columns are found, and the names of all that there are."""
    found = {divider: _names(path, text, divider) for divider in DIVIDERS}
    for divider, names in found.items():
        if all(column.place(names) is not None for column in columns):
            return divider, names
    names = max(found.values(), key=len)
    missing = next(column for column in columns if column.place(names) is None)
    got = ", ".join(f"{name!r:.40}" for name in names[:20]) or "nothing"
    raise ValueError(f"{path}, line 1: expected a column with the {missing.meaning}, got {got}")


def _names(path: str, text: str, divider: str) -> list[str]:
    """The cells of the first row; none where they are not divided by this."""
    try:
        return next(_numbered(path, text, divider), (1, []))[1]
    except ValueError:
        return []


def _numbered(path: str, text: str, divider: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line each begins in: a cell in quotes may have several."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=divider, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error as wrong:
        expected = f"cells divided by {DIVIDERS[divider]}"
        raise ValueError(f"{path}, line {line}: expected {expected}, got something else: {wrong}") from None


def _key(name: str) -> str:
    name = unicodedata.normalize("NFC", name).casefold()
    return SAYS_NOTHING.sub("", name) or name
