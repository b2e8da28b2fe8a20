"""Longer texts that somebody writes with light marks (Markdown) become HTML for a page.

Twice safe: the writer of the HTML knows no tags but those of Markdown, and what it wrote is cleaned once more by a
list of what may stay. Headings begin below those of the page, links lead to web pages, mail addresses and pages of
this site only, pictures are left out: no page asks anybody else for anything. See decision 21.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from handschlag.engine.language import prose

LONGEST = 25_000
"""Letters that are read; what stands behind them is cut off. Whoever stores a text refuses it far earlier."""
LAST_HEADING = 6
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
WELL_KNOWN = re.compile(r"(?:https?://[^/]|mailto:[^/])", re.IGNORECASE)
TAGS = {
    "p",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "em",
    "strong",
    "code",
    "pre",
    "hr",
    "br",
    "a",
}
SAYING = frozenset({"inline", "code_block", "fence"})
BREAKS = frozenset({"softbreak", "hardbreak"})
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}


def html(text: str, *, first: int = 2) -> Markup:
    """The text as HTML whose headings begin at ``first``; it never fails, whatever is in the text."""
    tokens = _parsed(text)
    _lower(tokens, first)
    return Markup(CLEANER.clean(WRITER.renderer.render(tokens, WRITER.options, {})).strip())


def words(text: str) -> str:
    """What the text says, without its marks, in paragraphs: for descriptions, feeds and searches."""
    return "\n\n".join(filter(None, (_said(token).strip() for token in _parsed(text) if token.type in SAYING)))


def leads_to_a_page(address: str) -> bool:
    """Whether a link may lead there: to a web page, a mail address, or a page of this site."""
    if SCHEME.match(address):
        return bool(WELL_KNOWN.match(address))
    return not address.startswith("//") and "\\" not in address


def _parsed(text: str) -> list[Token]:
    return WRITER.parse(prose.clean(text)[:LONGEST], {})


def _lower(tokens: Sequence[Token], first: int) -> None:
    """Headings begin at ``first`` and never skip a level, so that those who listen find their way."""
    used = sorted({token.tag for token in tokens if token.type == "heading_open"})
    above = first - 1
    for token in tokens:
        if token.type == "heading_open":
            above = min(first + used.index(token.tag), above + 1, LAST_HEADING)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{above}"


def _said(token: Token) -> str:
    """What one paragraph, heading or piece of code says; of a picture, what it shows."""
    if token.children is None:
        return token.content
    return "".join(" " if one.type in BREAKS else one.content for one in token.children)


def _instead_of_picture(_writer: object, tokens: list[Token], index: int, *_rest: object) -> str:
    return str(escape(tokens[index].content))


def _writer() -> MarkdownIt:
    writer = MarkdownIt("commonmark", {"html": False})
    writer.add_render_rule("image", _instead_of_picture)
    writer.validateLink = leads_to_a_page  # type: ignore[method-assign, assignment]
    return writer


WRITER = _writer()
CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer",
)
