"""A letter is composed: words, values and a frame become a subject, a text and a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import translation

from handschlag.foundation.letters import dress, markup
from handschlag.foundation.letters.dress import Letter, Sender
from handschlag.foundation.letters.kinds import Kind
from handschlag.foundation.letters.writing import AsPage, AsText


def spoken(language: str) -> str:
    """The language of a letter to somebody who reads this one: English where the site does not speak it."""
    code = language.split("-")[0]
    return code if code in dict(settings.LANGUAGES) else "en"


def compose(
    kind: Kind,
    values: Mapping[str, Any],
    *,
    language: str,
    sender: Sender | None = None,
    subject: str = "",
    body: str = "",
) -> Letter:
    """The letter in a language, in the words given or else in the usual ones of its kind.

    Raises
    ------
    KeyError, TypeError, ValueError
        If a value is missing or not of the type of its placeholder.
    """
    with translation.override(language):
        blocks = markup.parse(body or str(kind.body))
        text, page = AsText(values, kind.types), AsPage(values, kind.types)
        frame = dress.Frame(
            subject=text.line(markup.pieces(subject or str(kind.subject))),
            sender=sender or Sender(),
            why=str(kind.why),
            site=settings.BASE_URL,
            language=language,
        )
        return dress.letter(text.letter(blocks), page.letter(blocks), frame)
