"""Notices are written, changed, published, withdrawn and archived."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.events.models import Host, Tag
from handschlag.foundation import uploads
from handschlag.foundation.errors import RuleBroken
from handschlag.portal import kinds, queries, verbs, wording
from handschlag.portal.models import Notice
from handschlag.portal.services.telling import tell
from handschlag.portal.states import STEPS

LINES = {"headline": 200, "location": 120, "source": 300, "when_text": 120}
"""Texts of one line, and how many letters they may have."""
PROSE = {"lead": 700, "body": 20_000}
PLAIN = (
    *("kind", "event", "shown_on", "has_day", "when_from", "when_until", "lacks_country"),
    *("embargo_until", "expires_at"),
)
CHANGEABLE = (*LINES, *PROSE, "source_address", *PLAIN, "tags")
"""What a change may speak of; ``tags`` are rows, ``kind`` and ``event`` a row, texts a ``Text``."""
EARLIEST, LATEST = date(1990, 1, 1), date(2200, 1, 1)
LONGEST_SLUG = 60
TAKEN = _("This address is taken or not made of small letters, digits and hyphens. Please choose another one.")


@transaction.atomic
def make(host: Host, facts: Mapping[str, Any], *, slug: str = "", by: User | None, now: datetime) -> Notice:
    """Write a draft; ``facts`` are of ``CHANGEABLE``, the headline in one language at least.

    Without a kind it is of the host's first one, without a date of today. The address follows from the headline.
    Raises ``RuleBroken``: "slug" (taken), and what ``change`` raises.
    """
    known = _cleaned(facts, host)
    tags = known.pop("tags", ())
    known.setdefault("kind", kinds.first_of(host))
    known.setdefault("shown_on", timezone.localdate(now))
    notice = Notice(host=host, **known)
    _check(notice)
    notice.slug = _slug(notice.headline, wanted=slug) or f"n-{notice.public_id.lower().replace('_', '-')}"
    try:
        with transaction.atomic():
            notice.save(force_insert=True)
    except IntegrityError as taken:  # by somebody who was faster
        raise RuleBroken(TAKEN, code="slug") from taken
    notice.tags.set(tags)
    tell(verbs.NOTICE_MADE, notice, by=by, now=now)
    return notice


@transaction.atomic
def change(notice: Notice, facts: Mapping[str, Any], *, by: User | None, now: datetime) -> Notice:
    """Change what ``facts`` (of ``CHANGEABLE``) speak of; what is not named stays.

    Raises ``RuleBroken``: "headline" (none), "kind", "event", "tags" (not of this host), "range" (ends before it
    begins, or has no beginning), "date" (not of our time), "expiry" (before it appears), "long", and what
    ``wording.address`` raises.
    """
    locked = _locked(notice)
    after = _cleaned(facts, locked.host)
    tags = after.pop("tags", None)
    texts = {name: wording.merged(getattr(locked, name), after[name]) for name in after if name in LINES | PROSE}
    changed = {name: value for name, value in (after | texts).items() if value != getattr(locked, name)}
    for name, value in changed.items():
        setattr(locked, name, value)
    _check(locked)
    names = [*changed, *(["tags"] if tags is not None and _retagged(locked, tags) else [])]
    if names:
        locked.save(update_fields=[*changed, "changed_at"])
        tell(verbs.NOTICE_CHANGED, locked, by=by, now=now, changed=names)
    return locked


@transaction.atomic
def publish(notice: Notice, *, at: datetime | None = None, by: User | None, now: datetime) -> Notice:
    """Let everybody see it, now or from ``at`` on; an embargo holds it back until it ends.

    Raises ``RuleBroken``: "state", "expiry" (it would be over before it appears).
    """
    locked = _stepping(notice, "publish", now)
    locked.published_at = at or now
    _check(locked)
    locked.save(update_fields=["published_at", "changed_at"])
    tell(verbs.NOTICE_PUBLISHED, locked, by=by, now=now, at=locked.published_at.isoformat())
    return locked


@transaction.atomic
def withdraw(notice: Notice, *, by: User, now: datetime) -> Notice:
    """It is a draft again, and nobody sees it. Raises ``RuleBroken``: "state"."""
    locked = _stepping(notice, "withdraw", now)
    locked.published_at = None
    locked.save(update_fields=["published_at", "changed_at"])
    tell(verbs.NOTICE_WITHDRAWN, locked, by=by, now=now)
    return locked


@transaction.atomic
def archive(notice: Notice, *, by: User, now: datetime) -> Notice:
    """It stays at its address, marked, and stands in the archive only. Raises ``RuleBroken``: "state"."""
    locked = _stepping(notice, "archive", now)
    locked.archived_at = now
    locked.save(update_fields=["archived_at", "changed_at"])
    tell(verbs.NOTICE_ARCHIVED, locked, by=by, now=now)
    return locked


@transaction.atomic
def take_back(notice: Notice, *, by: User, now: datetime) -> Notice:
    """It is current again, unless it has expired. Raises ``RuleBroken``: "state"."""
    locked = _stepping(notice, "take_back", now)
    locked.archived_at = None
    locked.save(update_fields=["archived_at", "changed_at"])
    tell(verbs.NOTICE_TAKEN_BACK, locked, by=by, now=now)
    return locked


@transaction.atomic
def delete(notice: Notice, *, by: User, now: datetime) -> None:
    """Delete a draft. What everybody has seen is archived instead. Raises ``RuleBroken``: "state"."""
    locked = _stepping(notice, "delete", now)
    tell(verbs.NOTICE_DELETED, locked, by=by, now=now)
    files = [one.file for one in locked.attachments.select_related("file")]
    locked.delete()
    for stored in files:
        uploads.let_go(stored)


def _locked(notice: Notice) -> Notice:
    return Notice.objects.select_for_update(of=("self",)).select_related("host").get(pk=notice.pk)


def _stepping(notice: Notice, step: str, now: datetime) -> Notice:
    """The notice, locked, if this step may be taken from where it stands."""
    locked = _locked(notice)
    STEPS.check(queries.state(locked, now), step)
    return locked


def _cleaned(facts: Mapping[str, Any], host: Host) -> dict[str, Any]:
    unknown = set(facts) - set(CHANGEABLE)
    if unknown:
        raise ValueError(f"a notice has nothing to change called {', '.join(sorted(unknown))}")
    known = dict(facts)
    for name in LINES.keys() & known.keys():
        known[name] = wording.cleaned(known[name], longest=LINES[name], label=verbs.NOTICE_FIELDS[name])
    for name in PROSE.keys() & known.keys():
        label = verbs.NOTICE_FIELDS[name]
        known[name] = wording.cleaned(known[name], longest=PROSE[name], label=label, is_line=False)
    if known.get("source_address"):
        known["source_address"] = wording.address(known["source_address"])
    if "tags" in known:
        known["tags"] = _of_host(known["tags"], host)
    return known


def _of_host(tags: Iterable[Tag], host: Host) -> list[Tag]:
    given = list(tags)
    if any(tag.host_id != host.pk for tag in given):
        raise RuleBroken(_("This region or sector belongs to another host. Please choose one of yours."), code="tags")
    return given


def _check(notice: Notice) -> None:
    if not notice.headline:
        raise RuleBroken(_("Please write a headline in one language at least."), code="headline")
    if notice.kind.host_id != notice.host_id:
        raise RuleBroken(_("This kind of notices belongs to another host. Please choose one of yours."), code="kind")
    if notice.event is not None and notice.event.host_id != notice.host_id:
        raise RuleBroken(_("This event belongs to another host. Please choose one of yours."), code="event")
    _check_dates(notice)
    appears = max(filter(None, (notice.published_at, notice.embargo_until)), default=None)
    if notice.expires_at is not None and appears is not None and notice.expires_at <= appears:
        raise RuleBroken(
            _("The notice would expire before it appears. Please correct one of the times."), code="expiry"
        )


def _check_dates(notice: Notice) -> None:
    days = [day for day in (notice.shown_on, notice.when_from, notice.when_until) if day is not None]
    if not all(EARLIEST <= day < LATEST for day in days):
        raise RuleBroken(_("Please check the year of the dates."), code="date")
    if notice.when_until is not None and (notice.when_from is None or notice.when_until < notice.when_from):
        raise RuleBroken(
            _("The known end needs a known beginning that is not after it. Please correct the dates."), code="range"
        )


def _retagged(notice: Notice, tags: Iterable[Tag]) -> bool:
    before = set(notice.tags.values_list("pk", flat=True))
    after = {tag.pk for tag in tags}
    notice.tags.set(after)
    return before != after


def _slug(headline: Text, *, wanted: str) -> str:
    """The wanted address, or one made of the headline with a number behind it where it is taken."""
    if wanted:
        if Notice.objects.filter(slug=wanted).exists() or slugify(wanted) != wanted:
            raise RuleBroken(TAKEN, code="slug")
        return wanted
    stem = slugify(headline.best(("en", "de")).text)[:LONGEST_SLUG].strip("-")
    taken = set(Notice.objects.filter(slug__startswith=stem).values_list("slug", flat=True)) if stem else set()
    names = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 2)))
    return next((name for name in names if name not in taken), "")
