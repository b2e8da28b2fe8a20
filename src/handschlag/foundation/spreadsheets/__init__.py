"""Tables as files: written so that no cell is ever taken for a formula, read so that no file can do harm."""

from handschlag.foundation.spreadsheets.reading import Cell, Row, Table, read
from handschlag.foundation.spreadsheets.writing import CSV, XLSX, as_csv, as_xlsx, csv_parts, write_xlsx

__all__ = ["CSV", "XLSX", "Cell", "Row", "Table", "as_csv", "as_xlsx", "csv_parts", "read", "write_xlsx"]
