"""Notices of partners are brought in: once each, kept up to date, and never over what an editor has changed here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from handschlag.engine.language import Text, Version
from handschlag.foundation import fetching, jobs
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import Job, JobState
from handschlag.portal import gateway, kinds, letters
from handschlag.portal.entries import Entry
from handschlag.portal.models import FeedEntry, FeedSource, Notice
from handschlag.portal.sameness import Known
from handschlag.portal.services import notices, sources
from handschlag.portal.troubles import NoFeed

KIND = "portal.feed"
HOUR = timedelta(hours=1)
SPREAD = timedelta(minutes=10)
"""By how much the hours of feeds differ, so that not all are read at once."""
AT_ONCE = 20
MOST_FAILURES = 10
KEPT_FOR = timedelta(days=1)
TEXTS = ("headline", "lead", "body")


@dataclass(frozen=True, slots=True)
class Brought:
    """How many notices are new, and how many say something else than before."""

    new: int = 0
    changed: int = 0


def begin_due(now: datetime) -> int:
    """Let workers read the feeds whose time has come; how many. Two who ask at once begin each of them once."""
    due = FeedSource.objects.filter(is_on=True, fetch_at__lte=now).order_by("fetch_at", "pk")[:AT_ONCE]
    return sum([_begin(source, now) for source in due])


@transaction.atomic
def _begin(source: FeedSource, now: datetime) -> bool:
    still_due = FeedSource.objects.filter(pk=source.pk, is_on=True, fetch_at=source.fetch_at)
    if not still_due.update(fetch_at=now + HOUR + SPREAD * (source.pk % 7 / 7)):
        return False
    Job.objects.filter(kind=KIND, state=JobState.DONE, ended_at__lt=now - KEPT_FOR).delete()
    jobs.start(KIND, {"source": source.pk})
    return True


def bring_in(source: FeedSource, *, now: datetime, beat: Callable[[], object] = lambda: None) -> Brought:
    """Read a feed and bring in what is new and what has changed there; what goes wrong is noted with the feed."""
    try:
        answer = gateway.ask(source.address, etag=source.etag, modified=source.modified, beat=beat)
        if answer.feed is not None and not answer.feed.is_feed:
            raise NoFeed("feed")
    except RuleBroken as broken:
        _note_failure(source, str(broken.code), now=now)
        return Brought()
    brought = take(source, answer.feed.entries, now=now, beat=beat) if answer.feed is not None else Brought()
    FeedSource.objects.filter(pk=source.pk).update(
        fetched_at=now, etag=answer.etag, modified=answer.modified, failures=0, trouble="", changed_at=now
    )
    return brought


@transaction.atomic
def _note_failure(source: FeedSource, code: str, *, now: datetime) -> None:
    """Count it; the tenth in a row switches the feed off, and those who edit the portal are told."""
    locked = FeedSource.objects.select_for_update(of=("self",)).select_related("host").get(pk=source.pk)
    locked.failures, locked.trouble = locked.failures + 1, code
    locked.save(update_fields=["failures", "trouble", "changed_at"])
    if locked.is_on and locked.failures >= MOST_FAILURES:
        letters.tell_of_silence(sources.switch_off(locked, by=None, now=now), now=now)


def take(
    source: FeedSource, entries: Iterable[Entry], *, now: datetime, beat: Callable[[], object] = lambda: None
) -> Brought:
    """Bring in entries, the last first: feeds begin with the newest. Each is a transaction of its own."""
    listed = [(entry.foreign_id, _values(entry, now=now)) for entry in reversed(list(entries))]
    before = source.entries.filter(foreign_id__in=[name for name, _values in listed]).select_related("notice")
    kept = {one.foreign_id: one for one in before}
    known = Known(source.host, [values for name, values in listed if name not in kept])
    new = changed = 0
    for name, values in listed:
        beat()
        if name in kept and kept[name].values == values:
            continue
        if name in kept:
            changed += _change(source, kept[name], values, now=now)
        elif twin := known.like(values):
            changed += _meet(source, name, twin, values, now=now)
        elif notice := _make(source, name, values, now=now):
            known.add(notice)
            new += 1
    return Brought(new, changed)


@transaction.atomic
def _make(source: FeedSource, name: str, values: dict[str, Any], *, now: datetime) -> Notice | None:
    """A new notice; None if it says something that no notice may say, which is then known and not shown."""
    facts = {
        **{field: Text.of(**{source.language: values[field]}) for field in TEXTS},
        "source": Text.of(**{source.language: source.title}),
        "source_address": values["source_address"],
        "kind": source.kind or kinds.first_of(source.host),
        "shown_on": _day(values) or timezone.localdate(now),
    }
    try:
        with transaction.atomic():
            notice = notices.make(source.host, facts, by=None, now=now)
            if source.shows_at_once:
                notices.publish(notice, by=None, now=now)
    except RuleBroken:
        _keep(source, name, None, values, now=now)
        return None
    Notice.objects.filter(pk=notice.pk).update(feed=source, foreign_id=name)
    _keep(source, name, notice, values, now=now)
    return notice


@transaction.atomic
def _change(source: FeedSource, before: FeedEntry, values: dict[str, Any], *, now: datetime) -> bool:
    """Take over what the partner has changed, where it is still the partner's; whether anything was."""
    facts = _news(before.notice, before.values, values, source.language) if before.notice is not None else {}
    try:
        with transaction.atomic():
            if facts and before.notice is not None:
                notices.change(before.notice, facts, by=None, now=now)
    except RuleBroken:  # what it says now may not be said here
        facts = {}
    FeedEntry.objects.filter(pk=before.pk).update(values=values, seen_at=now)
    return bool(facts)


