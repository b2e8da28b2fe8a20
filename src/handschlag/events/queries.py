"""Reading events for everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, DateTimeField, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.events.models import (
    CompanySize,
    Document,
    EligibilityMark,
    Event,
    FeeLevel,
    Interpreter,
    Table,
    Tag,
    TagKind,
)
from handschlag.foundation.enclosed import enclosed, text
from handschlag.foundation.fragments import Rows, Written
from handschlag.foundation.prepared import Prepared

DAY = timedelta(days=1)
INTERPRETS = "interprets_at"
"""Under this name the events at which she interprets come with whoever reads a page."""
MOST_KEPT = 1_000
"""Events that are kept with what was written of them, once for lists and once for the page of each."""
CENT = Decimal("0.01")
OF_A_MARK = ("country", "scheme", "for_whom", "note", "valid_from", "valid_until", "source", "source_address")
OF_A_FEE = ("size", "amount", "currency", "note")
OF_A_DOCUMENT = ("public_id", "label")
OF_A_TAG = ("slug", "kind", "name", "number")

_signs: dict[str, Callable[[], Combinable]] = {}


@dataclass(frozen=True, slots=True)
class Mark:
    """A country that subsidises the fair for its companies."""

    country: str
    scheme: Text
    for_whom: Text
    note: Text
    valid_from: date | None
    valid_until: date | None
    source: str
    source_address: str

    def is_over(self, day: date) -> bool:
        """Whether it is no longer valid on this day."""
        return self.valid_until is not None and self.valid_until < day


@dataclass(frozen=True, slots=True)
class Fee:
    """What companies of a size pay."""

    size: CompanySize
    amount: Decimal
    currency: str
    note: Text


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of an event: by which id it is asked for, and what it is."""

    public_id: str
    label: Text
    name: str
    kind: str
    size: int


@dataclass(frozen=True, slots=True)
class Label:
    """A tag of an event."""

    slug: str
    kind: TagKind
    name: Text
    number: int = 0


@dataclass(frozen=True, slots=True)
class Front:
    """What this floor knows of an event for its public page. ``event`` also carries what floors above asked for."""

    event: Event
    marks: tuple[Mark, ...]
    fees: tuple[Fee, ...]
    documents: tuple[Paper, ...]
    tags: tuple[Label, ...]
    tables: int
    interpreters: int
    written: Written = field(default_factory=Written, init=False, compare=False, repr=False)


def sign(name: str, expression: Callable[[], Combinable]) -> None:
    """Let a floor above say something of every event that is read for everybody, such as when its plan was published.

    The expression speaks of the event by ``OuterRef("pk")``; the event carries its value under this name.
    """
    _signs[name] = expression


def published(now: datetime) -> QuerySet[Event]:
    """The events that everybody sees now, and nothing with them: to be asked about what belongs to them."""
    return Event.objects.filter(published_at__lte=now)


def everybodys(now: datetime) -> QuerySet[Event]:
    """The events that everybody sees now, the latest first, each with the ``tags_shown`` and all signs."""
    return shown(published(now))


def shown(rows: QuerySet[Event]) -> QuerySet[Event]:
    """These events as pages show them; whoever asks for drafts has let their reader through a door."""
    signs = {name: expression() for name, expression in _signs.items()}
    return rows.select_related("host", "fair").annotate(tags_shown=_tags(), **signs)


def with_details(rows: QuerySet[Event]) -> QuerySet[Event]:
    """The same events with what lists and files say of each of them: marks of the fair, and fees."""
    return rows.annotate(marks_shown=_marks(), fees_shown=_fees())


_LISTED: Prepared[Event] = Prepared(lambda now: with_details(everybodys(now)), now=DateTimeField())


EVENTS: Rows[Event] = Rows(MOST_KEPT)


def listed(now: datetime) -> list[Event]:
    """All events that everybody sees now, with what lists say of each of them, the latest first.

    They are kept, and others show the same ones: to be read and never to be written on.
    """
    return EVENTS.ask(_LISTED, kept, now=now)


def kept(events: list[Event]) -> list[Event]:
    """The same events, of which is kept what is written of them."""
    for event in events:
        event.written = Written()
    return events


def front(slug: str, *, now: datetime, **more: Combinable) -> Front | None:
    """The event of this slug, if everybody sees it now, in one query; ``more`` is read along with it."""
    return first_front(everybodys(now).filter(slug=slug), **more)


def first_front(rows: QuerySet[Event], **more: Combinable) -> Front | None:
    """The first of these events with all that its page shows; for pages that show a draft, too."""
    event = fronts(rows, **more).first()
    return None if event is None else read_front(event)


