"""Writes the notices of the demonstration, each if it is not there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from handschlag.events.models import Event, Host
from handschlag.portal.models import Notice, NoticeLink
from handschlag.portal.services import telling
from handschlag.site.demo import hosts, reading
from handschlag.site.demo.rows import opaque

TEXTS = ("headline", "location", "lead", "body", "source", "when_text")
PLAIN = ("shown_on", "has_day", "when_from", "when_until", "lacks_country")
MOMENTS = {"published": "published_at", "expires": "expires_at", "archived": "archived_at"}


@transaction.atomic
def load() -> list[str]:
    """Create those that are not there, behind the events of which they tell; returns their slugs."""
    known = set(Notice.objects.values_list("slug", flat=True))
    new = [facts for facts in reading.read("notices.toml")["notices"] if facts["slug"] not in known]
    of = {slug: hosts.host(slug) for slug in {facts["host"] for facts in new}}
    for facts in new:
        _notice(facts, of[facts["host"]])
    for facts in new:
        _further(facts)
    for host in of.values():
        telling.shows_other(host)
    return [facts["slug"] for facts in new]


def _notice(facts: Mapping[str, Any], host: Host) -> None:
    notice = Notice.objects.create(
        public_id=opaque("notice", facts["slug"]),
        host=host,
        kind=host.notice_kinds.get(key=facts["kind"]),
        slug=facts["slug"],
        event=Event.objects.filter(slug=facts.get("event", "")).first(),
        **{name: reading.text(facts[name]) for name in TEXTS if name in facts},
        **{name: facts[name] for name in PLAIN if name in facts},
        **{field: _moment(facts[name]) for name, field in MOMENTS.items() if name in facts},
    )
    notice.tags.set(hosts.tags(host, *facts.get("tags", ())))
    for number, link in enumerate(facts.get("links", ()), start=1):
        _link(notice, link, number=number)


def _link(notice: Notice, facts: Mapping[str, Any], *, number: int) -> None:
    """A further link; what somebody found there is as old as the demonstration, for its addresses lead nowhere."""
    checked_at = _moment(facts["checked"]) if "checked" in facts else None
    NoticeLink.objects.create(
        public_id=opaque("link", notice.slug, str(number)),
        notice=notice,
        number=number,
        label=reading.text(facts["label"]),
        address=facts["address"],
        kind=facts["kind"],
        languages=facts.get("languages", []),
        content_type=facts.get("content_type", ""),
        checked_at=checked_at,
        is_alive=True if checked_at else None,
        said="200" if checked_at else "",
    )


def _further(facts: Mapping[str, Any]) -> None:
    notice = Notice.objects.get(slug=facts["slug"])
    for number, slug in enumerate(facts.get("further", ()), start=1):
        notice.chosen.create(other=Notice.objects.get(slug=slug), number=number)


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(settings.TIME_ZONE))
