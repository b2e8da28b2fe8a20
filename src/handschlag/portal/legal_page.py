"""What stands on the legal pages of a host: its own words, and what follows from how the site works."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from handschlag.engine.language import Reading
from handschlag.events.models import Host
from handschlag.foundation import markdown
from handschlag.foundation.personal import Group
from handschlag.foundation.reading import best
from handschlag.portal.accessibility import Statement
from handschlag.portal.models import LegalKind, LegalPage
from handschlag.privacy import queries as of_privacy
from handschlag.privacy.queries import Kept, Worded

NEEDED = (LegalKind.IMPRINT, LegalKind.PRIVACY, LegalKind.ACCESSIBILITY)
"""What the law asks every host for; all others are for those who need them."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """For what data are used, and what of it is kept how long."""

    worded: Worded
    kept: tuple[Kept, ...]

    @property
    def groups(self) -> list[Group]:
        return [one.group for one in self.kept]


def of(host: Host, kind: LegalKind) -> LegalPage:
    """The page of this kind; one that nobody has written is empty and not stored."""
    found = LegalPage.objects.select_related("video").filter(host=host, kind=kind).first()
    page = found or LegalPage(host=host, kind=kind)
    page.host = host
    return page


def is_there(page: LegalPage) -> bool:
    """Whether the host has said what belongs on this page."""
    if page.kind == LegalKind.ACCESSIBILITY:
        return Statement.read(page.facts).is_there
    if page.kind == LegalKind.SIGN_LANGUAGE:
        return bool(page.video_id or page.video_address)
    return bool(page.text)


def missing(host: Host) -> list[LegalKind]:
    """What the host has yet to say of all that the law asks for."""
    there = {page.kind for page in LegalPage.objects.filter(host=host) if is_there(page)}
    return [kind for kind in NEEDED if kind not in there]


def context(page: LegalPage) -> dict[str, Any]:
    """All that the template takes."""
    body: Reading = best(page.text)
    told: dict[str, Any] = {
        "page": page,
        "host": page.host,
        "kind": LegalKind(page.kind),
        "is_there": is_there(page),
        "body": markdown.html(body.text),
        "body_reading": body,
        "site": settings.BASE_URL,
    }
    if page.kind == LegalKind.ACCESSIBILITY:
        told["statement"] = Statement.read(page.facts)
    if page.kind == LegalKind.PRIVACY:
        told["purposes"] = purposes(page.host)
    return told


def purposes(host: Host) -> list[Purpose]:
    """For what the host uses data, in the words that count today."""
    kept = {one.group.key: one for one in of_privacy.kept(host)}
    return [Purpose(one, tuple(_of(one.groups, kept))) for one in of_privacy.purposes(host)]


def _of(groups: Iterable[Group], kept: dict[str, Kept]) -> Iterable[Kept]:
    return (kept[group.key] for group in groups)
