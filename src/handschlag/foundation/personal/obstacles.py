"""What stands in the way of erasing somebody until somebody has done something about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from handschlag.foundation.personal.individuals import Individual

_offers: list[Callable[[Individual], Iterable[str]]] = []


def obstacle(sentences: Callable[[Individual], Iterable[str]]) -> None:
    """Let a flat say, in the reader's language, what has to be done first."""
    if sentences not in _offers:
        _offers.append(sentences)


def obstacles(individual: Individual) -> list[str]:
    """All that stands in the way; usually nothing."""
    return [sentence for offered in _offers for sentence in offered(individual)]
