"""The hosts of the demonstration, and what belongs to them: tags and an office that answers."""

from __future__ import annotations

from typing import Any

from handschlag.engine.language import Text
from handschlag.events.models import Host, Tag
from handschlag.site.demo.reading import read, text

OFFICES = {
    "wfs": Text.of(de="Team Außenwirtschaft", en="Foreign-trade team", ru="Отдел внешнеэкономических связей"),
    "elbeland": Text.of(de="Team Internationales", en="International team", ru="Международный отдел"),
}


def host(slug: str) -> Host:
    """The host, made where it is not there yet."""
    written = read("hosts.toml")[slug]
    facts = {name: written[name] for name in ("name", "short_name", "address")}
    return Host.objects.get_or_create(slug=slug, defaults=facts)[0]


def tags(host: Host, *slugs: str) -> list[Tag]:
    """These tags of the host, made where they are not there yet."""
    known = {
        slug: (kind, name) for kind, of_kind in read("tags.toml")[host.slug].items() for slug, name in of_kind.items()
    }
    return [_tag(host, slug, *known[slug]) for slug in slugs]


def contact(host: Host) -> dict[str, Any]:
    """Who answers questions about an event of this host."""
    return {"contact_office": OFFICES[host.slug], "contact_email": f"international@{host.slug}.example"}


def _tag(host: Host, slug: str, kind: str, name: dict[str, str]) -> Tag:
    return Tag.objects.get_or_create(host=host, kind=kind, slug=slug, defaults={"name": text(name)})[0]
