"""Which kinds of letter there are, and what may be said in each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.letters import markup
from handschlag.foundation.letters.values import BLOCKS, Type

Words = str | Promise
"""Words in the reader's language; those of a kind are translated when it is written."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """Something that differs from mail to mail. ``sample`` is what a preview shows."""

    key: str
    label: Words
    type: Type = Type.TEXT
    sample: Any = ""
    is_needed: bool = False
    """Without it the letter would be of no use: a link, a code."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of letter: ``subject`` and ``body`` are its usual words, ``why`` says why one gets it."""

    key: str
    label: Words
    subject: Words
    body: Words
    why: Words
    placeholders: tuple[Placeholder, ...] = ()
    is_urgent: bool = False
    is_secret: bool = False
    is_editable: bool = True
    """May a host say it in other words?"""

    @property
    def types(self) -> dict[str, Type]:
        return {one.key: one.type for one in self.placeholders}

    @property
    def samples(self) -> dict[str, Any]:
        return {one.key: one.sample for one in self.placeholders}

    def check(self, subject: str, body: str) -> None:
        """Can these words be sent?

        Raises
        ------
        RuleBroken
            "placeholder": one is unknown, missing, or stands where it cannot.
        """
        blocks = markup.parse(body)
        _refuse(_("There is no placeholder %(names)s. Please choose one of the list."), self._unknown(subject, body))
        _refuse(_("Please keep the placeholder %(names)s: without it this mail is of no use."), self._missing(body))
        _refuse(_("A subject cannot hold the placeholder %(names)s."), self._not_in_a_line(subject))
        _refuse(_("Please give the placeholder %(names)s a paragraph of its own."), self._not_alone(blocks))
        _refuse(_("Only an address can stand behind a button, not %(names)s."), self._no_links(blocks))

    def _unknown(self, subject: str, body: str) -> set[str]:
        return (markup.names(subject) | markup.names(body)) - self.types.keys()

    def _missing(self, body: str) -> set[str]:
        return {one.key for one in self.placeholders if one.is_needed} - markup.names(body)

    def _not_in_a_line(self, subject: str) -> set[str]:
        return {name for name in markup.names(subject) if self.types[name] in (*BLOCKS, Type.LINK)}

    def _not_alone(self, blocks: Iterable[markup.Block]) -> set[str]:
        return {name for name in markup.inline_names(blocks) if self.types[name] in BLOCKS}

    def _no_links(self, blocks: Iterable[markup.Block]) -> set[str]:
        return {name for name in markup.link_names(blocks) if self.types[name] != Type.LINK}


def _refuse(sentence: str, names: set[str]) -> None:
    if names:
        listed = ", ".join(f"{{{name}}}" for name in sorted(names))
        raise RuleBroken(sentence, code="placeholder", params={"names": listed})


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Let letters of this kind be written. Belongs into ``ready()`` of an app."""
    _kinds[kind.key] = kind
    return kind


def kind_of(key: str) -> Kind:
    """The kind.

    Raises
    ------
    LookupError
        If nobody has registered it.
    """
    try:
        return _kinds[key]
    except KeyError:
        raise LookupError(f'no kind of letter is registered as "{key}"') from None


def all_kinds() -> list[Kind]:
    """All kinds, in the order of their keys."""
    return [_kinds[key] for key in sorted(_kinds)]
