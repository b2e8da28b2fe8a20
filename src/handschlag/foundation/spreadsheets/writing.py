"""Tables as CSV and XLSX."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

from handschlag.foundation.spreadsheets import formulas

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

Value: TypeAlias = str | int | float | Decimal | bool | date | datetime | None
"""What may stand in a cell; a ``datetime`` with a time zone is written as it reads there, without the zone."""

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WITH_COMMA = frozenset({"de", "ru"})
"""Languages that write 1,5: their spreadsheets expect a semicolon between cells."""
LONGEST_CELL = 32_767
"""Letters in a cell, as far as spreadsheets can read them."""
WIDEST = 60
PART = 65_536
"""Letters of a CSV file that are sent at once."""
SHEET_NAME = 31
"""Letters in the name of a sheet at most."""


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
        return formulas.as_text(_text(value))
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float | Decimal):
        return f"{value}".replace(".", ",") if with_comma else f"{value}"
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    return formulas.as_text(_text(value))


def as_xlsx(columns: Sequence[str], rows: Iterable[Sequence[Value]], *, name: str = "") -> bytes:
    """An XLSX file with one sheet; its first row stays in sight, and every column can be filtered."""
    file = io.BytesIO()
    write_xlsx(file, columns, rows, name=name)
    return file.getvalue()


def write_xlsx(
    file: BinaryIO,
    columns: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    name: str = "",
    is_long: bool = False,
) -> None:
    """The same into a file; ``is_long``: rows are not kept in memory, and equal texts are not stored once only."""
    # Text is written as text in any case; these switches only make sure of it.
    options = {
        "in_memory": not is_long,
        "constant_memory": is_long,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
        "nan_inf_to_errors": True,
    }
    import xlsxwriter  # large, and most workers of the web server never write such a file

    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(_sheet_name(name))
        heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        formats = {
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
            date: book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        }
        for column, title in enumerate(columns):
            sheet.write_string(0, column, _text(title), heading)
        widths = [len(title) for title in columns]
        last = 0
        for last, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if value is None or value == "":
                    continue
                _write(sheet, (last, column), value, formats)
                length = len(value if type(value) is str else f"{value}")
                if length > widths[column]:
                    widths[column] = length
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(width, WIDEST) + 2)
        sheet.freeze_panes(1, 0)
        if columns:
            sheet.autofilter(0, 0, last, len(columns) - 1)


def _write(sheet: Worksheet, cell: tuple[int, int], value: Value, formats: dict) -> None:
    if type(value) is str:  # first, for most are
        sheet._write_string(*cell, _text(value))  # as ``write_string``, which looks first whether the cell is "A1"
    elif isinstance(value, bool):
        sheet.write_boolean(*cell, value)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(*cell, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(*cell, value, formats[datetime])
    elif isinstance(value, date):
        sheet.write_datetime(*cell, value, formats[date])
    else:
        sheet.write_string(*cell, _text(value))


def _text(value: str | None) -> str:
    return formulas.holdable(f"{'' if value is None else value}")[: LONGEST_CELL - 1]


def _sheet_name(name: str) -> str:
    """A name that spreadsheets accept: short, and without the letters that they use themselves."""
    kept = "".join(" " if letter in "[]:*?/\\'" else letter for letter in formulas.holdable(name))
    # Counted as spreadsheets count: letters beyond the first 65,536 are two.
    return kept.encode("utf-16-le")[: 2 * SHEET_NAME].decode("utf-16-le", errors="ignore").strip() or "1"
