"""With which hosts somebody has to do."""

from __future__ import annotations

from handschlag.foundation import personal
from handschlag.foundation.personal import Individual, Part


def hosts(individual: Individual) -> frozenset[str]:
    """Slugs of all hosts that hold something about her."""
    found: set[str] = set()
    for part in scoped():
        found |= {slug for slug in part.of(individual).values_list(part.scope, flat=True).distinct() if slug}
    return frozenset(found)


def is_of_one(individual: Individual, scope: str) -> bool:
    """Whether no other host has anything about her: then this one answers for all of it."""
    return hosts(individual) <= {scope}


def scoped() -> list[Part]:
    """Parts whose rows belong to a host."""
    return [part for group in personal.groups() for part in group.parts if part.scope]
