"""The rows of an XLSX file: the one place that knows its reader, which runs in a process of its own.

The reader lays a sheet out as a rectangle. One cell far away makes it ask for more memory than there is, and end the
process in which it runs; so that is a child with limits, and never the web server.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from handschlag.foundation import archives
from handschlag.foundation.errors import RuleBroken

READER = Path(__file__).with_name("reader.py")
MOST_SECONDS = 60
TOO_LARGE = 3
"""How the reader ends when there are too many cells."""


def rows_of_xlsx(content: bytes, *, most_cells: int) -> list[Sequence[Any]]:
    """Each row of the first sheet, from the first row on; whole numbers are whole."""
    archives.check(content, must_have="xl/workbook.xml")
    try:
        done = subprocess.run(
            [sys.executable, "-I", READER, str(most_cells)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise _unreadable() from late
    if done.returncode == TOO_LARGE:
        raise RuleBroken(
            _("The sheet is too large: %(most)s cells at most. Is there something far below or far to the right?"),
            code="cell",
            params={"most": most_cells},
        )
    if done.returncode:
        raise _unreadable()
    rows: list[Sequence[Any]] = pickle.loads(done.stdout)  # what our own child has written
    return rows


def _unreadable() -> RuleBroken:
    return RuleBroken(
        _("The XLSX file is damaged, or a cell lies far away from the others. Please copy the table to a new file."),
        code="unreadable",
    )
