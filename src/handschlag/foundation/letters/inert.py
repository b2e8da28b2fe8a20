r"""What people have written, so that no mail programme makes a link of it.

Mail programmes look for links in plain words. Four of their signs are pulled apart by a space, the way a careful
typist would write; nothing is lost, and nothing invisible is put in:

- ``http://x``, ``mailto:x``: a colon after a word that begins with a letter is followed by a space;
- ``evil.example``, ``www.x``, ``a@b.example``: so is a dot inside a word, also a full-width one. Dots between digits
  remain (12.5, 10.03.2027), unless they make an address of four numbers;
- ``\\server``: two backslashes stand apart.

``e.V.`` becomes ``e. V.``, as German typesetting has it anyway.
"""

from __future__ import annotations

import re
import unicodedata

from handschlag.foundation.letters.words import UNSEEN, one_line

LETTERS = 1000
"""Of one line; more is cut."""
QUOTE_LETTERS = 5000

DOTS = str.maketrans("\u3002\uff0e\uff61\u2024\ufe52", ".....")
COLONS = str.maketrans("\uff1a\ufe55\ufe13", ":::")
COLON = re.compile(r"([^\W\d_][\w+.-]*):(?=\S)")
DOT = re.compile(r"(?<=[^\W\d_])\.(?=\w)|(?<=[\w\]])\.(?=[^\W\d_])|(?<=-)\.(?=\w)|(?<=\w)\.(?=-)")
FOUR_NUMBERS = re.compile(r"(?<![\d.])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\d.])")


def inert(text: str, letters: int = LETTERS) -> str:
    """The text on one line, without anything that becomes a link."""
    return _apart(one_line(text, letters))


def inert_lines(text: str) -> list[str]:
    """The lines of a longer text, each of them inert; empty ones at the ends are left out."""
    clean = unicodedata.normalize("NFC", UNSEEN.sub("", text[:QUOTE_LETTERS])).strip()
    return [inert(line) for line in clean.splitlines()]


def _apart(line: str) -> str:
    line = line.translate(DOTS).translate(COLONS)
    line = FOUR_NUMBERS.sub(r"\1. \2. \3. \4", line)
    return COLON.sub(r"\1: ", DOT.sub(". ", line)).replace("\\\\", "\\ \\")
