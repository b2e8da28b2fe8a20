"""Words that stand in the head of a mail: one line, and nothing in it that turns letters around."""

from __future__ import annotations

import re
import unicodedata

# What steers the direction of writing, what breaks lines, and what a screen does not show.
UNSEEN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]")
BREAKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def one_line(text: str, letters: int) -> str:
    """The text on one line of at most so many letters, without anything that is not seen."""
    line = BREAKS.sub(" ", UNSEEN.sub("", unicodedata.normalize("NFC", text))).strip()
    return line if len(line) <= letters else f"{line[: letters - 1].rstrip()}…"
