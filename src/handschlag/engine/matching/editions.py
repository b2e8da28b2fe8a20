"""Editions of the classes: NACE Rev. 2, which the matcher thinks in, and Rev. 2.1, in which statistics have named
classes since 2025.

A code may be written with its edition: ``NACE Rev. 2.1:25.53``, ``2.1:25.53``; without one it is of Rev. 2. What one
edition calls one class may be several in the other, both ways.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from handschlag.engine.matching import tables, taxonomy
from handschlag.engine.matching.taxonomy import CLASS, DIVISION, GROUP

SHIPPED = Path(__file__).parent / "words" / "nace21.tsv"
WITH_EDITION = re.compile(r"\s*(?:NACE\s*)?(?:Rev\.?\s*)?(2(?:\.1)?)\s*:(.*)", re.IGNORECASE | re.DOTALL)
CODE = re.compile(r"(?:[A-V]\s*\.?)?([0-9]{2})(?:\.?([0-9])(?:\.?([0-9]))?)?")
"""Exactly a division, group or class, as official tables write them: 25, C25, 25.6, 256, 25.62, C2562."""
SECTION = re.compile("[A-V]")
WIDE = 7
"""A class that became more than so many says little about any of them: mail order is retail sale of every kind."""
REV2 = tables.Column("codes of NACE Rev. 2", re.compile("(?:code)?(?:nace)?(?:rev|r)?2(?:code)?"))
REV21 = tables.Column("codes of NACE Rev. 2.1", re.compile("(?:code)?(?:nace)?(?:rev|r)?21(?:code)?"))


class Edition(StrEnum):
    """Which one of NACE."""

    REV2 = taxonomy.EDITION
    REV21 = "NACE Rev. 2.1"


@dataclass(frozen=True, slots=True)
class Correspondence:
    """What the codes of one edition are called in the other: classes, and the groups and divisions they lie in.

    Attributes
    ----------
    older : codes of Rev. 2 for each code of Rev. 2.1 of the same length, in their order
    newer : codes of Rev. 2.1 for each code of Rev. 2
    """

    older: Mapping[str, tuple[str, ...]]
    newer: Mapping[str, tuple[str, ...]]

    def in_rev2(self, written: str) -> tuple[str, ...]:
        """The codes of Rev. 2 for one of Rev. 2.1; for a class that the table lacks, those of its group or division.

        Empty where there is none like it.
        """
        return _first(self.older, written)

    def in_rev21(self, written: str) -> tuple[str, ...]:
        """The way back: the codes of Rev. 2.1 for one of Rev. 2."""
        return _first(self.newer, written)

    @property
    def written(self) -> str:
        """Our form of the table."""
        return tables.written([("rev2", "rev21"), *self.pairs])

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The classes that correspond, of Rev. 2 and of Rev. 2.1, in their order."""
        classes = ((old, news) for old, news in sorted(self.newer.items()) if len(old) == CLASS)
        return tuple((old, new) for old, news in classes for new in news)


def told_apart(written: str) -> tuple[Edition, str]:
    """The edition that a code is written with, and the rest; Rev. 2 and all of it where none is."""
    found = WITH_EDITION.fullmatch(written)
    if found is None:
        return Edition.REV2, written
    return (Edition.REV21 if found[1] == "2.1" else Edition.REV2), found[2]


def code_of(written: str) -> str | None:
    """A division, group or class as we write it; None for anything else, and for what goes further than a class."""
    found = CODE.fullmatch(written.strip())
    if found is None:
        return None
    division, group, last = found.groups()
    return f"{division}.{group}{last or ''}" if group else division


def corresponding(pairs: Iterable[tuple[str, str]]) -> Correspondence:
    """A correspondence out of pairs of classes (Rev. 2, Rev. 2.1), in any order.

    Back to Rev. 2 a class that became very many is passed over wherever there is another one: a clothes shop and a
    bookshop, either of which may sell by post, are not of one class for that.
    """
    newer = _by_first(pairs := sorted(set(pairs)))
    narrow = {new for old, new in pairs if len(newer[old]) <= WIDE}
    telling = [(new, old) for old, new in pairs if len(newer[old]) <= WIDE or new not in narrow]
    return Correspondence(_by_first(telling), newer)


@cache
def shipped() -> Correspondence:
    """The correspondence that comes with the product."""
    return load(str(SHIPPED))


def load(path: str, *, columns: Sequence[str] = ()) -> Correspondence:
    """Read a table of classes of both editions, ours or an official one.

    Rows about sections, divisions and groups are passed over, and what stands twice counts once.

    Parameters
    ----------
    columns : what the two columns are called, Rev. 2 first, where their names do not tell

    Raises
    ------
    ValueError
        With file and line for a row that has no two codes, or where there is no row; ``OSError`` if it cannot be read.
    """
    wanted = [column.called(name) for column, name in zip((REV2, REV21), columns, strict=True)] if columns else None
    pairs = [pair for row in tables.rows(path, wanted or (REV2, REV21)) if (pair := _pair(row)) is not None]
    if not pairs:
        raise ValueError(f"{path}: expected classes of both editions, got none")
    return corresponding(pairs)


def _pair(row: tables.Row) -> tuple[str, str] | None:
    """The two classes; None for a row about what is above them."""
    codes = []
    for column, written in zip((REV2, REV21), row.cells, strict=True):
        code = "" if SECTION.fullmatch(written) else code_of(told_apart(written)[1])
        if code is None:
            got = f"{written!r:.60}" if written else "nothing"
            raise ValueError(f"{row.where}: expected {column.meaning} such as 25.62, got {got}")
        codes.append(code)
    old, new = codes
    return (old, new) if len(old) == len(new) == CLASS else None


def _first(codes: Mapping[str, tuple[str, ...]], written: str) -> tuple[str, ...]:
    return next((codes[one] for one in taxonomy.spelled(written) if one in codes), ())


def _by_first(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """For each first class, its group and its division the second ones of the same length, in their order."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        for length in (DIVISION, GROUP, CLASS):
            found[one[:length]].add(other[:length])
    return {code: tuple(sorted(others)) for code, others in found.items()}
