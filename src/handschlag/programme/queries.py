"""Reading the programme of an event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, CharField, Exists, OuterRef, QuerySet, Subquery

from handschlag.engine.language import Text
from handschlag.events.models import Event
from handschlag.foundation.fragments import Followed, Lines, Rows, Written
from handschlag.foundation.personal import NOBODY, Audience
from handschlag.foundation.prepared import Prepared
from handschlag.foundation.revisions import MOST_TOLD, PublicNumber
from handschlag.privacy import visibility
from handschlag.privacy.models import Choice, GroupRule
from handschlag.programme.models import Speaker, Talk
from handschlag.programme.personal import SPEAKING
from handschlag.programme.states import QUIET

CYRILLIC = range(0x0400, 0x0530)
MOST_SOURCES = 100
SLOT = timedelta(minutes=30)
"""So long an item is taken to last of which no end is known."""
OF_A_TALK = (
    *("number", "public_id", "kind", "title", "abstract", "place", "starts_at", "ends_at"),
    *("spoken", "interpreted", "capacity", "changes", "changed_at"),
)
OF_A_SPEAKER = tuple(
    f"speakers__{name}"
    for name in ("office", "name", "has_agreed", "person__name", "person__name_latin", "person__user")
)
MOST_KEPT = 2_000
"""Items of programmes that are kept with what was written of them: some kilobytes each."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks, as everybody may know it: ``name`` is empty unless she has agreed to its being shown."""

    office: Text
    name: Text

    def __bool__(self) -> bool:
        return bool(self.office or self.name)


@dataclass(frozen=True, slots=True)
class Item:
    """A talk as everybody may see it. ``place`` is the room, where there is one; ``on`` the day there."""

    number: int
    public_id: str
    kind: str
    title: Text
    abstract: Text
    place: Text
    starts_at: datetime
    ends_at: datetime | None
    spoken: tuple[str, ...]
    interpreted: tuple[str, ...]
    capacity: int | None
    changes: int
    changed_at: datetime
    on: date
    voices: tuple[Voice, ...] = ()
    written: Written = field(default_factory=Written, init=False, compare=False, repr=False)

    @property
    def languages(self) -> frozenset[str]:
        """All in which somebody can follow it; empty: nothing is said about that."""
        return frozenset((*self.spoken, *self.interpreted))

    @property
    def is_quiet(self) -> bool:
        return self.kind in QUIET


@dataclass(frozen=True, slots=True)
class ProgrammeDay:
    """A day there and what is on it."""

    on: date
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """What happens at an event, by time. ``left_out`` items are not among ``items``."""

    items: tuple[Item, ...]
    left_out: int = 0

    def __bool__(self) -> bool:
        return bool(self.items or self.left_out)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def days(self) -> list[ProgrammeDay]:
        return [ProgrammeDay(on, tuple(of_day)) for on, of_day in groupby(self.items, key=lambda item: item.on)]

    @property
    def languages(self) -> list[str]:
        """In which one can follow something, the most frequent first."""
        counted = Counter(code for item in self.items for code in item.languages)
        return sorted(counted, key=lambda code: (-counted[code], code))

    def in_language(self, code: str) -> Programme:
        """What somebody can follow in this language; of what nothing is said about languages, it stays."""
        kept = tuple(item for item in self.items if not item.languages or code in item.languages)
        return replace(self, items=kept, left_out=self.left_out + len(self.items) - len(kept))

    def first(self, most: int) -> Programme:
        """The beginning of it, for a page that shows other things, too."""
        return replace(self, items=self.items[:most], left_out=self.left_out + max(0, len(self.items) - most))


def _with_speakers(event: Any) -> QuerySet[Talk, dict[str, Any]]:
    """A row for each talk and each who speaks at it, with what she and the host have chosen about her name."""
    choices = Choice.objects.filter(user=OuterRef("speakers__person__user"), group=SPEAKING)
    rules = GroupRule.objects.filter(host__events=event, group=SPEAKING)  # of the event, the same for each row
    return (
        Talk.objects.filter(event=event)
        .annotate(chosen=Subquery(choices.values("audience")[:1]), widest=Subquery(rules.values("widest")[:1]))
        .order_by("starts_at", "number", "speakers__number")
        .values(*OF_A_TALK, "room__name", *OF_A_SPEAKER, "chosen", "widest")
    )


def _of_some(event: Any, **ids: Any) -> QuerySet[Talk, dict[str, Any]]:
    return _with_speakers(event).filter(public_id__in=list(ids.values()))


_ROWS: Prepared[dict[str, Any]] = Prepared(_with_speakers, event=BigIntegerField())
_SOME = [f"id_{place}" for place in range(MOST_TOLD)]
_ROWS_OF_SOME: Prepared[dict[str, Any]] = Prepared(
    _of_some, event=BigIntegerField(), **{name: CharField() for name in _SOME}
)
ITEMS: Rows[Item] = Rows(MOST_KEPT)
PROGRAMMES: Followed[Item] = Followed(Talk._meta.label_lower, MOST_KEPT)
LINES = Lines(10 * MOST_KEPT)
"""Files are written of the same items in a few languages and formats."""


