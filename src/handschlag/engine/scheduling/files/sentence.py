"""What is said about a file that cannot be used: one sentence on one line, however wild the file is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MOST_QUOTED = 40
MOST_PLACE = 160
MOST_SAID = 360

_LONG_QUOTE = re.compile(f'"([^"]{{{MOST_QUOTED}}})[^"]+"')


class Misfit(ValueError):
    """Something in a file is not what it should be.

    The place is put together on the way out: each reader that a misfit passes adds its own step in
    front, so that nothing is spent on places while all is well.
    """

    def __init__(self, expected: str, got: str, place: str = "") -> None:
        super().__init__(expected, got)
        self.expected = expected
        self.got = got
        self.place = place

    def inside(self, step: str | int) -> Misfit:
        """The same misfit, seen from one level further out."""
        self.place = joined(step, self.place)
        return self

    def __str__(self) -> str:
        said = f"expected {self.expected}, got {self.got}"
        return f"{_without_middle(self.place)}: {said}" if self.place else said


def joined(step: str | int, place: str) -> str:
    """A place such as ``meetings[3].weight`` from its first step and the rest."""
    if isinstance(step, int):
        first = f"[{step}]"
    else:
        first = step if step.isidentifier() and len(step) <= MOST_QUOTED else f"[{quoted(step)}]"
    return first + ("" if not place or place.startswith("[") else ".") + place


def quoted(text: str) -> str:
    """The text in quotation marks, shortened, on one line."""
    short = text if len(text) <= MOST_QUOTED else text[:MOST_QUOTED] + "…"
    return f'"{_on_one_line(short)}"'


def name_of(path: str | Path) -> str:
    """How sentences call a file; ``-`` is standard input."""
    return "standard input" if str(path) == "-" else str(path)


@contextmanager
def about(path: str | Path) -> Iterator[None]:
    """Let every ``ValueError`` out as one sentence that begins with the name of the file."""
    try:
        yield
    except ValueError as wrong:
        raise ValueError(sentence(path, str(wrong))) from wrong


def sentence(path: str | Path, said: str) -> str:
    """The name of the file and what is said about it, on one line and not too long."""
    # Ids go into sentences as they are, and one may be as large as the file: shorten before anything else.
    short = _shortened(_on_one_line(_shortened(_LONG_QUOTE.sub(r'"\1…"', said))))
    return f"{_on_one_line(name_of(path))}: {short}"


def _shortened(text: str) -> str:
    return text if len(text) <= MOST_SAID else text[: MOST_SAID - 1] + "…"


def _without_middle(place: str) -> str:
    half = MOST_PLACE // 2
    return place if len(place) <= MOST_PLACE else f"{place[:half]} … {place[-half:]}"


def _on_one_line(text: str) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
