"""Texts of several lines as they may be kept and shown: without what cannot be seen and only serves to deceive."""

from __future__ import annotations

import re
import unicodedata

from handschlag.engine.language.names import INVISIBLE, LINE_BREAK

CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
TRAILING = re.compile(r"[^\S\n]+(?=\n|\Z)")
EMPTY_LINES = re.compile(r"\n{3,}")
SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    """The text in composed form (NFC), its lines ended by line feeds, without controls and what nothing shows.

    Two spaces at the end of a line go, too: whoever wants a break in Markdown writes a backslash there.
    """
    lines = LINE_BREAK.sub("\n", text.replace("\r\n", "\n"))
    seen = INVISIBLE.sub("", CONTROLS.sub("", lines))
    # Taking something out of the middle may have brought together what composes.
    return EMPTY_LINES.sub("\n\n", TRAILING.sub("", unicodedata.normalize("NFC", seen))).strip("\n")


def line(text: str) -> str:
    """The same for what stands in one line: all white space becomes a single space."""
    return SPACES.sub(" ", clean(text)).strip()