def _meet(source: FeedSource, name: str, twin: Notice, values: dict[str, Any], *, now: datetime) -> bool:
    """Another name for what is known: of this feed, which calls it something else now, or of somebody else's."""
    is_own = twin.feed_id == source.pk
    old = source.entries.filter(notice=twin).order_by("-seen_at", "-pk").first() if is_own else None
    entry = _keep(source, name, twin if is_own else None, old.values if old is not None else values, now=now)
    return _change(source, entry, values, now=now)


def _news(notice: Notice, before: dict[str, Any], after: dict[str, Any], language: str) -> dict[str, Any]:
    """What is to be changed in the notice: fields that the partner has changed and nobody here."""
    facts: dict[str, Any] = {}
    for field in TEXTS:
        text: Text = getattr(notice, field)
        here = text.versions[language].text if language in text.versions else ""
        if here == before.get(field) != after[field]:
            facts[field] = Text({**text.versions, language: Version(after[field])})
    if notice.source_address == before.get("source_address") != after["source_address"]:
        facts["source_address"] = after["source_address"]
    if str(notice.shown_on) == before.get("shown_on") != after["shown_on"] and (day := _day(after)):
        facts["shown_on"] = day
    return facts


def _keep(source: FeedSource, name: str, notice: Notice | None, values: dict[str, Any], *, now: datetime) -> FeedEntry:
    return FeedEntry.objects.create(source=source, foreign_id=name, notice=notice, values=values, seen_at=now)


def _values(entry: Entry, *, now: datetime) -> dict[str, Any]:
    """What is compared: the words, an address that may be led to, and a day that has been."""
    return {
        **{field: getattr(entry, field) for field in TEXTS},
        "source_address": _address(entry.address),
        "shown_on": _past_day(entry.at, now=now),
    }


def _address(written: str) -> str:
    try:
        return fetching.check(written) if written else ""
    except fetching.Refused:
        return ""


def _past_day(at: str, *, now: datetime) -> str:
    """The day in the site's time zone; none where it is still to come, or was before there were such pages."""
    moment = datetime.fromisoformat(at) if at else None
    if moment is None or moment > now or timezone.localdate(moment) < notices.EARLIEST:
        return ""
    return str(timezone.localdate(moment))


def _day(values: dict[str, Any]) -> date | None:
    return date.fromisoformat(values["shown_on"]) if values["shown_on"] else None
