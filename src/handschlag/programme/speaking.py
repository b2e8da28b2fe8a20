"""How versions and drafts of a talk call what they hold about those who speak, so that it can be forgotten again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

NEW = "new"
"""The key of a speaker who is only being written down; of others it is their id."""
PERSONAL = frozenset({"name", "person", "has_agreed"})
"""What goes with the person; the office stays."""
_FIELD = re.compile(
    r"speaker_(?P<key>[A-Za-z0-9_-]{1,22}?)_(?P<what>office|name|person|has_agreed|place)(?:_[a-z]{2,3}(?::origin)?)?"
)


def field(key: str, what: str) -> str:
    """What ``office``, ``name``, ``person``, ``has_agreed`` or ``place`` of a speaker is called."""
    return f"speaker_{key}_{what}"


def key_of(name: str) -> str | None:
    """Of which speaker a value of this name speaks."""
    found = _FIELD.fullmatch(name)
    return found["key"] if found is not None else None


def is_personal(name: str) -> bool:
    """Whether a value of this name says who somebody is."""
    found = _FIELD.fullmatch(name)
    return found is not None and found["what"] in PERSONAL


def is_about(values: Mapping[str, Any], name: str, *, keys: frozenset[str], people: frozenset[str]) -> bool:
    """Whether a value says who one of these is: speakers by their keys, people by the ids that stand beside it."""
    key = key_of(name)
    return key is not None and is_personal(name) and (key in keys or values.get(field(key, "person")) in people)