def fronts(rows: QuerySet[Event], **more: Combinable) -> QuerySet[Event]:
    """These events with all that ``read_front`` needs of each of them."""
    return with_details(rows).annotate(
        documents_shown=_documents(),
        tables_count=_how_many(Table.objects.all()),
        interpreters_count=_how_many(Interpreter.objects.all()),
        **more,
    )


def read_front(event: Event) -> Front:
    """What the page shows of an event that was read among ``fronts``."""
    papers = tuple(_paper(row) for row in _in_order(event.documents_shown))  # type: ignore[attr-defined]
    counts: Any = event
    return Front(event, marks(event), fees(event), papers, tags(event), counts.tables_count, counts.interpreters_count)


def marks(event: Event) -> tuple[Mark, ...]:
    """The marks of its fair, of an event that was read ``with_details``."""
    return tuple(_mark(row) for row in sorted(event.marks_shown, key=lambda row: row["pk"]))  # type: ignore[attr-defined]


def judged_on(event: Event, now: datetime) -> date:
    """The day on which marks of its fair have to be valid: today, or the day on which it has begun."""
    return min(now.astimezone(ZoneInfo(event.time_zone)).date(), event.first_day)


def fees(event: Event) -> tuple[Fee, ...]:
    """What it costs by size of the company, of an event that was read ``with_details``."""
    return tuple(_fee(row) for row in _in_order(event.fees_shown))  # type: ignore[attr-defined]


def tags(event: Event) -> tuple[Label, ...]:
    """Its tags, of an event that was read by ``everybodys``."""
    rows = sorted(event.tags_shown, key=lambda row: (row["kind"], row["number"], row["slug"]))  # type: ignore[attr-defined]
    return tuple(Label(row["slug"], TagKind(row["kind"]), text(row["name"]), row["number"]) for row in rows)


def _marks() -> Subquery:
    return enclosed(EligibilityMark.objects.filter(fair=OuterRef("fair")), "pk", *OF_A_MARK)


def _fees() -> Subquery:
    return enclosed(FeeLevel.objects.filter(event=OuterRef("pk")), "number", "pk", *OF_A_FEE)


def _documents() -> Subquery:
    of_file = ("file__name", "file__kind", "file__size")
    return enclosed(Document.objects.filter(event=OuterRef("pk")), "number", "pk", *OF_A_DOCUMENT, *of_file)


def _tags() -> Subquery:
    return enclosed(Tag.objects.filter(events=OuterRef("pk")), *OF_A_TAG)


def _in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (row["number"], row["pk"]))


def _mark(row: dict[str, Any]) -> Mark:
    scheme, for_whom, note = (text(row[name]) for name in ("scheme", "for_whom", "note"))
    first, last = (date.fromisoformat(row[name]) if row[name] else None for name in ("valid_from", "valid_until"))
    return Mark(row["country"], scheme, for_whom, note, first, last, row["source"], row["source_address"])


def _fee(row: dict[str, Any]) -> Fee:
    return Fee(CompanySize(row["size"]), Decimal(str(row["amount"])).quantize(CENT), row["currency"], text(row["note"]))


def _paper(row: dict[str, Any]) -> Paper:
    return Paper(row["public_id"], text(row["label"]), row["file__name"], row["file__kind"], row["file__size"])


def _how_many(rows: QuerySet) -> Coalesce:
    counted = rows.filter(event=OuterRef("pk")).order_by().values("event").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


_PUBLISHING: Prepared[datetime] = Prepared(
    lambda now: (
        Event.objects.filter(published_at__gt=now).order_by("published_at").values_list("published_at", flat=True)[:1]
    ),
    now=DateTimeField(),
)


def next_publishing(now: datetime) -> datetime | None:
    """When the next event of the installation is shown by itself."""
    return next(iter(_PUBLISHING.ask(now=now)), None)


def next_change(events: Iterable[Event], now: datetime) -> datetime:
    """When pages about these events change by themselves: at a deadline, a beginning, an end, or midnight there."""
    return min((moment for event in events for moment in _turns(event, now) if moment > now), default=now + DAY)


def _turns(event: Event, now: datetime) -> Iterator[datetime]:
    local = now.astimezone(ZoneInfo(event.time_zone))
    yield (local + DAY).replace(hour=0, minute=0, second=0, microsecond=0)
    yield from (event.starts_at, event.ends_at)
    yield from filter(None, (event.registration_opens_at, event.registration_closes_at, event.answers_close_at))


def interpreting(user: OuterRef, _on: Combinable) -> Subquery:
    """For a query that leads to a user: the events at which she stands among the interpreters."""
    return enclosed(Interpreter.objects.filter(user=user), "event")


def interprets(user: User, event: Event) -> bool:
    """Whether this person stands among the interpreters of the event; costs no query for who reads a page."""
    if user.brought is not None:
        return {"event": event.pk} in user.brought[INTERPRETS]
    return Interpreter.objects.filter(event=event, user=user).exists()
