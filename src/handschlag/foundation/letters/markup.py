"""The tiny markup of letters.

An empty line begins a paragraph; a line break inside one is kept. ``**bold**`` is bold, lines that begin with ``-`` are
a list. ``{name}`` is a placeholder. ``[words]({address})`` leads to a page of this site: alone in a paragraph it is a
button. Nothing else means anything.

A letter is taken apart before anything is put into its placeholders: no value can become a part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

EMPTY_LINE = re.compile(r"\n[ \t]*\n\s*")
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
LINK = r"\[(?P<label>[^\[\]\n]+)\]\(\{(?P<target>[a-z][a-z0-9_]*)\}\)"
PIECE = re.compile(rf"{LINK}|\*\*(?P<bold>[^*\n]+)\*\*|\{{(?P<name>[a-z][a-z0-9_]*)\}}")
BUTTON = re.compile(LINK)
ITEM = re.compile(r"\s*[-•]\s+(.*)")


@dataclass(frozen=True, slots=True)
class Words:
    """Words as they are."""

    text: str


@dataclass(frozen=True, slots=True)
class Value:
    """The place of a placeholder."""

    name: str


@dataclass(frozen=True, slots=True)
class Bold:
    """What is bold."""

    parts: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address."""

    label: tuple[Piece, ...]
    target: str


Piece: TypeAlias = "Words | Value | Bold | Link"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of pieces."""

    lines: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Button:
    """A link alone in its paragraph."""

    link: Link


@dataclass(frozen=True, slots=True)
class Alone:
    """A placeholder alone in its paragraph."""

    name: str


Block: TypeAlias = Paragraph | Items | Button | Alone


def parse(source: str) -> list[Block]:
    """The blocks of a letter."""
    normal = source.replace("\r\n", "\n").replace("\r", "\n").strip()
    return [_block(part) for part in EMPTY_LINE.split(normal) if part.strip()]


def pieces(line: str) -> tuple[Piece, ...]:
    """The pieces of one line."""
    return tuple(_pieces(line))


def names(source: str) -> set[str]:
    """All placeholders in a text."""
    return set(PLACEHOLDER.findall(source))


def inline_names(blocks: Iterable[Block]) -> set[str]:
    """Placeholders among other words."""
    return {piece.name for piece in _all(blocks) if isinstance(piece, Value)}


def link_names(blocks: Iterable[Block]) -> set[str]:
    """Placeholders to which words lead."""
    return {piece.target for piece in _all(blocks) if isinstance(piece, Link)}


def _block(part: str) -> Block:
    part = part.strip()
    if found := BUTTON.fullmatch(part):
        return Button(_link(found))
    if found := PLACEHOLDER.fullmatch(part):
        return Alone(found[1])
    lines = part.split("\n")
    items = [ITEM.fullmatch(line) for line in lines]
    if all(items):
        return Items(tuple(pieces(item[1]) for item in items if item))
    return Paragraph(tuple(pieces(line.strip()) for line in lines))


def _pieces(line: str) -> Iterator[Piece]:
    at = 0
    for found in PIECE.finditer(line):
        if found.start() > at:
            yield Words(line[at : found.start()])
        yield _piece(found)
        at = found.end()
    if at < len(line):
        yield Words(line[at:])


def _piece(found: re.Match[str]) -> Piece:
    if found["target"]:
        return _link(found)
    return Bold(pieces(found["bold"])) if found["bold"] else Value(found["name"])


def _link(found: re.Match[str]) -> Link:
    return Link(pieces(found["label"]), found["target"])


def _all(blocks: Iterable[Block]) -> Iterator[Piece]:
    for block in blocks:
        match block:
            case Paragraph(lines) | Items(lines):
                for line in lines:
                    yield from _inside(line)
            case Button(link):
                yield from _inside((link,))


def _inside(line: Iterable[Piece]) -> Iterator[Piece]:
    for piece in line:
        yield piece
        match piece:
            case Bold(inner) | Link(inner):
                yield from _inside(inner)
