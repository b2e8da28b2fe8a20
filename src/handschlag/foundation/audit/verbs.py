"""How each kind of entry reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Verb:
    """A stable key, what it is called, and the sentence of an entry.

    ``says`` is translated and may hold ``%(person)s``, ``%(target)s`` and the facts by their names; who did it
    stands beside the sentence, so it speaks of nobody: "Role given to %(person)s: %(role)s". ``shown`` turns a fact
    into words, where it is a key.
    """

    key: str
    label: Any
    says: Any
    shown: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)


_verbs: dict[str, Verb] = {}


def verb(key: str, label: Any, says: Any = None, **shown: Callable[[Any], Any]) -> str:
    """Say how entries of this kind read; returns the key.

    ``label`` names the kind in a list of kinds, and is also the sentence where ``says`` is not given.
    """
    _verbs[key] = Verb(key, label, says or label, shown)
    return key


def known(key: str) -> Verb:
    """The verb of this key; one that a later version took away reads as its key."""
    return _verbs.get(key) or Verb(key, key, key)


def is_known(key: str) -> bool:
    return key in _verbs


def label(key: str) -> str:
    """What this kind of entry is called in the reader's language."""
    return str(known(key).label)


def verbs() -> list[tuple[str, str]]:
    """All kinds with their labels in the reader's language, in the order of these."""
    return sorted(((verb.key, str(verb.label)) for verb in _verbs.values()), key=lambda kind: kind[1].casefold())
