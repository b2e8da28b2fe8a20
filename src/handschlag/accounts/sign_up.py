"""Who may have an account without having one yet.

Nobody fills in a form for it: the account is made when its address asks for the first code, and is hers who can read
it. By default only those may whom a floor above expects: who is invited, who has applied. ``SIGN_UP`` opens it to all.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

_offers: list[Callable[[str], bool]] = []


def offer(is_expected: Callable[[str], bool]) -> None:
    """Let ``is_expected`` say whether this mail address (in small letters) may have an account."""
    if is_expected not in _offers:
        _offers.append(is_expected)


def is_open_to(email: str) -> bool:
    """Whether this address may have an account of its own accord. Always asks everybody, so it takes the same time."""
    expected = [is_expected(email.lower()) for is_expected in _offers]
    return settings.SIGN_UP or any(expected)
