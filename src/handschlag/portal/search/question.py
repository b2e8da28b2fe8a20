"""What somebody has asked for: the words that count, and what is taken for each of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from handschlag.engine.language import folding
from handschlag.portal.search import vocabulary
from handschlag.portal.search.dialects import AnyOf

LONGEST = 200
"""Letters of a question that are read."""
MOST_WORDS = 8
SHORTEST_BEGINNING = 2
GERMAN = "am an auf aus bei das dem den der des die ein eine einem einen einer eines für im in ist mit nach oder und"
MORE_GERMAN = "vom von vor zu zum zur über"
ENGLISH = "a an and are at by for from in is of on or the to with"
RUSSIAN = "а в во для до за и из или к ко на над о об от по под при с со у"
SMALL_WORDS = frozenset(f"{GERMAN} {MORE_GERMAN} {ENGLISH} {RUSSIAN}".split())
"""Words that stand everywhere: not asked for where others are."""


@dataclass(frozen=True, slots=True)
class Question:
    """The words that are looked for, and whether some that were written are not."""

    words: tuple[str, ...]
    is_cut: bool = False

    def __bool__(self) -> bool:
        return bool(self.words)

    def exact(self) -> list[AnyOf]:
        """Each word in all of its spellings; the last one may not be at its end yet."""
        return [_any_of(word, is_last=word == self.words[-1]) for word in self.words]

    def forgiving(self) -> list[AnyOf]:
        """The same, and for long words also those that are nearly the same."""
        return [_widened(word, known) for word, known in zip(self.words, self.exact(), strict=True)]


def question(written: str) -> Question:
    """What was written, as a question; it never fails, whatever it is."""
    read = written[:LONGEST]
    words = {folding.keys(word): word.casefold() for word in folding.words(read)}
    telling = [word for word in words.values() if word not in SMALL_WORDS] or list(words.values())
    return Question(tuple(telling[:MOST_WORDS]), is_cut=len(telling) > MOST_WORDS or len(written) > LONGEST)


def either(words: Iterable[AnyOf]) -> AnyOf:
    """One of these words is enough."""
    several = list(words)
    return AnyOf(
        tuple(dict.fromkeys(key for word in several for key in word.keys)),
        tuple(dict.fromkeys(form for word in several for form in word.beginnings)),
    )


def _any_of(word: str, *, is_last: bool) -> AnyOf:
    beginnings = folding.forms(word, is_asked=True) if is_last else ()
    known = folding.keys(word, is_asked=True)
    return AnyOf(known, tuple(form for form in beginnings if len(form) >= SHORTEST_BEGINNING))


def _widened(word: str, known: AnyOf) -> AnyOf:
    near = (key for keys in vocabulary.near(word) for key in keys)
    return AnyOf(tuple(dict.fromkeys((*known.keys, *near))), known.beginnings)
