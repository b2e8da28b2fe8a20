"""Writes what stands in the calendar beside the two forums."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from handschlag.events import models as events
from handschlag.foundation import revisions
from handschlag.site.demo import hosts, talks
from handschlag.site.demo.reading import read, text
from handschlag.site.demo.rows import opaque

PUBLISHED = datetime(2018, 12, 5, 8, 0, tzinfo=UTC)
TEXTS = ("title", "lead", "place", "cost")


def load() -> list[str]:
    """Create those events that are not there; returns their slugs."""
    created = []
    for written in read("calendar.toml")["events"]:
        if not events.Event.objects.filter(slug=written["slug"]).exists():
            with transaction.atomic():
                talks.create(_event(written))
            created.append(written["slug"])
    return created


def _event(written: Mapping[str, Any]) -> events.Event:
    host = hosts.host(written["host"])
    event = events.Event.objects.create(
        public_id=opaque(written["slug"], "event"),
        host=host,
        kind=written["kind"],
        slug=written["slug"],
        is_history=written.get("is_history", False),
        is_demo=True,
        published_at=PUBLISHED,
        languages=written["languages"],
        countries=written.get("countries", []),
        min_participants=written.get("least"),
        max_participants=written.get("most"),
        when_text=text(written.get("when", {})),
        priority_rule=text(written.get("priority", {})),
        **_times(written),
        **{name: text(written.get(name, {})) for name in TEXTS},
        **hosts.contact(host),
    )
    event.tags.set(hosts.tags(host, *written.get("tags", ())))
    for number, (size, amount) in enumerate(written.get("fees", {}).items(), start=1):
        event.fees.create(size=size, amount=amount, number=number)
    revisions.bump(event.slug, "public")
    return event


def _times(written: Mapping[str, Any]) -> dict[str, Any]:
    """Dates and times as the file gives them, in the zone of the event."""
    zone = ZoneInfo(written["time_zone"])
    fields = {
        "starts_at": "starts",
        "ends_at": "ends",
        "registration_opens_at": "opens",
        "registration_closes_at": "closes",
    }
    moments = {
        field: datetime.fromisoformat(written[name]).replace(tzinfo=zone)
        for field, name in fields.items()
        if name in written
    }
    return {"time_zone": written["time_zone"], **moments}