def of(event: Event, number: PublicNumber | None = None) -> Programme:
    """The programme of an event as everybody may see it, in one query whatever its length.

    With the ``number`` of its revision, read before, it takes two at most: after a talk was edited that one is read.
    """
    if number is None:
        return Programme(tuple(_read(event, _ROWS.given(event=event.pk))))
    around = event.pk, event.host_id, event.time_zone
    items = PROGRAMMES.read(number, partial(_all, event), partial(_some, event), *around)
    return Programme(tuple(sorted(items.values(), key=attrgetter("starts_at", "number"))))


def for_editors(event: Event) -> list[Talk]:
    """All talks of an event by their beginning, with their rooms."""
    return list(Talk.objects.filter(event=event).select_related("room").order_by("starts_at", "number"))


def next_slot(event: Event) -> datetime:
    """When the next item may begin: after the last one, else with the event."""
    last = Talk.objects.filter(event=event).order_by("-starts_at", "-number").first()
    return event.starts_at if last is None else last.ends_at or last.starts_at + SLOT


def by_day(event: Event, talks: Iterable[Talk]) -> list[tuple[date, list[Talk]]]:
    """The same by the days there."""
    zone = ZoneInfo(event.time_zone)
    return [(on, list(of_day)) for on, of_day in groupby(talks, key=lambda one: one.starts_at.astimezone(zone).date())]


def sources(event: Event) -> list[Event]:
    """Other events of the same host that have a programme, the latest first."""
    others = Event.objects.filter(host=event.host_id).exclude(pk=event.pk)
    return list(others.filter(Exists(Talk.objects.filter(event=OuterRef("pk")))).order_by("-starts_at")[:MOST_SOURCES])


def speakers_of(talks: Iterable[Talk]) -> dict[int, list[Speaker]]:
    """All that the host knows of those who speak at these talks, in one query."""
    found: dict[int, list[Speaker]] = {}
    for speaker in Speaker.objects.filter(talk__in=list(talks)).select_related("person").order_by("number"):
        found.setdefault(speaker.talk_id, []).append(speaker)
    return found


def shown_name(name: Text, person_name: str, person_name_latin: str) -> Text:
    """How a speaker is called: as written in the programme, else as she is known, in letters that a reader knows."""
    if name or person_name in ("", NOBODY):
        return name
    if not person_name_latin or not any(ord(letter) in CYRILLIC for letter in person_name):
        return Text.of(en=person_name)
    return Text.of(ru=person_name, en=person_name_latin)


def _all(event: Event) -> dict[str, Item]:
    return {item.public_id: item for item in _read(event, _ROWS.given(event=event.pk))}


def _some(event: Event, ids: Collection[str]) -> dict[str, Item]:
    """Those of a few talks; the statement has a place for each of so many, the last id stands in those left over."""
    known = [*ids, *(MOST_TOLD - len(ids)) * [max(ids)]]
    given = _ROWS_OF_SOME.given(event=event.pk, **dict(zip(_SOME, known, strict=True)))
    return {item.public_id: item for item in _read(event, given)}


def _read(event: Event, given: Iterable[tuple[Any, ...]]) -> list[Item]:
    """The items of what was given for them, as they are kept."""
    of_talks = [tuple(rows) for _number, rows in groupby(given, key=itemgetter(0))]
    return ITEMS.read(of_talks, partial(_items, event), event.pk, event.time_zone)


def _items(event: Event, given: list[Any]) -> Iterator[Item]:
    """What was given for some talks, as items."""
    zone = ZoneInfo(event.time_zone)
    rows = _ROWS.read(row for of_talk in given for row in of_talk)
    for _number, of_talk in groupby(rows, key=itemgetter("number")):
        yield _item(list(of_talk), event.pk, zone)


def _item(rows: list[dict[str, Any]], event: int, zone: ZoneInfo) -> Item:
    """An item, of the rows of those who speak at it."""
    row = rows[0]
    told = {name: row[name] for name in OF_A_TALK} | {
        "place": row["room__name"] or row["place"],
        "spoken": tuple(row["spoken"]),
        "interpreted": tuple(row["interpreted"]),
    }
    voices = (Voice(row["speakers__office"] or Text(), _name(row, event)) for row in rows)
    return Item(**told, on=row["starts_at"].astimezone(zone).date(), voices=tuple(voice for voice in voices if voice))


def _name(row: dict[str, Any], event: int) -> Text:
    """Her name, if she has agreed to its being shown, and nothing that she or the host has chosen speaks against it."""
    if not row["speakers__has_agreed"]:
        return Text()
    audience = visibility.effective(SPEAKING, chosen=_audience(row["chosen"]), widest=_audience(row["widest"]))
    subject = visibility.Subject(event=event, user=row["speakers__person__user"], audiences={SPEAKING: audience})
    if not visibility.visible(SPEAKING, visibility.EVERYBODY, subject):
        return Text()
    return shown_name(
        row["speakers__name"], row["speakers__person__name"] or "", row["speakers__person__name_latin"] or ""
    )


def _audience(value: int | None) -> Audience | None:
    return None if value is None else Audience(value)
