"""The secret of a token: how it looks, and what is kept of it."""

from __future__ import annotations

import hashlib
import secrets

MARK = "hs_"
"""How all tokens begin, so that a scanner for secrets finds one that was published by mistake."""
SHOWN_LETTERS = len(MARK) + 6


def new() -> str:
    """A secret that nobody can guess: 256 random bits."""
    return MARK + secrets.token_urlsafe(32)


def shown(secret: str) -> str:
    """The first letters, by which its owner knows it again."""
    return secret[:SHOWN_LETTERS]


def digest(secret: str) -> str:
    """What is kept of it. It is random and long, so a plain hash is enough: nobody can try all of them."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
