"""Regions and sectors of a host, and which of them an event has."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from handschlag.accounts.models import User
from handschlag.engine.language import Text, Version, prose
from handschlag.events import verbs
from handschlag.events.models import Event, Host, Tag, TagKind
from handschlag.foundation import audit, revisions, turns
from handschlag.foundation.errors import RuleBroken

LONGEST_NAME, LONGEST_SLUG = 60, 60
MOST = 200
"""Tags of one host."""


@transaction.atomic
def make(host: Host, kind: TagKind, *, slug: str = "", name: Text, by: User, now: datetime) -> Tag:
    """A new tag, the last of its kind; without a ``slug`` it gets one that is like its name.

    Raises ``RuleBroken``: "name" (in no language), "long", "slug" (taken, or no slug), "many".
    """
    known = _locked(host)
    if len(known) >= MOST:
        raise RuleBroken(_("A host has %(most)s regions and sectors at most."), code="many", params={"most": MOST})
    name, of_kind = _named(name), [one for one in known if one.kind == kind]
    if slug and slugify(slug) != slug:
        raise RuleBroken(_("An address has small letters, digits and hyphens only, such as saxony."), code="slug")
    slug = slug or _slug(name, {one.slug for one in of_kind})
    number = max((one.number for one in of_kind), default=0) + 1
    try:
        with transaction.atomic():
            tag = host.tags.create(kind=kind, slug=slug, name=name, number=number)
    except IntegrityError as taken:
        raise RuleBroken(_("There is such a tag already."), code="slug") from taken
    audit.record(by, verbs.TAG_MADE, tag, scope=host.slug, now=now)
    return tag


@transaction.atomic
def change(
    tag: Tag, *, name: Text, after: str | None = None, based_on: int | None = None, by: User, now: datetime
) -> Tag:
    """Call it otherwise wherever it stands, and put it behind another one of its kind.

    ``after`` is the id of that one, empty for the first place; None leaves it where it is. Raises ``RuleBroken``:
    "name", "long", "place" (nothing to stand behind), "gone", "outdated" (see ``turns.taken``).
    """
    listed = [one for one in _locked(tag.host) if one.kind == tag.kind]
    tag = turns.taken(tag, "host", based_on=based_on)
    changed = turns.differing(tag, {"name": _named(name)})
    has_moved = after is not None and turns.put(listed, tag, after=after)
    if changed or has_moved:
        turns.keep(tag, changed)
        _say(tag)
        audit.record(by, verbs.TAG_CHANGED, tag, scope=tag.host.slug, now=now)
    return tag


@transaction.atomic
def merge(tag: Tag, other: Tag, *, by: User, now: datetime) -> Tag:
    """Whatever has the tag has the other one from now on, on this floor and above; the tag itself goes.

    Raises ``RuleBroken``: "other" (itself, of another host or of another kind), "gone".
    """
    if other.pk == tag.pk or (other.host_id, other.kind) != (tag.host_id, tag.kind):
        raise RuleBroken(_("Please choose another tag of the same kind."), code="other")
    _locked(tag.host)
    gone, kept = (turns.taken(one, "host") for one in (tag, other))
    name = str(gone)
    for things in _having(gone):
        getattr(kept, things.accessor).add(*things.keys())
    _say(gone)
    gone.delete()
    turns.keep(kept, [])
    _say(kept)
    audit.record(by, verbs.TAG_MERGED, kept, scope=kept.host.slug, now=now, name=name)
    return kept


@transaction.atomic
def remove(tag: Tag, *, by: User, now: datetime) -> None:
    """Take away a tag that nothing has. Raises ``RuleBroken``: "used", "gone"."""
    locked = turns.taken(tag, "host")
    if count := sum(len(things.keys()) for things in _having(locked)):
        raise RuleBroken(
            ngettext_lazy(
                "One event or notice has this tag. Please merge it into another tag, or take it away there first.",
                "%(count)s events and notices have this tag. Please merge it into another tag, or take it away there"
                " first.",
                count,
            ),
            code="used",
            params={"count": count},
        )
    name, host = str(locked), locked.host
    _say(locked)
    locked.delete()
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


def _locked(host: Host) -> list[Tag]:
    """All tags of the host in their order; nobody else adds, moves or merges any until the transaction ends."""
    Host.objects.select_for_update().get(pk=host.pk)
    return list(Tag.objects.filter(host=host))


class _Things:
    """The things of one sort that have a tag; this floor need not know which sorts there are."""

    def __init__(self, tag: Tag, accessor: str) -> None:
        self.accessor, self._rows = accessor, getattr(tag, accessor)

    def keys(self) -> list[Any]:
        return list(self._rows.order_by().values_list("pk", flat=True))


def _having(tag: Tag) -> Iterator[_Things]:
    for relation in Tag._meta.related_objects:
        if relation.many_to_many and (accessor := relation.get_accessor_name()):
            yield _Things(tag, accessor)


def _named(name: Text) -> Text:
    lines = {code: Version(prose.line(one.text), one.origin) for code, one in name.versions.items()}
    kept = Text({code: one for code, one in lines.items() if one.text})
    if not kept:
        raise RuleBroken(_("Please give it a name in one language at least."), code="name")
    if any(len(one.text) > LONGEST_NAME for one in kept.versions.values()):
        raise RuleBroken(_("A name has %(most)s characters at most."), code="long", params={"most": LONGEST_NAME})
    return kept


def _slug(name: Text, known: set[str]) -> str:
    stem = slugify(name.best(("en", "de")).text)[: LONGEST_SLUG - 4].strip("-") or "tag"
    return next(one for one in (stem, *(f"{stem}-{number}" for number in range(2, MOST + 2))) if one not in known)


def _say(tag: Tag) -> None:
    """Everything that shows it has changed: the pages of its events, and what the host shows."""
    for slug in sorted([*tag.events.values_list("slug", flat=True), f"host:{tag.host.slug}"]):
        revisions.bump(slug, "public")
