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
# Two or three bytes that are one letter in UTF-8, and no two letters that stand side by side in any other text.
ONE_LETTER = re.compile(rb"[\xc3-\xc5\xd0\xd1][\x80-\xbf]|\xe2\x80[\x80-\xbf]")
BEYOND_ASCII = re.compile(rb"[\x80-\xff]")


def decode(content: bytes) -> str | None:
    """The text, or None where it is none."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _decoded(content, encoding)
    text = _decoded(content, "utf-8")
    if text is not None or mixed_line(content) is not None:
        return text
    return _decoded(content, _eight_bits(content))


def mixed_line(content: bytes) -> int | None:
    """The first line that is not in UTF-8 while much of the file is: it mixes encodings, or bytes are damaged.

    Taken for a text of one byte each, it would be read without a complaint, its "ü" as "Ã¼".
    """
    lines = content.split(b"\n")
    wrong = [number for number, line in enumerate(lines, start=1) if _decoded(line, "utf-8") is None]
    if not wrong:
        return None
    has_whole_lines = any(
        ONE_LETTER.search(line) and _decoded(line, "utf-8") is not None for line in lines if not line.isascii()
    )
    letters = len(ONE_LETTER.findall(content))
    strays = len(BEYOND_ASCII.findall(ONE_LETTER.sub(b"", content)))
    return wrong[0] if has_whole_lines or letters >= max(strays, 1) else None


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
