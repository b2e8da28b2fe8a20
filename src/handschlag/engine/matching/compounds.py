"""German compounds taken apart into words that the concept base knows."""

from __future__ import annotations

from collections.abc import Container, Mapping

from handschlag.engine.matching import tokens

SHORTEST_PART = 3
SHORT_PARTS = frozenset(["öl"])
"""Shorter ones that are words of the trade."""
SHORTEST_KNOWN_PART = 4
SHORTEST_COMPOUND = 7
LONGEST_COMPOUND = 80
"""Nobody writes a longer one, and looking for the parts of one of 20,000 letters would take minutes."""
MOST_PARTS = 4
LINKS = ("", "s", "es", "n", "en", "er", "e")
"""Letters between two parts that belong to neither; the longest word that is left is tried first."""
FOREIGN_VERB = ("ieren", "iert", "ierte", "ierten", "ierung", "ierungen")
"""Ends of words that are none of several: halb|ieren is no beer (Bier)."""
DROPPED = ("e", "en")
"""Ends that a first part has lost: Schul|hof (Schule)."""

Tried = dict[tuple[str, int], tuple[str, ...] | None]
"""What was found for the ends of a word, and of how many parts they may be."""


class Splitter:
    """Takes words apart. ``known`` are the stems of the parts; a word that is known as a whole stays whole.

    ``marked`` are words that a label itself takes apart, by their folded form and by their stem: what a person has
    marked comes before what is found by letters.
    """

    def __init__(self, known: Container[str], marked: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self._known = known
        self._marked = marked or {}
        self._split: dict[str, tuple[str, ...]] = {}
        self._within: dict[str, tuple[str, ...]] = {}

    def parts(self, word: str) -> tuple[str, ...]:
        """Stems of the parts of a word, or its own stem where it cannot be taken apart wholly."""
        folded = tokens.fold(word)
        if folded not in self._split:
            _make_room(self._split)
            whole = tokens.stem(folded, "de")
            if whole in self._known:
                self._split[folded] = (whole,)
            else:
                self._split[folded] = self._marked_parts(folded) or self._found_parts(folded) or (whole,)
        return self._split[folded]

    def within(self, word: str) -> tuple[str, ...]:
        """Stems of the parts even of a word that is known as a whole; none where it has no parts of some length.

        Some label may have the word with its parts marked, and another one have it as a whole.
        """
        folded = tokens.fold(word)
        if folded not in self._within:
            _make_room(self._within)
            found = self._found_parts(folded)
            long = found if found and min(map(len, found)) >= SHORTEST_KNOWN_PART else ()
            self._within[folded] = self._marked_parts(folded) or long
        return self._within[folded]

    def _marked_parts(self, folded: str) -> tuple[str, ...]:
        return self._marked.get(folded) or self._marked.get(tokens.stem(folded, "de"), ())

    def _found_parts(self, folded: str) -> tuple[str, ...]:
        is_compound = SHORTEST_COMPOUND <= len(folded) <= LONGEST_COMPOUND
        found = (self._apart(folded, MOST_PARTS, {}) if is_compound else None) or ()
        is_torn = any(folded.endswith(end) and len(found[-1]) <= len(end) for end in FOREIGN_VERB) if found else False
        return () if is_torn else found

    def _apart(self, word: str, most: int, tried: Tried) -> tuple[str, ...] | None:
        """The longest first part that leaves a known rest; None where there is none.

        The rest is looked up first: the same ends stand in many words, and most of them are no word.
        """
        if (word, most) not in tried:
            tried[word, most] = None
            for end in range(len(word) - 2, 1, -1):
                rest = self._rest(word[end:], most, tried) if _is_part(word[:end]) else None
                first = self._first(word[:end]) if rest is not None else None
                if rest is not None and first is not None:
                    tried[word, most] = (first, *rest)
                    break
        return tried[word, most]

    def _rest(self, word: str, most: int, tried: Tried) -> tuple[str, ...] | None:
        """A known word, or several."""
        if not _is_part(word):
            return None
        last = tokens.stem(word, "de")
        if last in self._known:
            return (last,)
        return self._apart(word, most - 1, tried) if most > 2 else None

    def _first(self, head: str) -> str | None:
        """The stem of a first part, with the letters that link it taken off or put back."""
        cut = [head[: len(head) - len(link)] for link in LINKS if head.endswith(link)]
        for form in (*filter(_is_part, cut), *[head + end for end in DROPPED]):
            if tokens.stem(form, "de") in self._known:
                return tokens.key(form, "de")
        return None


def _is_part(letters: str) -> bool:
    return len(letters) >= SHORTEST_PART or letters in SHORT_PARTS


def _make_room(known: dict[str, tuple[str, ...]]) -> None:
    """Forget what is known once it is much: whoever reads for months meets ever new words."""
    if len(known) >= tokens.MOST_KEPT:
        known.clear()
