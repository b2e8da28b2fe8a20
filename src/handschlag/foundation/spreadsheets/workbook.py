"""The one sheet of an XLSX file, line by line."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from handschlag.foundation.spreadsheets import formulas
from handschlag.foundation.spreadsheets.writing import Value, as_held

WIDEST = 60
SHEET_NAME = 31
"""Letters in the name of a sheet at most."""


def write(file: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[Value]], *, name: str) -> None:
    """Write a file with one sheet; rows are not kept in memory."""
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
        text = as_held(value)
        if "_x" in text:  # by which the format means a control character
            text = self._escape_control_characters(text)
        kept = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
        return f'{opened} t="inlineStr"><is><t{kept}>{escape(text)}</t></is></c>'


def _sheet_name(name: str) -> str:
    """A name that spreadsheets accept: short, and without the letters that they use themselves."""
    kept = "".join(" " if letter in "[]:*?/\\'" else letter for letter in formulas.holdable(name))
    # Counted as spreadsheets count: letters beyond the first 65,536 are two.
    return kept.encode("utf-16-le")[: 2 * SHEET_NAME].decode("utf-16-le", errors="ignore").strip() or "1"
