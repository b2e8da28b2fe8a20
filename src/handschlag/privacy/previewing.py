"""What would happen if somebody was erased: read from the same groups by which it is then done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from handschlag.foundation import personal
from handschlag.foundation.personal import Group, Individual, Outcome, Part


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
    """All that she is told of. ``is_whole``: with the account and all that no single host holds."""

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

    A host erases what it alone holds; an account is closed by its owner only.
    """
    found = tuple(_items(individual, scope, is_told=True))
    return Preview(individual, found, not scope, tuple(personal.obstacles(individual, scope=scope)))


def untold(individual: Individual, *, scope: str = "") -> list[Item]:
    """What happens besides, in words of others: nobody is shown it, for it would tell what they have written."""
    return list(_items(individual, scope, is_told=False))


def _items(individual: Individual, scope: str, *, is_told: bool) -> Iterator[Item]:
    for group in personal.groups():
        for part in group.parts:
            if part.is_told == is_told:
                rows = part.of_at(individual, scope, alone=True)
                if count := rows.count():
                    yield Item(group, part, rows, count)
