"""Somebody is erased: exactly what the preview has shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from handschlag.accounts.models import User
from handschlag.events.models import Host, Membership
from handschlag.foundation import audit
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.personal import Erasing, Individual
from handschlag.privacy import verbs
from handschlag.privacy.models import Proof
from handschlag.privacy.previewing import Item, Preview, preview, untold


@transaction.atomic
def erase(individual: Individual, *, by: User, now: datetime, host: Host | None = None) -> Preview:
    """Erase what is held about her: all of it or, for a host, what this host alone holds.

    Returns what was done. Raises ``RuleBroken``: "obstacle" (something has to be done first).
    """
    scope = host.slug if host is not None else ""
    _hold_hosts(individual)
    found = preview(individual, scope=scope)
    if found.obstacles:
        raise RuleBroken(" ".join(found.obstacles), code="obstacle")
    items = (*untold(individual, scope=scope), *found.items)
    rows = [(item, _fixed(item)) for item in items]
    targets = frozenset(target for item, some in rows if item.part.names_her for target in _targets(some))
    erasing = Erasing(now=now, individual=individual)
    for item, some in reversed(rows):  # from the highest floor down: the account goes late
        item.part.fate.do(some, erasing)
    Proof.objects.bulk_create(_proof(item, scope, now) for item in items)
    _note(individual, targets, found.count, scope=scope, by=by, now=now)
    return found


def _hold_hosts(individual: Individual) -> None:
    """Of two last managers who go at once the second one sees that the first one has gone."""
    hers = Membership.objects.filter(user=individual.user or 0)
    list(Host.objects.select_for_update().filter(pk__in=hers.values("host")).order_by("pk"))


def _note(
    individual: Individual, targets: frozenset[tuple[str, str]], count: int, *, scope: str, by: User, now: datetime
) -> None:
    """Note it in the log, which is then to be silent about her: the last step, for the log is locked from here on."""
    named: Any = individual if individual.public_id else None  # else nothing would lead from the log to her
    audit.record(by, verbs.ERASED, scope=scope, person=named, now=now, count=count)
    nobody = "-"  # no id has one letter: without an account only what names her rows is erased
    audit.erase(individual.public_id or nobody, by=None, now=now, targets=targets, scope=scope)


def _fixed(item: Item) -> QuerySet:
    """The rows by their keys: what is done to others must not let these be missed."""
    keys = list(item.rows.values_list("pk", flat=True))
    return item.part.model._base_manager.filter(pk__in=keys)


def _targets(rows: QuerySet) -> list[tuple[str, str]]:
    label = rows.model._meta.label_lower
    return [(label, public_id) for public_id in rows.values_list("public_id", flat=True)]


def _proof(item: Item, scope: str, now: datetime) -> Proof:
    return Proof(
        scope=scope,
        group=item.group.key,
        table=item.part.table,
        outcome=item.outcome,
        count=item.count,
        at=now,
    )
