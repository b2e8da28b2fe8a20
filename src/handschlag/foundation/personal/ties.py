"""With which hosts somebody has to do."""

from __future__ import annotations

from handschlag.foundation.personal.groups import groups
from handschlag.foundation.personal.individuals import Individual


def hosts(individual: Individual) -> frozenset[str]:
    """Slugs of all hosts in whose rows she stands by her account or as a person, not just by an address or a name."""
    found: set[str] = set()
    for part in (part for group in groups() for part in group.parts):
        if part.scope and part.is_tie and part.is_told:
            found |= {slug for slug in part.of(individual).values_list(part.scope, flat=True).distinct() if slug}
    return frozenset(found)
