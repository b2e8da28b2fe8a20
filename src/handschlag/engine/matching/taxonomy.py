"""Classes of economic activity (NACE Rev. 2): their tree, and short titles in the readers' languages.

The titles are ours, not the official ones. The file has the columns ``code de en ru`` and, for classes, further words
of the same trade in ``de_words en_words ru_words``, which only help to recognise it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

EDITION = "NACE Rev. 2"
SHIPPED = Path(__file__).parent / "words" / "nace.tsv"
WRITTEN = re.compile(r"\s*(?:[A-V]\s*)?(\d\d)(?:\.?(\d)(\d)?)?(?:\.?\d+)*\s*")
"""25, 25.6, 25.62, C25.62, 2562 and national codes that go further: 25.62.1."""
SAME_CLASS, SAME_GROUP, SAME_DIVISION = 1.0, 0.6, 0.3
"""How near two codes are on the tree."""
CLASS, GROUP, DIVISION = 5, 4, 2
"""Letters of their codes."""


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Titles by code and language, and all classes in order."""

    titles: Mapping[str, Mapping[str, str]]
    words: Mapping[str, Mapping[str, str]]
    classes: tuple[str, ...]
    below: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The classes of each division, group and class."""
    called: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By language and code: titles that an operator has loaded. They are shown instead of ours."""
    branches: Mapping[int, Mapping[str, int]] = field(init=False, repr=False, compare=False, default_factory=dict)
    """By length, the codes of that length in order, each with its place."""

    def __post_init__(self) -> None:
        found = {
            length: {code: at for at, code in enumerate(sorted(one for one in self.titles if len(one) == length))}
            for length in (DIVISION, GROUP, CLASS)
        }
        object.__setattr__(self, "branches", found)

    @property
    def languages(self) -> tuple[str, ...]:
        """In which there are titles."""
        return tuple(dict.fromkeys([*(name for row in self.titles.values() for name in row), *self.called]))

    def title(self, code: str, language: str) -> str:
        """The title in a language, or in English."""
        written = self.titles[code]
        return self.called.get(language, {}).get(code) or written.get(language) or written["en"]

    def known(self, written: str) -> str | None:
        """The code as we write it; None where there is none like it."""
        return next((code for code in spelled(written) if code in self.titles), None)


def spelled(written: str) -> list[str]:
    """A code as we write it, then its group and its division; nothing where it is none."""
    found = WRITTEN.fullmatch(written)
    if found is None:
        return []
    division, group, last = found.groups()
    return [
        *([f"{division}.{group}{last}"] if last else []),
        *([f"{division}.{group}"] if group else []),
        division,
    ]


def nearness(one: str, other: str) -> float:
    """How near two known codes are: 1 for the same class, less for the same group or division, else 0."""
    if one == other:
        return SAME_CLASS
    if one[:GROUP] == other[:GROUP] and min(len(one), len(other)) >= GROUP:
        return SAME_GROUP
    return SAME_DIVISION if one[:DIVISION] == other[:DIVISION] else 0.0


@cache
def shipped() -> Taxonomy:
    """The taxonomy that comes with the product."""
    return load(SHIPPED)


def load(path: Path) -> Taxonomy:
    """Read titles from a file with tabs.

    Raises
    ------
    ValueError
        With file and line if a code or a title is missing.
    """
    titles: dict[str, dict[str, str]] = {}
    words: dict[str, dict[str, str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE), start=2):
            code = (row.pop("code", "") or "").strip()
            if not re.fullmatch(r"\d\d(?:\.\d\d?)?", code) or not row.get("en"):
                raise ValueError(f"{path.name}, line {number}: expected a code such as 25.62 and an English title")
            titles[code] = {name: text for name, text in row.items() if not name.endswith("_words") and text}
            words[code] = {
                name[: -len("_words")]: text for name, text in row.items() if name.endswith("_words") and text
            }
    classes = tuple(sorted(code for code in titles if len(code) == CLASS))
    below = {code: tuple(one for one in classes if one.startswith(code)) for code in titles}
    return Taxonomy(titles, words, classes, below)
