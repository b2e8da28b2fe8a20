"""Names of people and organisations as they may be kept and shown.

A name is one line. What cannot be seen is taken out, for it only serves to deceive: two names that look the same
would be different, and a bidirectional control turns what stands beside it around.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 200
"""Letters of a name, if nothing else is said."""

# Shown by nothing, and without use in the languages that we write: soft hyphen, zero width spaces and joiners,
# marks, embeddings, overrides and isolates of direction, word joiner and its kin, variation selectors, byte order
# mark, interlinear marks, tags.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
LINE_BREAK = re.compile("[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
SPACES = re.compile(r"\s+")
UNASSIGNED = frozenset({"Cc", "Cs", "Co", "Cn"})
"""Categories that no name contains: controls, halves of characters, private use, not assigned."""
WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
SCRIPTS = ("LATIN", "CYRILLIC")


class NotAName(ValueError):
    """It cannot be a name. ``code`` says why: "empty", "line_break", "control" or "long"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def clean(name: str, *, longest: int = LONGEST) -> str:
    """The name in composed form (NFC), without what cannot be seen, with single spaces.

    Raises
    ------
    NotAName
        If it is empty, has more than one line, contains controls, or more than ``longest`` letters.
    """
    shown = INVISIBLE.sub("", unicodedata.normalize("NFC", name))
    if LINE_BREAK.search(shown.strip("\r\n")):
        raise NotAName("line_break")
    # Taking something out of the middle may have brought together what composes.
    cleaned = unicodedata.normalize("NFC", SPACES.sub(" ", shown).strip())
    if any(unicodedata.category(letter) in UNASSIGNED for letter in cleaned):
        raise NotAName("control")
    if not cleaned:
        raise NotAName("empty")
    if len(cleaned) > longest:
        raise NotAName("long")
    return cleaned


def mixed_script_words(name: str) -> list[str]:
    """The words in which Latin letters stand beside Cyrillic ones, in their order: mostly somebody's typing error.

    Real lists hold such words ("PIONЕ" with a Cyrillic Е); who searches for them finds nothing.
    """
    return [word for word in WORD.findall(unicodedata.normalize("NFC", name)) if len(scripts(word)) > 1]


def scripts(word: str) -> set[str]:
    """Which of Latin and Cyrillic the letters of a word are written in; letters of other scripts do not count."""
    names = (unicodedata.name(letter, "") for letter in word)
    return {script for name in names for script in SCRIPTS if name.startswith(script)}
