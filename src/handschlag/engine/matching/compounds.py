"""German compounds taken apart into words that the concept base knows."""

from __future__ import annotations

from collections.abc import Container

from handschlag.engine.matching import tokens

SHORTEST_PART = 3
SHORTEST_KNOWN_PART = 4
SHORTEST_COMPOUND = 7
MOST_PARTS = 4
LINKS = ("", "s", "es", "n", "en", "er", "e")
"""Letters between two parts that belong to neither; the longest word that is left is tried first."""
DROPPED = ("e", "en")
"""Ends that a first part has lost: Schul|hof (Schule)."""


class Splitter:
    """Takes words apart. ``known`` are the stems of the parts; a word that is known as a whole stays whole."""

    def __init__(self, known: Container[str]) -> None:
        self._known = known
        self._split: dict[str, tuple[str, ...]] = {}
        self._within: dict[str, tuple[str, ...]] = {}

    def parts(self, word: str) -> tuple[str, ...]:
        """Stems of the parts of a word, or its own stem where it cannot be taken apart wholly."""
        folded = tokens.fold(word)
        if folded not in self._split:
            whole = tokens.stem(folded, "de")
            is_simple = whole in self._known or len(folded) < SHORTEST_COMPOUND
            self._split[folded] = (whole,) if is_simple else (self._apart(folded, MOST_PARTS) or (whole,))
        return self._split[folded]

    def within(self, word: str) -> tuple[str, ...]:
        """Stems of the parts even of a word that is known as a whole; none where it has no parts of some length.

        Some label may have the word with its parts marked, and another one have it as a whole.
        """
        folded = tokens.fold(word)
        if folded not in self._within:
            found = self._apart(folded, MOST_PARTS) if len(folded) >= SHORTEST_COMPOUND else None
            self._within[folded] = found if found and min(map(len, found)) >= SHORTEST_KNOWN_PART else ()
        return self._within[folded]

    def _apart(self, word: str, most: int) -> tuple[str, ...] | None:
        """The longest first part that leaves a known rest; None where there is none."""
        for end in range(len(word) - SHORTEST_PART, SHORTEST_PART - 1, -1):
            first = self._first(word[:end])
            if first is None:
                continue
            last = tokens.stem(word[end:], "de")
            if last in self._known:
                return (first, last)
            rest = self._apart(word[end:], most - 1) if most > 2 else None
            if rest is not None:
                return (first, *rest)
        return None

    def _first(self, head: str) -> str | None:
        """The stem of a first part, with the letters that link it taken off or put back."""
        cut = (head[: len(head) - len(link)] for link in LINKS if head.endswith(link))
        forms = [form for form in cut if len(form) >= SHORTEST_PART] + [head + end for end in DROPPED]
        return next((found for form in forms if (found := tokens.stem(form, "de")) in self._known), None)
