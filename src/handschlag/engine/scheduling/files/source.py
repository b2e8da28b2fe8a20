"""The bytes of a file, never more than is sensible, and their text."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import BinaryIO

from handschlag.engine.scheduling.files.sentence import Misfit

MOST_BYTES = 64 * 1024 * 1024
MOST_VALUES = 8_000_000
"""Half of this is a problem at every limit of ``consistency``; a small value takes ten times its bytes in memory."""


def content(path: str | Path) -> bytes:
    """All bytes of the file, or of standard input for ``-``; a file above ``MOST_BYTES`` is refused.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If it is too large; what has no size (a pipe, a device) is read up to the limit to know.
    """
    if str(path) == "-":
        return _bounded(sys.stdin.buffer)
    with Path(path).open("rb") as file:
        status = os.fstat(file.fileno())
        if stat.S_ISREG(status.st_mode):
            _check_size(status.st_size, f"{status.st_size:,} bytes")
        return _bounded(file)


def decoded(data: bytes) -> str:
    """The text of UTF-8 bytes, without a byte order mark."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = wrong.object.count(b"\n", 0, wrong.start) + 1
        raise Misfit("UTF-8 text", f"byte 0x{wrong.object[wrong.start]:02x}", f"line {line}") from None
    values = sum(map(text.count, "[{,;%|"))
    if values > MOST_VALUES:
        raise Misfit(f"at most {MOST_VALUES:,} values", f"{values:,}")
    return text


def _bounded(file: BinaryIO) -> bytes:
    data = file.read(MOST_BYTES + 1)
    _check_size(len(data), "more")
    return data


def _check_size(size: int, got: str) -> None:
    if size > MOST_BYTES:
        raise Misfit(f"at most {MOST_BYTES // 1024**2} MiB", got)
