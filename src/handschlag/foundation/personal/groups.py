"""Groups of fields, as each flat declares them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Model, QuerySet
from django.db.models.expressions import BaseExpression, Combinable

from handschlag.foundation.personal.audiences import Audience
from handschlag.foundation.personal.fates import Fate
from handschlag.foundation.personal.individuals import Individual

File = tuple[str, bytes]
"""Name and content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How many days after what; a host may choose within ``least`` and ``most``."""

    after: Any
    days: int
    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Rows of one table that say something about a person.

    Parameters
    ----------
    fields : what is shown and exported, each with its name in words
    secret : fields that are claimed and never shown: what signs somebody in
    rows : hers
    scope : path to the slug of the host to whom a row belongs; empty where it belongs to the installation
    is_shared : a row can belong to several hosts at once, or to none
    moment : path to the time, or what makes an expression of it, from which the retention counts; nothing where rows
        only go with others
    names_her : the row itself reads as her name, so what the log says of it goes with it
    is_tie : a row shows that she has to do with the host; not so where an address or a name is enough, for anybody
        can write one down
    is_told : she reads it and takes it along; not so what is found by her name in words of others: names are chosen
        freely, and whoever calls herself "Kind regards" is not to learn who wrote that to whom
    describe : what to call a row, where its fields do not say enough
    files : what belongs to a row as files
    """

    label: Any
    model: type[Model]
    fields: Mapping[str, Any]
    rows: Callable[[Individual], QuerySet]
    fate: Fate
    secret: tuple[str, ...] = ()
    scope: str = ""
    is_shared: bool = False
    moment: str | Callable[[], BaseExpression | Combinable] = ""
    names_her: bool = False
    is_tie: bool = True
    is_told: bool = True
    files: Callable[[Any], Iterable[File]] = field(default=lambda _row: ())

    @property
    def table(self) -> str:
        return self.model._meta.label

    def of(self, individual: Individual) -> QuerySet:
        """Her rows that still say something about her."""
        return self._within(self.rows(individual).filter(self.fate.holds))

    def of_at(self, individual: Individual, scope: str, *, alone: bool = False) -> QuerySet:
        """Her rows that a host holds, ``alone`` those that no other one shares; with an empty scope all of hers."""
        rows = self.of(individual)
        if not scope:
            return rows
        if not self.scope:
            return rows.none()
        if alone and self.is_shared:
            return rows.filter(pk__in=self.at(scope).values("pk"))
        return self._within(rows.filter(**{self.scope: scope}))

    def at(self, scope: str) -> QuerySet:
        """Rows that still say something and belong to one host alone; with an empty scope those that belong to none.

        What several hosts share belongs to the installation, for none of them decides about it alone.
        """
        rows = self.model._base_manager.filter(self.fate.holds)
        if not self.scope:
            return rows.none() if scope else self._within(rows)
        if not self.is_shared:
            return self._within(rows.filter(**{self.scope: scope}))
        owners = self._owners()
        if scope:
            return self._within(rows.filter(pk__in=[pk for pk, slugs in owners.items() if slugs == {scope}]))
        return self._within(rows.exclude(pk__in=[pk for pk, slugs in owners.items() if len(slugs) == 1]))

    def due(self, scope: str, *, days: int, now: datetime) -> QuerySet:
        """Rows at a host whose time is over."""
        if not self.moment:
            return self.model._base_manager.none()
        moment = F(self.moment) if isinstance(self.moment, str) else self.moment()
        return self.at(scope).annotate(retained_from=moment).filter(retained_from__lt=now - timedelta(days=days))

    def _within(self, rows: QuerySet) -> QuerySet:
        """Each row once, however many ways lead to it."""
        return self.model._base_manager.filter(pk__in=rows.values("pk"))

    def _owners(self) -> dict[int, set[str]]:
        owned = self.model._base_manager.filter(**{f"{self.scope}__gt": ""})
        owners: dict[int, set[str]] = {}
        for pk, slug in owned.values_list("pk", self.scope).distinct():
            owners.setdefault(pk, set()).add(slug)
        return owners


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Fields that serve one purpose, are seen by the same and go at the same time.

    ``audience`` sees them unless she chooses otherwise, ``widest`` at most; where both are the same there is no choice.
    ``correct`` names the page on which she puts them right.
    """

    key: str
    label: Any
    says: Any
    purpose: str
    parts: tuple[Part, ...]
    audience: Audience = Audience.HOST
    widest: Audience = Audience.HOST
    retention: Retention | None = None
    correct: str = ""

    @property
    def is_chosen(self) -> bool:
        return self.widest > self.audience or self.audience > Audience.HOST


_groups: dict[str, Group] = {}


def declare(group: Group) -> None:
    """Let the house know of these fields. Belongs into ``ready()`` of an app."""
    _groups[group.key] = group


def groups() -> list[Group]:
    """All groups, those of the lowest floor first."""
    return list(_groups.values())


def group_of(key: str) -> Group:
    """The group of this key.

    Raises
    ------
    LookupError
        If nobody has declared it.
    """
    try:
        return _groups[key]
    except KeyError:
        raise LookupError(f'no group of fields is declared as "{key}"') from None
