"""In which encoding a text file is, and what separates its cells: nobody who saves a table knows either."""

from __future__ import annotations

import codecs
import csv
import re
from itertools import islice

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
DELIMITERS = ";,\t|"
LOOK_AT_ROWS = 20
LOOK_AT_LETTERS = 50_000
# In Russian words letters beyond ASCII stand side by side; in German or French ones they stand alone.
SIDE_BY_SIDE = re.compile(rb"[\xc0-\xff]{2}")
ALONE = re.compile(rb"(?<![\xc0-\xff])[\xc0-\xff](?![\xc0-\xff])")


def decode(content: bytes) -> str | None:
    """The text, or None where it is none."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _decoded(content, encoding)
    text = _decoded(content, "utf-8")
    return text if text is not None else _decoded(content, _eight_bits(content))


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _eight_bits(content: bytes) -> str:
    return "cp1251" if len(SIDE_BY_SIDE.findall(content)) > len(ALONE.findall(content)) else "cp1252"


def delimiter(text: str) -> str:
    """What separates cells: what gives the most rows of equal length, and of those the longest."""
    return max(DELIMITERS, key=lambda candidate: _evenness(text, candidate))


def _evenness(text: str, candidate: str) -> tuple[int, int]:
    lines = text[:LOOK_AT_LETTERS].splitlines(keepends=True)
    try:
        lengths = [len(row) for row in islice(csv.reader(lines, delimiter=candidate), LOOK_AT_ROWS) if row]
    except csv.Error:
        return 0, 0
    if not lengths or lengths[0] < 2:
        return 0, 0
    return lengths.count(lengths[0]), lengths[0]
