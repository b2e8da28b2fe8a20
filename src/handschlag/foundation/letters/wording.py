"""In whose name a letter goes, and in which words: hosts say it in their own, on a floor above."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from handschlag.foundation.letters.dress import Sender

Wording: TypeAlias = tuple[str, str]
"""Subject and body."""
Worded: TypeAlias = tuple[Sender, Wording]

_senders: list[Callable[[str], Sender | None]] = []
_letters: list[Callable[[str, str, str], Worded | None]] = []


def offer(
    *,
    sender: Callable[[str], Sender | None],
    letter: Callable[[str, str, str], Worded | None],
) -> None:
    """Let hosts be asked: ``sender(scope)``, and with the words ``letter(scope, key of the kind, language)``."""
    if sender not in _senders:
        _senders.append(sender)
        _letters.append(letter)


def sender_of(scope: str) -> Sender:
    """Who writes in the name of this scope; the site itself where nobody else does."""
    return next(filter(None, (ask(scope) for ask in _senders)), Sender()) if scope else Sender()


def letter_of(scope: str, kind: str, language: str) -> Worded:
    """Who writes, and the words that the host has chosen; empty ones stand for the usual words of the kind."""
    found = (ask(scope, kind, language) for ask in _letters) if scope else iter(())
    return next(filter(None, found), (Sender(), ("", "")))
