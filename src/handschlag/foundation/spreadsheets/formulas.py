"""Text that a spreadsheet would take for a formula, and how it is told that it is none.

What begins with = + - @ is computed when the file is opened, and so is what begins with a tab or a line break before
them; some programs take the full-width forms for the same. An apostrophe in front says "text". Text that already
begins with apostrophes before such a sign gets one more, so that reading takes off what writing has put on.
"""

from __future__ import annotations

import re

STARTS = "=+\\-@\t\r\n＝＋－＠﹢﹣﹦﹫"
TAKEN_FOR_FORMULA = re.compile(f"'*\\s*[{STARTS}]")
COMPUTES = re.compile(r"\s*(?:[=＝]\s*[^\s=]|[+\-@＋－＠][A-Za-z.]+[(|!])")
"""Text without a mark that is one for sure, unlike +49 30 1234, -5 or @home."""
MARKED = re.compile(f"'+\\s*[{STARTS}]")
NOT_IN_A_FILE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What neither format can hold."""


def as_text(text: str) -> str:
    """The text as a cell of a CSV file that stays text."""
    if text[:1].isalnum():  # as nearly every cell does, and this is told sooner
        return text
    return f"'{text}" if TAKEN_FOR_FORMULA.match(text) else text


def from_text(cell: str) -> str:
    """The text that ``as_text`` was given."""
    return cell[1:] if MARKED.match(cell) else cell


def holdable(text: str) -> str:
    """The text without control characters, which make a file unreadable."""
    return text if text.isprintable() else NOT_IN_A_FILE.sub("", text)
