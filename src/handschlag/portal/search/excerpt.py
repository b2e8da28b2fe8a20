"""Pieces of texts with the words in them that were looked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from handschlag.engine.language import Text, folding
from handschlag.foundation.reading import best
from handschlag.portal.search.dialects import AnyOf
from handschlag.portal.search.found import Piece

BEFORE, LONGEST = 60, 220
"""Letters before the first word that was found, and of the whole piece."""
MOST_READ = 30_000
MARK = Markup("<mark>{}</mark>")


@dataclass(frozen=True, slots=True)
class Told:
    """A text of a thing, and what a version of it says to its reader; looked at only as far as that is needed."""

    text: Text
    said: Callable[[str], str] = str


class Marker:
    """Knows whether a word was looked for."""

    def __init__(self, words: Iterable[AnyOf]) -> None:
        asked = list(words)
        self.keys = {key for word in asked for key in word.keys}
        self.beginnings = tuple({form for word in asked for form in word.beginnings})
        self._known: dict[str, bool] = {}

    def is_asked_for(self, word: str) -> bool:
        if word not in self._known:
            self._known[word] = self._is_asked_for(word)
        return self._known[word]

    def _is_asked_for(self, word: str) -> bool:
        if not self.keys.isdisjoint(folding.keys(word)):
            return True
        return any(form.startswith(self.beginnings) for form in folding.forms(word))

    def first(self, text: str) -> int | None:
        """Where the first such word begins."""
        found = folding.WORD.finditer(text[:MOST_READ])
        return next((word.start() for word in found if self.is_asked_for(word[0])), None)

    def marked(self, text: str) -> Markup:
        """The text with all such words marked."""
        parts, end = [], 0
        for word in folding.WORD.finditer(text):
            if self.is_asked_for(word[0]):
                parts += [escape(text[end : word.start()]), MARK.format(word[0])]
                end = word.end()
        return Markup("").join([*parts, escape(text[end:])])

    def title(self, text: Text) -> Piece:
        """A title as its reader reads it."""
        read = best(text)
        return Piece(self.marked(read.text), read.language if read.is_fallback else "")

    def excerpt(self, texts: Iterable[Told], *, in_any_language: bool) -> Piece:
        """A piece around the first word that was found, rather in the reader's language; without one, a beginning."""
        given = [told for told in texts if told.text]
        for told in given:
            read = best(told.text)
            said = told.said(read.text)
            if (at := self.first(said)) is not None:
                return Piece(self.marked(cut(said, at)), read.language if read.is_fallback else "")
        for told in given if in_any_language else ():
            for language, version in told.text.versions.items():
                said = told.said(version.text)
                if (at := self.first(said)) is not None:
                    return Piece(self.marked(cut(said, at)), language)
        return self._beginning(given)

    def _beginning(self, texts: list[Told]) -> Piece:
        if not texts:
            return Piece()
        read = best(texts[0].text)
        return Piece(escape(cut(texts[0].said(read.text), 0)), read.language if read.is_fallback else "")


def cut(text: str, at: int) -> str:
    """A piece of the text in which this place stands, from word to word, with dots where it was cut."""
    begin = 0 if at <= BEFORE else text.rfind(" ", 0, at - BEFORE) + 1
    end = begin + LONGEST
    piece = " ".join(text[begin:end].split(" ")[:-1] or [text[begin:end]]) if len(text) > end else text[begin:]
    return ("… " if begin else "") + " ".join(piece.split()) + (" …" if len(text) > end else "")
