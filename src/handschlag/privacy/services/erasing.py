"""Somebody is erased: exactly what the preview has shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from handschlag.accounts.models import User
from handschlag.events.models import Host
from handschlag.foundation import audit
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.personal import Erasing, Individual
from handschlag.privacy import verbs
from handschlag.privacy.models import Proof
from handschlag.privacy.previewing import Item, Preview, preview


@transaction.atomic
def erase(individual: Individual, *, by: User, now: datetime, host: Host | None = None) -> Preview:
    """Erase what is held about her: all of it or, for a host that is not the only one, what this host holds.

    Returns what was done. Raises ``RuleBroken``: "obstacle" (something has to be done first).
    """
    scope = host.slug if host is not None else ""
    found = preview(individual, scope=scope)
    if found.obstacles:
        raise RuleBroken(" ".join(found.obstacles), code="obstacle")
    rows = [(item, _fixed(item)) for item in found.items]
    targets = frozenset(target for item, some in rows if item.part.names_her for target in _targets(some))
    named: Any = individual if individual.public_id else None  # else nothing would lead from the log to her
    audit.record(by, verbs.ERASED, scope=scope, person=named, now=now, count=found.count)
    erasing = Erasing(now=now, individual=individual, targets=targets)
    # From the highest floor down: the account goes late, and the log, which is to be silent about all of it, last.
    for item, some in reversed(rows):
        item.part.fate.do(some, erasing)
    Proof.objects.bulk_create(_proof(item, scope, now) for item in found.items)
    return found


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
