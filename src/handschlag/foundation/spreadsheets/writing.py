"""Tables as CSV and XLSX."""

from __future__ import annotations

import codecs
import csv
import io
import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import BinaryIO, TypeAlias
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from handschlag.foundation.spreadsheets import formulas

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


def write_xlsx(file: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[Value]], *, name: str = "") -> None:
    """The same into a file; rows are not kept in memory."""
    options = {"constant_memory": True, "remove_timezone": True}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(_sheet_name(name), worksheet_class=_Sheet)
        heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        sheet.style(
            moment=book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
            day=book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        )
        widths = [len(title) for title in columns]
        sheet.line(0, columns, widths, heading=heading)
        last = 0
        for last, row in enumerate(rows, start=1):
            sheet.line(last, row, widths)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(width, WIDEST) + 2)
        sheet.freeze_panes(1, 0)
        if columns:
            sheet.autofilter(0, 0, last, len(columns) - 1)


class _Sheet(Worksheet):
    """A sheet whose lines are written one after the other, each at once.

    Text is written as text whatever it looks like: the library takes <r>…</r> for the inside of its file, and decides
    for every single cell what it might be.
    """

    def style(self, *, moment: Format, day: Format) -> None:
        self.styles = {datetime: moment._get_xf_index(), date: day._get_xf_index()}
        self.letters: list[str] = []

    def line(self, number: int, values: Sequence[Value], widths: list[int], *, heading: Format | None = None) -> None:
        """Write the next line, and remember in ``widths`` how wide its cells are."""
        while len(self.letters) < len(values):
            self.letters.append(xl_col_to_name(len(self.letters)))
        style = f' s="{heading._get_xf_index()}"' if heading is not None else ""
        cells = []
        for column, value in enumerate(values):
            if value is None or value == "":
                continue
            cells.append(self._cell(f'<c r="{self.letters[column]}{number + 1}"{style}', value))
            length = len(value if type(value) is str else f"{value}")
            if length > widths[column]:
                widths[column] = length
        if cells:
            self.fh.write(f'<row r="{number + 1}">{"".join(cells)}</row>')
            self._check_dimensions(number, len(values) - 1)
            self._check_dimensions(number, 0)

    def _cell(self, opened: str, value: Value) -> str:
        if type(value) is str:  # first, for most are
            return self._text_cell(opened, value)
        if isinstance(value, bool):
            return f'{opened} t="b"><v>{value:d}</v></c>'
        if isinstance(value, int | float | Decimal) and math.isfinite(value):
            return f"{opened}><v>{value:.16G}</v></c>"
        if isinstance(value, date):  # every moment is one, too
            return f'{opened} s="{self._style(value)}"><v>{self._convert_date_time(value):.16G}</v></c>'
        return self._text_cell(opened, f"{value}")

    def _style(self, value: date) -> int:
        return int(self.styles[datetime if isinstance(value, datetime) else date])

    def _text_cell(self, opened: str, value: str) -> str:
        text = _text(value)
        if "_x" in text:  # by which the format means a control character
            text = self._escape_control_characters(text)
        kept = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
        return f'{opened} t="inlineStr"><is><t{kept}>{escape(text)}</t></is></c>'


def _text(value: str | None) -> str:
    return formulas.holdable(f"{'' if value is None else value}")[: LONGEST_CELL - 1]


def _sheet_name(name: str) -> str:
    """A name that spreadsheets accept: short, and without the letters that they use themselves."""
    kept = "".join(" " if letter in "[]:*?/\\'" else letter for letter in formulas.holdable(name))
    # Counted as spreadsheets count: letters beyond the first 65,536 are two.
    return kept.encode("utf-16-le")[: 2 * SHEET_NAME].decode("utf-16-le", errors="ignore").strip() or "1"
