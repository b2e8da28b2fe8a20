"""Writes what the law asks the hosts of the demonstration to say, and the feed of a partner, where it is not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone

from handschlag.events.models import Host
from handschlag.portal.accessibility import TEXTS, Statement
from handschlag.portal.models import FeedSource, LegalKind, LegalPage
from handschlag.portal.services import legal
from handschlag.site.demo import hosts, reading

PARTNER = {"title": "Handelskammer Nebenan (fiktiv)", "language": "de", "is_on": False}


def load() -> None:
    """For each host that has no legal page yet, all of them."""
    for slug in reading.read("hosts.toml"):
        host = hosts.host(slug)
        if not LegalPage.objects.filter(host=host).exists():
            _write(host)
        FeedSource.objects.get_or_create(host=host, address="https://kammer.example/meldungen.atom", defaults=PARTNER)


def _write(host: Host) -> None:
    written = reading.read("legal.toml")
    for kind in LegalKind:
        facts = written[kind.value]
        legal.write(
            host,
            kind,
            text=reading.text({code: facts[code].strip() for code, _name in settings.LANGUAGES if code in facts}),
            facts=_facts(kind, facts),
            video_address=facts.get("video_address", ""),
            by=None,
            now=timezone.now(),
        )


def _facts(kind: LegalKind, facts: Mapping[str, Any]) -> dict[str, Any]:
    if kind == LegalKind.ACCESSIBILITY:
        texts = {name: reading.text(facts[name]) for name in TEXTS if name in facts}
        return Statement(**{**facts, **texts}).as_data()
    return {name: facts[name].strip() for name in ("officer", "authority") if name in facts}
