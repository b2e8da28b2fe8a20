"""What differs between two texts, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

WORDS = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
MOST_WORDS = 2500
"""Of longer texts lines are compared: the time that it takes grows with the square."""
LINES = re.compile(r"[^\n]*\n|[^\n]+")
MOST_PIECES = 20_000


class Kind(StrEnum):
    """In which of the two texts some words stand."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words in a row that stand in both texts, or in one of them only."""

    kind: Kind
    text: str


def difference(before: str, after: str) -> list[Piece]:
    """How one text becomes the other.

    All but what was added is the text before, all but what was removed is that after.

    Words are compared as wholes, and white space with the word in front of it.
    """
    if before == after:
        return [Piece(Kind.SAME, before)] if before else []
    old, new = _parts(before), _parts(after)
    if len(old) > MOST_WORDS or len(new) > MOST_WORDS:
        old, new = LINES.findall(before), LINES.findall(after)
    if max(len(old), len(new)) > MOST_PIECES:
        return [piece for piece in (Piece(Kind.REMOVED, before), Piece(Kind.ADDED, after)) if piece.text]
    return list(_pieces(old, new))


def _parts(text: str) -> list[str]:
    return WORDS.findall(text)


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for step, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if step == "equal":
            yield Piece(Kind.SAME, "".join(old[i:j]))
            continue
        if i < j:
            yield Piece(Kind.REMOVED, "".join(old[i:j]))
        if k < m:
            yield Piece(Kind.ADDED, "".join(new[k:m]))
