"""A letter that was taken apart is written down: as plain text, or as the inside of a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup, escape

from handschlag.foundation.letters import markup
from handschlag.foundation.letters.inert import inert, inert_lines
from handschlag.foundation.letters.values import Line, Table, Type, own_link, written

LONG_WORD = re.compile(r"\S{8}(?=\S)")

Values = Mapping[str, Any]
Types = Mapping[str, Type]


class _Writer:
    """What both ways of writing share: where values and their types come from."""

    def __init__(self, values: Values, types: Types) -> None:
        self._values = values
        self._types = types

    def value(self, name: str) -> str:
        return written(self._values[name], self._types[name])

    def url(self, name: str) -> str:
        return own_link(self._values[name])


class AsText(_Writer):
    """Plain text: what is bold stands in no stars, a link behind its words."""

    def letter(self, blocks: Iterable[markup.Block]) -> str:
        return "\n\n".join(self._block(block) for block in blocks) + "\n"

    def line(self, pieces: Iterable[markup.Piece]) -> str:
        return "".join(self._piece(piece) for piece in pieces)

    def _block(self, block: markup.Block) -> str:
        match block:
            case markup.Paragraph(lines):
                return "\n".join(map(self.line, lines))
            case markup.Items(items):
                return "\n".join(f"- {self.line(item)}" for item in items)
            case markup.Button(link):
                return f"{self.line(link.label)}:\n{self.url(link.target)}"
            case markup.Alone(name):
                return self._alone(self._values[name], self._types[name], name)

    def _alone(self, value: Any, of: Type, name: str) -> str:
        match of:
            case Type.QUOTE:
                return "\n".join(f"> {line}".rstrip() for line in inert_lines(value))
            case Type.LINES:
                return "\n".join(map(_item, value))
            case Type.TABLE:
                return "\n".join(_row(value, row) for row in value.rows)
            case _:
                return self.value(name)

    def _piece(self, piece: markup.Piece) -> str:
        match piece:
            case markup.Words(text):
                return text
            case markup.Value(name):
                return self.value(name)
            case markup.Bold(parts):
                return self.line(parts)
            case markup.Link(label, target):
                return f"{self.line(label)} ({self.url(target)})"


def _item(line: Line) -> str:
    return f"- {inert(line.text)}" + (f"\n  {own_link(line.url)}" if line.url else "")


def _row(table: Table, row: Iterable[str]) -> str:
    cells = [
        f"{inert(head)}: {inert(cell)}" if head else inert(cell) for head, cell in zip(table.head, row, strict=True)
    ]
    return f"- {' · '.join(cells)}"


class AsPage(_Writer):
    """HTML: everything is escaped but what is written here."""

    def letter(self, blocks: Iterable[markup.Block]) -> Markup:
        return Markup("\n").join(self._block(block) for block in blocks)

    def _line(self, pieces: Iterable[markup.Piece]) -> Markup:
        return Markup("").join(self._piece(piece) for piece in pieces)

    def _block(self, block: markup.Block) -> Markup:
        match block:
            case markup.Paragraph(lines):
                return Markup("<p>{}</p>").format(Markup("<br>\n").join(map(self._line, lines)))
            case markup.Items(items):
                return _list(self._line(item) for item in items)
            case markup.Button(link):
                return BUTTON.format(url=self.url(link.target), label=self._line(link.label))
            case markup.Alone(name):
                return self._alone(self._values[name], self._types[name], name)

    def _alone(self, value: Any, of: Type, name: str) -> Markup:
        match of:
            case Type.QUOTE:
                return Markup("<blockquote>{}</blockquote>").format(Markup("<br>\n").join(inert_lines(value)))
            case Type.LINES:
                return _list(map(_linked, value))
            case Type.TABLE:
                return _table(value)
            case Type.CODE:
                return Markup('<p class="code">{}</p>').format(self.value(name))
            case _:
                return Markup("<p>{}</p>").format(self._piece(markup.Value(name)))

    def _piece(self, piece: markup.Piece) -> Markup:
        match piece:
            case markup.Words(text):
                return escape(text)
            case markup.Value(name) if self._types[name] == Type.LINK:
                return Markup('<a href="{0}">{0}</a>').format(self.url(name))
            case markup.Value(name):
                return escape(self.value(name))
            case markup.Bold(parts):
                return Markup("<strong>{}</strong>").format(self._line(parts))
            case markup.Link(label, target):
                return Markup('<a href="{}">{}</a>').format(self.url(target), self._line(label))


BUTTON = Markup(
    '<table role="presentation" class="button" cellpadding="0" cellspacing="0"><tr>'
    '<td class="face"><a href="{url}">{label}</a></td></tr></table>'
)


def _list(items: Iterable[Markup]) -> Markup:
    return Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(item) for item in items))


def _linked(line: Line) -> Markup:
    if not line.url:
        return escape(inert(line.text))
    return Markup('<a href="{}">{}</a>').format(own_link(line.url), inert(line.text))


def _table(table: Table) -> Markup:
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(_breakable(inert(cell))) for cell in table.head)
    rows = Markup("").join(Markup("<tr>{}</tr>").format(_cells(row)) for row in table.rows)
    return Markup(
        '<table class="rows" cellpadding="0" cellspacing="0"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>'
    ).format(head, rows)


def _cells(row: Iterable[str]) -> Markup:
    return Markup("").join(Markup("<td>{}</td>").format(_breakable(inert(cell))) for cell in row)


def _breakable(words: str) -> Markup:
    """Words of which none makes a table wider than a phone; the short ones stay whole."""
    return Markup("<wbr>").join(LONG_WORD.sub(r"\g<0>\n", words).split("\n"))
