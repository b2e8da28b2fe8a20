"""Reading notices: all for everybody is asked with the time at which it is read, and never shows what is not due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    F,
    Func,
    IntegerField,
    Model,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest

from handschlag.events import queries as events
from handschlag.events.models import Event, Host, Tag
from handschlag.events.queries import Mark
from handschlag.foundation.prepared import Prepared
from handschlag.portal.models import Attachment, Notice, NoticeLink, Related
from handschlag.portal.states import NoticeState

MOST_FURTHER = 4
NEAREST = 12
"""How many notices before and after one are looked at for further ones."""
FAR = timedelta(days=1)


def state(notice: Notice, now: datetime) -> NoticeState:
    """Where a notice stands."""
    if notice.published_at is None:
        return NoticeState.DRAFT
    if notice.embargo_until is not None and notice.embargo_until > now:
        return NoticeState.EMBARGOED
    if notice.published_at > now:
        return NoticeState.SCHEDULED
    if notice.archived_at is not None:
        return NoticeState.ARCHIVED
    is_over = notice.expires_at is not None and notice.expires_at <= now
    return NoticeState.EXPIRED if is_over else NoticeState.PUBLISHED


def _seen(now: datetime) -> Q:
    return Q(published_at__lte=now) & (Q(embargo_until=None) | Q(embargo_until__lte=now))


def _over(now: datetime) -> Q:
    return Q(expires_at__lte=now) | ~Q(archived_at=None)


def visible(now: datetime) -> QuerySet[Notice]:
    """All that has ever been due: what is current, and what lies in the archive. The newest first."""
    return Notice.objects.filter(_seen(now)).select_related("host", "kind", "feed")


def everybodys(now: datetime) -> QuerySet[Notice]:
    """What is current: published, not expired, not archived. The newest first."""
    return visible(now).exclude(expires_at__lte=now).filter(archived_at=None)


def archive(now: datetime) -> QuerySet[Notice]:
    """What was current once: expired or archived. The newest first."""
    return visible(now).filter(_over(now))


def by_occasion(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    """By the beginning of what they tell of, the latest first; of an uncertain date, by that of the known range."""
    return rows.order_by(F("when_from").desc(nulls_last=True), "-shown_on", "-pk")


@dataclass(frozen=True, slots=True)
class Told:
    """A notice with all that stands on its page."""

    notice: Notice
    state: NoticeState
    event: Event | None
    links: tuple[NoticeLink, ...]
    attachments: tuple[Attachment, ...]
    marks: tuple[Mark, ...]
    further: tuple[Notice, ...]
    all_current: int


def told(slug: str, now: datetime) -> Told | None:
    """The notice of this address, if everybody may see it; the same number of queries whatever belongs to it."""
    notice = (
        visible(now)
        .filter(slug=slug)
        .prefetch_related(
            "links",
            Prefetch("attachments", Attachment.objects.select_related("file")),
            Prefetch("tags", Tag.objects.order_by("kind", "number", "slug")),
        )
        .first()
    )
    if notice is None:
        return None
    event = events.with_details(events.everybodys(now).filter(pk=notice.event_id or 0)).first()
    return Told(
        notice=notice,
        state=state(notice, now),
        event=event,
        links=tuple(notice.links.all()),
        attachments=tuple(notice.attachments.all()),
        marks=events.marks(event) if event is not None else (),
        further=tuple(further(notice, now)),
        all_current=everybodys(now).count(),
    )


def further(notice: Notice, now: datetime, most: int = MOST_FURTHER) -> list[Notice]:
    """Other current notices: those chosen by hand, then those that share most tags, then the nearest in time."""
    known = everybodys(now).exclude(pk=notice.pk)
    by_hand = known.filter(chosen_by__notice=notice).order_by("chosen_by__number", "chosen_by__pk")
    first = list(by_hand[:most])
    if len(first) == most:
        return first
    others = known.filter(host=notice.host_id).exclude(pk__in=[one.pk for one in first])
    return [*first, *_nearest(notice, others, most - len(first))]


def _nearest(notice: Notice, others: QuerySet[Notice], most: int) -> list[Notice]:
    tags = [tag.pk for tag in notice.tags.all()]
    sharing = tagged().filter(notice=OuterRef("pk"), tag__in=tags)
    near = Q()
    for rows in (others.filter(Exists(sharing)), others):
        plain = rows.select_related(None)
        before = plain.filter(shown_on__lte=notice.shown_on).order_by("-shown_on", "-pk")
        after = plain.filter(shown_on__gt=notice.shown_on).order_by("shown_on", "pk")
        near |= Q(pk__in=before.values("pk")[:NEAREST]) | Q(pk__in=after.values("pk")[:NEAREST])
    counted = sharing.order_by().values("notice").annotate(n=Count("pk")).values("n")
    shared = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    found = others.filter(near).annotate(shared=shared)
    ranked = sorted(found, key=lambda one: (-one.shared, abs(one.shown_on - notice.shown_on), -one.pk))
    return list(ranked[:most])


def tagged() -> QuerySet[Model]:
    """The tags of notices, a row for each."""
    return Notice.tags.through.objects.all()


def _coming(now: Any) -> QuerySet[Notice, Any]:
    appears = Greatest("published_at", Coalesce("embargo_until", "published_at"))
    due = Q(published_at__gt=now) | Q(embargo_until__gt=now)
    return _first(Notice.objects.filter(due, archived_at=None).exclude(published_at=None), appears)


def _going(now: Any) -> QuerySet[Notice, Any]:
    return _first(Notice.objects.filter(published_at__lte=now, expires_at__gt=now, archived_at=None), F("expires_at"))


def _first(rows: QuerySet[Notice], moment: Combinable) -> QuerySet[Notice, Any]:
    return rows.order_by().values(at=Func(moment, function="MIN", output_field=DateTimeField()))


_COMING: Prepared[dict[str, Any]] = Prepared(_coming, now=DateTimeField())
_GOING: Prepared[dict[str, Any]] = Prepared(_going, now=DateTimeField())


def next_change(now: datetime) -> datetime:
    """When what everybody sees of notices changes by itself; a day from now if nothing is due before."""
    moments = (_COMING.ask(now=now)[0]["at"], _GOING.ask(now=now)[0]["at"], now + FAR)
    return min(moment for moment in moments if moment is not None and moment > now)


def flagged(host: Host) -> QuerySet[Notice]:
    """Notices at which an editor has something to find out: the date is not certain, or the country is missing."""
    open_ends = ~Q(when_text={}) | Q(lacks_country=True)
    return Notice.objects.filter(open_ends, host=host, archived_at=None).select_related("kind").order_by("when_from")


def of_host(host: Host) -> QuerySet[Notice]:
    """All notices of a host, drafts too, for those who edit them."""
    return Notice.objects.filter(host=host).select_related("kind", "event").order_by("-changed_at", "-pk")


def tags_of(host: Host) -> list[Tag]:
    """The regions and sectors of a host in their order; each knows its ``events_count`` and ``notices_count``."""
    of_events, of_notices = Event.tags.through.objects.all(), tagged()
    counts = {"events_count": _how_many(of_events), "notices_count": _how_many(of_notices)}
    return list(Tag.objects.filter(host=host).annotate(**counts))


def _how_many(rows: QuerySet) -> Coalesce:
    counted = rows.filter(tag=OuterRef("pk")).order_by().values("tag").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def chosen_by_hand(notice: Notice) -> Iterable[Related]:
    """What editors have chosen as further notices, whatever state that is in."""
    return notice.chosen.select_related("other", "other__kind")
