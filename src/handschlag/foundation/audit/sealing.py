"""What the chain is made of: bytes that are the same everywhere, hashes and the signature of the head."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from handschlag.foundation.models import AuditEntry

CONTENT = (
    "number",
    "verb",
    "scope",
    "event",
    "actor",
    "acting_for",
    "person",
    "target",
    "target_id",
    "seals",
    "previous",
)
"""What the hash of an entry covers besides its time: all but the words."""


def canonical(value: Any) -> str:
    """A value as text, the same in every process and database."""
    return json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def plain(value: Any) -> Any:
    """A fact as every database gives it back: no floats (they are written as text), no NUL."""
    match value:
        case None | bool() | int():
            return value
        case Mapping():
            return {plain(str(key)): plain(one) for key, one in value.items()}
        case list() | tuple():
            return [plain(one) for one in value]
        case set() | frozenset():
            return sorted(plain(str(one)) for one in value)
        case _:
            return str(value).replace("\0", "")


def sealed(parts: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, Any]]:
    """Seals for the chain, and the salted words that can be erased."""
    words = {part: {"salt": secrets.token_hex(16), "text": plain(text)} for part, text in parts.items()}
    return {part: seal(one) for part, one in words.items()}, words


def seal(words: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical([words["salt"], words["text"]]).encode()).hexdigest()


def link(entry: AuditEntry) -> str:
    """The hash of an entry, which ties it to the one before."""
    return hashlib.sha256(_content(entry).encode("utf-8", "surrogatepass")).hexdigest()


def around(entry: AuditEntry) -> list[str]:
    """What is hashed of an entry before its number, between that and the hash of the one before, and after it."""
    number, previous = secrets.token_hex(16), secrets.token_hex(16)
    before, _, behind = _content(entry, number=number, previous=previous).partition(f'"{number}"')
    between, _, after = behind.partition(previous)
    return [before, between, after]


def _content(entry: AuditEntry, **instead: str) -> str:
    content = {name: getattr(entry, name) for name in CONTENT}
    content["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return canonical(content | instead)


def signature(number: int, last: str, *, key: str | None = None) -> str:
    """What only those can write who have the secret key."""
    key = settings.SECRET_KEY if key is None else key
    return hmac.new(f"handschlag.audit:{key}".encode(), f"{number}:{last}".encode(), hashlib.sha256).hexdigest()


def signatures(number: int, last: str) -> list[str]:
    """What the key, or one that was in use before, says of this head."""
    return [signature(number, last, key=key) for key in _keys()]


def is_signed(number: int, last: str, signed: str) -> bool:
    """Whether the key, or one that was in use before, has signed this head."""
    return any(hmac.compare_digest(one, signed) for one in signatures(number, last))


def _keys() -> Iterable[str]:
    return (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))
