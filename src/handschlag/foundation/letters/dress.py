"""The dress of a letter: who writes above it, below it why one gets it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import css_inline
from django.template.loader import render_to_string
from markupsafe import Markup, escape

from handschlag.foundation import reading

STYLE = Path(__file__).parent / "letter.css"


SITE = "Handschlag"


@dataclass(frozen=True, slots=True)
class Letter:
    """Ready to be posted."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: a host, or the site itself."""

    name: str = SITE
    address: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the words of a letter."""

    subject: str
    sender: Sender
    why: str
    site: str
    language: str


def letter(text: str, inside: Markup, frame: Frame) -> Letter:
    """The same words twice, in their dress."""
    return Letter(frame.subject, _text(text, frame), _page(inside, frame))


def plain(words: str, frame: Frame) -> Letter:
    """A letter of plain words: an empty line begins a paragraph, addresses of this site are links."""
    paragraphs = (Markup("<p>{}</p>").format(_lines(part, frame.site)) for part in reading.paragraphs(words))
    return letter(words, Markup("\n").join(paragraphs), frame)


def _lines(paragraph: str, site: str) -> Markup:
    own = re.compile(rf"({re.escape(site)}/[^\s<>\"']*)")
    return Markup("<br>\n").join(_linked(own.split(line)) for line in paragraph.splitlines())


def _linked(parts: list[str]) -> Markup:
    """Words and addresses in turn."""
    return Markup("").join(
        Markup('<a href="{0}">{0}</a>').format(part) if number % 2 else escape(part)
        for number, part in enumerate(parts)
    )


def _text(words: str, frame: Frame) -> str:
    foot = "\n".join(filter(None, (frame.sender.name, *frame.sender.address.splitlines(), frame.why, frame.site)))
    return f"{words.rstrip()}\n\n-- \n{foot}\n"


def _page(inside: Markup, frame: Frame) -> str:
    """Mail programmes know little more than the style of single elements."""
    whole = render_to_string("letters/letter.html", {"inside": inside, "frame": frame, "style": Markup(_style())})
    return _inliner().inline(whole)


@cache
def _style() -> str:
    return STYLE.read_text(encoding="utf-8")


@cache
def _inliner() -> css_inline.CSSInliner:
    # What depends on the screen cannot stand at an element, so those rules stay in the head.
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False, minify_css=True)
