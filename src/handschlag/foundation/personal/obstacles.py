"""What stands in the way of erasing somebody until somebody has done something about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from handschlag.foundation.personal.individuals import Individual

_offers: list[Callable[[Individual, str], Iterable[str]]] = []


def obstacle(sentences: Callable[[Individual, str], Iterable[str]]) -> None:
    """Let a flat say, in the reader's language, what has to be done first.

    The slug is that of the host that erases her; empty if she does it herself.
    """
    if sentences not in _offers:
        _offers.append(sentences)


def obstacles(individual: Individual, *, scope: str = "") -> list[str]:
    """All that stands in the way; usually nothing."""
    return [sentence for offered in _offers for sentence in offered(individual, scope)]
