"""Feeds of partners are taken up, switched on and off, and given up."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.events.models import Host
from handschlag.foundation import audit, fetching
from handschlag.foundation.errors import RuleBroken
from handschlag.portal import verbs
from handschlag.portal.models import FeedSource, NoticeKind

MOST = 50
"""Feeds of one host."""


@transaction.atomic
def add(
    host: Host,
    address: str,
    *,
    title: str,
    language: str,
    kind: NoticeKind | None = None,
    shows_at_once: bool = True,
    by: User,
    now: datetime,
) -> FeedSource:
    """Take up a feed; a worker reads it at once, and every hour from then on.

    Raises ``RuleBroken``: "known" (the host has it already), "many", "kind" (of another host), and what
    ``fetching.check`` raises.
    """
    Host.objects.select_for_update().get(pk=host.pk)
    if host.feed_sources.count() >= MOST:
        raise RuleBroken(_("A host has %(most)s feeds at most."), code="many", params={"most": MOST})
    if kind is not None and kind.host_id != host.pk:
        raise RuleBroken(_("This kind of notices belongs to another host. Please choose one of yours."), code="kind")
    source = FeedSource(
        host=host,
        address=fetching.check(address),
        title=title,
        language=language,
        kind=kind,
        shows_at_once=shows_at_once,
        fetch_at=now,
    )
    try:
        with transaction.atomic():
            source.save(force_insert=True)
    except IntegrityError as known:
        raise RuleBroken(_("This feed is in your list already."), code="known") from known
    audit.record(by, verbs.FEED_ADDED, source, scope=host.slug, now=now, address=source.address)
    return source


@transaction.atomic
def switch_on(source: FeedSource, *, by: User, now: datetime) -> FeedSource:
    """Read it again, beginning now; what went wrong before is forgotten. Raises ``RuleBroken``: "state"."""
    locked = _locked(source)
    if locked.is_on:
        raise RuleBroken(_("This feed is switched on already."), code="state")
    _keep(locked, is_on=True, fetch_at=now, failures=0, trouble="")
    audit.record(by, verbs.FEED_SWITCHED_ON, locked, scope=locked.host.slug, now=now)
    return locked


@transaction.atomic
def switch_off(source: FeedSource, *, by: User | None, now: datetime) -> FeedSource:
    """No longer read it; its notices stay. Raises ``RuleBroken``: "state"."""
    locked = _locked(source)
    if not locked.is_on:
        raise RuleBroken(_("This feed is switched off already."), code="state")
    _keep(locked, is_on=False)
    audit.record(by, verbs.FEED_SWITCHED_OFF, locked, scope=locked.host.slug, now=now)
    return locked


@transaction.atomic
def read_soon(source: FeedSource, *, now: datetime) -> None:
    """Let a worker read it at its next look. Raises ``RuleBroken``: "state" (it is switched off)."""
    if not FeedSource.objects.filter(pk=source.pk, is_on=True).update(fetch_at=now, etag="", modified=""):
        raise RuleBroken(_("Please switch the feed on first."), code="state")


@transaction.atomic
def remove(source: FeedSource, *, by: User, now: datetime) -> None:
    """Give a feed up. Its notices stay, as the host's own from now on."""
    audit.record(by, verbs.FEED_REMOVED, source, scope=source.host.slug, now=now, address=source.address)
    source.delete()


def _locked(source: FeedSource) -> FeedSource:
    return FeedSource.objects.select_for_update(of=("self",)).select_related("host").get(pk=source.pk)


def _keep(source: FeedSource, **values: object) -> None:
    for name, value in values.items():
        setattr(source, name, value)
    source.save(update_fields=[*values, "changed_at"])
