"""What words of industry stand for: concepts with their labels in several languages, and how they are related.

A file holds one concept in each line, in columns divided by tabs::

    id  kind  de  en  ru  nace  relations

``id`` is the commonest English term. Labels are divided by "; ", the first is the title; a bar in a German label
divides the parts of a compound (``Getriebe|welle``). ``nace`` are classes or groups of NACE Rev. 2, the most typical
first. Relations (``solves:noise; made_by:gear-grinding``) read "this concept … target"; the inverse ones are derived.
A host can add files of the same form, with columns for further languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

SHIPPED = Path(__file__).parent / "words" / "concepts"
FIXED = ("id", "kind", "nace", "relations")
KINDS = frozenset(
    [
        "process",
        "machine",
        "tool",
        "material",
        "component",
        "product",
        "property",
        "problem",
        "purpose",
        "service",
        "certificate",
        "measurement",
        "industry",
        "cooperation",
    ]
)
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
CODE = re.compile(r"\d\d(?:\.\d\d?)?")


class RelationType(StrEnum):
    """How two concepts are related; always read "this concept … target"."""

    BROADER = "broader"
    PART_OF = "part_of"
    MADE_BY = "made_by"
    MADE_OF = "made_of"
    USED_IN = "used_in"
    SERVES = "serves"
    SOLVES = "solves"
    MEASURED_BY = "measured_by"
    NEEDS = "needs"


TYPES = tuple(str(one) for one in RelationType)


@dataclass(frozen=True, slots=True)
class Concept:
    """A thing, a deed or a trouble of industry. ``labels`` are by language, as they stand in the file."""

    id: str
    kind: str
    labels: Mapping[str, tuple[str, ...]]
    codes: tuple[str, ...] = ()

    def title(self, language: str) -> str:
        """The first label in a language, or in English."""
        written = self.labels.get(language) or self.labels["en"]
        return written[0].replace("|", "")


@dataclass(frozen=True, slots=True)
class Relation:
    """``source`` and ``target`` are positions of concepts in the base."""

    source: int
    type: RelationType
    target: int


@dataclass(frozen=True, slots=True)
class ConceptBase:
    """All concepts in the order of their files, and their relations in both directions as neighbours."""

    concepts: tuple[Concept, ...]
    relations: tuple[Relation, ...]
    position: Mapping[str, int] = field(default_factory=dict)

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(language for concept in self.concepts for language in concept.labels))


@dataclass(frozen=True, slots=True)
class _Row:
    concept: Concept
    relations: tuple[tuple[str, str], ...]
    where: str


@cache
def shipped() -> ConceptBase:
    """The base that comes with the product."""
    return load([SHIPPED])


def load(folders: Iterable[Path]) -> ConceptBase:
    """The concepts of all files ``*.tsv`` in these folders.

    Raises
    ------
    ValueError
        With file, line and column for a row that cannot be read, a concept that stands twice, a relation that leads
        nowhere.
    """
    rows = [row for folder in folders for path in sorted(folder.glob("*.tsv")) for row in _rows(path)]
    position: dict[str, int] = {}
    for row in rows:
        if row.concept.id in position:
            raise ValueError(f"{row.where}: the concept {row.concept.id!r} stands in the base twice")
        position[row.concept.id] = len(position)
    relations = tuple(relation for row in rows for relation in _relations(row, position))
    return ConceptBase(tuple(row.concept for row in rows), relations, position)


def _relations(row: _Row, position: Mapping[str, int]) -> Iterator[Relation]:
    for type_, target in row.relations:
        if target not in position:
            raise ValueError(f"{row.where}, column relations: expected a concept of the base, got {target!r}")
        yield Relation(position[row.concept.id], RelationType(type_), position[target])


def _rows(path: Path) -> Iterator[_Row]:
    lines = path.read_text(encoding="utf-8").splitlines()
    columns = lines[0].split("\t") if lines else []
    if missing := [name for name in FIXED if name not in columns]:
        raise ValueError(f"{path.name}, line 1: the column {missing[0]!r} is missing")
    for number, line in enumerate(lines[1:], start=2):
        if line and not line.startswith("#"):
            yield _row(line.split("\t"), columns, f"{path.name}, line {number}")


def _row(cells: Sequence[str], columns: Sequence[str], where: str) -> _Row:
    if len(cells) != len(columns):
        raise ValueError(f"{where}: expected {len(columns)} columns, got {len(cells)}")
    row = dict(zip(columns, cells, strict=True))
    labels = {name: _listed(row[name], ";") for name in columns if name not in FIXED}
    concept = Concept(row["id"], row["kind"], {name: found for name, found in labels.items() if found}, ())
    codes = _listed(row["nace"], ",")
    for column, is_right, expected in (
        ("id", ID.fullmatch(concept.id), "small letters, digits and hyphens"),
        ("kind", concept.kind in KINDS, f"one of {', '.join(sorted(KINDS))}"),
        ("en", "en" in concept.labels, "a label"),
        ("nace", all(CODE.fullmatch(code) for code in codes), "codes such as 25.62, divided by commas"),
    ):
        if not is_right:
            raise ValueError(f"{where}, column {column}: expected {expected}, got {row.get(column, '')!r}")
    relations = tuple(_relation(written, where) for written in _listed(row["relations"], ";"))
    return _Row(Concept(concept.id, concept.kind, concept.labels, codes), relations, where)


def _relation(written: str, where: str) -> tuple[str, str]:
    type_, _, target = written.partition(":")
    if type_ not in TYPES:
        expected = ", ".join(TYPES)
        raise ValueError(f"{where}, column relations: expected one of {expected} before the colon, got {written!r}")
    return type_, target


def _listed(cell: str, divider: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in cell.split(divider) if part.strip()))
