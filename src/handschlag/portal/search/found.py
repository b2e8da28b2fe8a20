"""What a search answers with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from markupsafe import Markup

from handschlag.portal.models import SearchKind


class How(StrEnum):
    """How far what was found is what was asked for."""

    ALL = "all"  # all words, in one of their spellings
    SIMILAR = "similar"  # all words, or such as are nearly the same
    SOME = "some"  # some of the words
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text with the words that were looked for marked; ``language`` if it is not the reader's."""

    html: Markup = field(default_factory=Markup)
    language: str = ""

    def __bool__(self) -> bool:
        return bool(self.html)


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found, as its reader reads it: ``what`` it is, ``when`` or where, and ``about`` what it is."""

    kind: SearchKind
    title: Piece
    address: str
    excerpt: Piece
    what: str
    when: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found. ``counts`` are of all kinds, ``total`` of those that were asked for."""

    how: How
    hits: tuple[Hit, ...] = ()
    counts: Mapping[SearchKind, int] = field(default_factory=dict)
    total: int = 0
    page: int = 1
    pages: int = 1
    has_words: bool = True
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What somebody may be looking for while she types."""

    title: str
    what: str
    address: str
