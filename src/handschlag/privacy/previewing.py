"""What would happen if somebody was erased: read from the same groups by which it is then done."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from handschlag.foundation import personal
from handschlag.foundation.personal import Group, Individual, Outcome, Part
from handschlag.privacy import ties


@dataclass(frozen=True, slots=True)
class Item:
    """A part and the rows of hers to which something happens."""

    group: Group
    part: Part
    rows: QuerySet
    count: int

    @property
    def outcome(self) -> Outcome:
        return self.part.fate.outcome


@dataclass(frozen=True, slots=True)
class Preview:
    """All that happens. ``is_whole``: with the account and all that no single host holds."""

    individual: Individual
    items: tuple[Item, ...]
    is_whole: bool
    obstacles: tuple[str, ...]

    def of(self, outcome: Outcome) -> list[Item]:
        return [item for item in self.items if item.outcome == outcome]

    @property
    def deleted(self) -> list[Item]:
        return self.of(Outcome.DELETED)

    @property
    def redacted(self) -> list[Item]:
        return self.of(Outcome.REDACTED)

    @property
    def kept(self) -> list[Item]:
        return self.of(Outcome.KEPT)

    @property
    def count(self) -> int:
        return sum(item.count for item in self.items)


def preview(individual: Individual, *, scope: str = "") -> Preview:
    """What happens if she asks for it herself or, with a ``scope``, if this host erases her.

    A host erases what it holds; all the rest goes with it only if no other host has to do with her.
    """
    is_whole = not scope or ties.is_of_one(individual, scope)
    found = []
    for group in personal.groups():
        for part in group.parts:
            rows = _rows(part, individual, "" if is_whole else scope)
            if rows is not None and (count := rows.count()):
                found.append(Item(group, part, rows, count))
    obstacles = tuple(personal.obstacles(individual)) if is_whole else ()
    return Preview(individual, tuple(found), is_whole, obstacles)


def _rows(part: Part, individual: Individual, scope: str) -> QuerySet | None:
    if not scope:
        return part.of(individual)
    if not part.scope or part.is_shared:
        return None
    return part.of(individual).filter(**{part.scope: scope})
