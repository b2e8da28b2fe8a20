"""Regions and sectors of a host, and which of them an event has."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.events import verbs
from handschlag.events.models import Event, Host, Tag, TagKind
from handschlag.foundation import audit, revisions
from handschlag.foundation.errors import RuleBroken


@transaction.atomic
def make(host: Host, kind: TagKind, *, slug: str, name: Text, by: User, now: datetime) -> Tag:
    """A new tag. Raises ``RuleBroken``: "name" (in no language), "slug" (taken)."""
    _check(name)
    try:
        with transaction.atomic():
            tag = host.tags.create(kind=kind, slug=slug, name=name)
    except IntegrityError as taken:
        raise RuleBroken(_("There is such a tag already."), code="slug") from taken
    audit.record(by, verbs.TAG_MADE, tag, scope=host.slug, now=now)
    return tag


@transaction.atomic
def rename(tag: Tag, name: Text, *, by: User, now: datetime) -> Tag:
    """Call it otherwise wherever it stands. Raises ``RuleBroken``: "name"."""
    _check(name)
    tag.name = name
    tag.save(update_fields=["name", "changed_at"])
    _say(tag)
    audit.record(by, verbs.TAG_CHANGED, tag, scope=tag.host.slug, now=now)
    return tag


@transaction.atomic
def remove(tag: Tag, *, by: User, now: datetime) -> None:
    """Take it away, also from all that has it."""
    _say(tag)
    name, host = str(tag), tag.host
    tag.delete()
    audit.record(by, verbs.TAG_REMOVED, host, scope=host.slug, now=now, name=name)


@transaction.atomic
def set_tags(event: Event, tags: Collection[Tag], *, by: User, now: datetime) -> None:
    """Give the event these tags and no others. Raises ``RuleBroken``: "host" (a tag of another host)."""
    if any(tag.host_id != event.host_id for tag in tags):
        raise RuleBroken(_("This tag belongs to another host."), code="host")
    if {tag.pk for tag in tags} == set(event.tags.values_list("pk", flat=True)):
        return
    event.tags.set(tags)
    revisions.bump(event.slug, "public")
    names = ", ".join(str(tag) for tag in tags)
    audit.record(by, verbs.EVENT_TAGGED, event, scope=event.host.slug, event=event.slug, now=now, tags=names)


def _check(name: Text) -> None:
    if not name:
        raise RuleBroken(_("Please give it a name in one language at least."), code="name")


def _say(tag: Tag) -> None:
    """Everything that shows it has changed: the pages of its events, and what the host shows."""
    for slug in [*sorted(tag.events.values_list("slug", flat=True)), f"host:{tag.host.slug}"]:
        revisions.bump(slug, "public")
