"""Tables as CSV and XLSX."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import BinaryIO, TypeAlias

from handschlag.foundation.spreadsheets import formulas

Value: TypeAlias = str | int | float | Decimal | bool | date | datetime | None
"""What may stand in a cell; a ``datetime`` with a time zone is written as it reads there, without the zone."""

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WITH_COMMA = frozenset({"de", "ru"})
"""Languages that write 1,5: their spreadsheets expect a semicolon between cells."""
LONGEST_CELL = 32_767
"""Letters in a cell, as far as spreadsheets can read them."""
PART = 65_536
"""Letters of a CSV file that are sent at once."""


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Value]], *, language: str) -> bytes:
    """A CSV file that the spreadsheet of a reader of this language opens by a double click."""
    return b"".join(csv_parts(columns, rows, language=language))


def csv_parts(columns: Sequence[str], rows: Iterable[Sequence[Value]], *, language: str) -> Iterator[bytes]:
    """The same in parts, as long as it may be: what was sent need not be kept."""
    with_comma = language in WITH_COMMA
    written = io.StringIO(newline="")
    # All cells in quotation marks: whoever opens the file with the other separator still sees the same cells.
    separator = ";" if with_comma else ","
    table = csv.writer(written, delimiter=separator, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    yield codecs.BOM_UTF8
    for row in chain((columns,), rows):
        table.writerow([_in_csv(value, with_comma=with_comma) for value in row])
        if written.tell() > PART:
            yield _taken(written)
    yield _taken(written)


def _taken(written: io.StringIO) -> bytes:
    part = written.getvalue().encode()
    written.seek(0)
    written.truncate()
    return part


def _in_csv(value: Value, *, with_comma: bool) -> str:
    if type(value) is str:  # first, for most are
        return formulas.as_text(as_held(value))
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float | Decimal):
        return f"{value}".replace(".", ",") if with_comma else f"{value}"
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    return formulas.as_text(as_held(value))


def as_xlsx(columns: Sequence[str], rows: Iterable[Sequence[Value]], *, name: str = "") -> bytes:
    """An XLSX file with one sheet; its first row stays in sight, and every column can be filtered."""
    file = io.BytesIO()
    write_xlsx(file, columns, rows, name=name)
    return file.getvalue()


def write_xlsx(file: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[Value]], *, name: str = "") -> None:
    """The same into a file; rows are not kept in memory."""
    from handschlag.foundation.spreadsheets import workbook  # large, and most workers never write such a file

    workbook.write(file, columns, rows, name=name)


def as_held(value: str | None) -> str:
    """A text as cells can hold it."""
    return formulas.holdable(f"{'' if value is None else value}")[: LONGEST_CELL - 1]
