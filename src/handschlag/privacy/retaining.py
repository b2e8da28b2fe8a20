"""Whose time is over: read by the dry run, and by the run that does exactly this."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from handschlag.events.models import Host
from handschlag.foundation import personal
from handschlag.foundation.personal import Group, Part
from handschlag.privacy import queries


@dataclass(frozen=True, slots=True)
class Due:
    """Rows of a part whose time is over at a host, or at none (``scope`` is empty)."""

    scope: str
    group: Group
    part: Part
    days: int
    before: datetime
    rows: QuerySet
    count: int


def at_host(host: Host, *, now: datetime) -> list[Due]:
    """What goes at a host."""
    return [
        due
        for kept in queries.kept(host)
        if kept.days is not None
        for due in _due(kept.group, host.slug, kept.days, now)
    ]


def everywhere(*, now: datetime) -> list[Due]:
    """What goes at all hosts, and of what belongs to the installation."""
    found = [due for host in Host.objects.order_by("pk") for due in at_host(host, now=now)]
    for group in personal.groups():
        if group.retention is not None:
            found.extend(_due(group, "", group.retention.days, now))
    return found


def _due(group: Group, scope: str, days: int, now: datetime) -> Iterator[Due]:
    for part in group.parts:
        rows = part.due(scope, days=days, now=now)
        if count := rows.count():
            yield Due(scope, group, part, days, now - timedelta(days=days), rows, count)
