"""What can be found, and by which words. Names of people are not among them: a talk is found by offices only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any

from babel import Locale
from django.conf import settings
from django.db.models import Exists, F, Model, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from handschlag.companies.models import Delegation, InvestmentProject, Organisation, Participant
from handschlag.engine.language import Text
from handschlag.events.models import Event, Tag
from handschlag.foundation import markdown
from handschlag.foundation.enclosed import enclosed, text
from handschlag.portal.models import Notice, SearchKind
from handschlag.programme.models import Speaker, Talk
from handschlag.programme.states import QUIET

TEXTS_OF_EVENT = ("title", "lead", "place", "when_text")
TEXTS_OF_NOTICE = ("headline", "location", "lead", "source", "when_text")


@dataclass(frozen=True, slots=True)
class Words:
    """The texts by which a thing is found, in all languages: those of its title, and the others."""

    title: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Things of one kind: ``rows`` with all that ``words`` reads of one of them, and their ``last_change``."""

    kind: SearchKind
    model: type[Model]
    rows: Callable[[], QuerySet[Any]]
    words: Callable[[Any], Words]
    event: Callable[[Any], int | None] = lambda _row: None
    """The event with which everybody sees it, or not."""


def _notices() -> QuerySet[Notice]:
    tags = Tag.objects.filter(notices=OuterRef("pk"))
    return Notice.objects.order_by().annotate(last_change=_last(tags), tags_named=enclosed(tags, "name"))


def _of_notice(notice: Any) -> Words:
    body = (markdown.words(one) for one in _versions(notice.body))
    rest = _said(notice.location, notice.lead, notice.source, notice.when_text, *_column(notice.tags_named, "name"))
    return Words(list(_said(notice.headline)), [*rest, *body], notice.shown_on)


def _events() -> QuerySet[Event]:
    delegations = Delegation.objects.filter(event=OuterRef("pk"))
    tags = Tag.objects.filter(events=OuterRef("pk"))
    return (
        Event.objects.order_by()
        .select_related("fair")
        .annotate(
            last_change=_last(delegations, tags, "fair"),
            tags_named=enclosed(tags, "name"),
            delegations_named=enclosed(delegations, "name", "head_office", "about", "country"),
        )
    )


def _of_event(event: Any) -> Words:
    named = _column(event.tags_named, "name")
    for name in ("name", "head_office", "about"):
        named += _column(event.delegations_named, name)
    codes = [*event.countries, *(row["country"] for row in event.delegations_named)]
    rest = [*_said(event.lead, event.place, event.when_text, *named), *_countries(codes)]
    if (fair := event.fair) is not None:
        rest += [fair.name, fair.edition, fair.organiser, *_said(fair.city, fair.venue)]
    return Words(list(_said(event.title)), rest, event.first_day)


def _organisations() -> QuerySet[Organisation]:
    """Those that take part in something, or did: of others nobody may know."""
    came = Participant.objects.filter(organisation=OuterRef("pk"))
    return Organisation.objects.filter(Exists(came)).order_by().annotate(last_change=F("changed_at"))


def _of_organisation(organisation: Organisation) -> Words:
    title = [organisation.name, organisation.name_latin, organisation.short_name]
    said = _said(organisation.city, organisation.sector, organisation.about)
    return Words(title, [*said, *_countries([organisation.country])])


def _projects() -> QuerySet[InvestmentProject]:
    rows = InvestmentProject.objects.order_by().select_related("delegation")
    return rows.annotate(last_change=_last("delegation"))


def _of_project(project: InvestmentProject) -> Words:
    delegation = project.delegation
    said = _said(project.place, project.text, project.sought, delegation.name)
    return Words(list(_said(project.title)), [*said, *_countries([delegation.country])])


def _talks() -> QuerySet[Talk]:
    speakers = Speaker.objects.filter(talk=OuterRef("pk"))
    rows = Talk.objects.order_by().exclude(kind__in=QUIET).select_related("room")
    return rows.annotate(last_change=_last(speakers, "room"), offices=enclosed(speakers, "office"))


def _of_talk(talk: Any) -> Words:
    place = talk.room.name if talk.room is not None else talk.place
    said = _said(talk.abstract, place, *_column(talk.offices, "office"))
    return Words(list(_said(talk.title)), list(said), timezone.localdate(talk.starts_at))


def _last(*parts: QuerySet[Any] | str) -> Combinable:
    """When a thing, or one of its parts that give it words, was last changed."""
    times = (
        F(f"{part}__changed_at")
        if isinstance(part, str)
        else Subquery(part.order_by("-changed_at").values("changed_at")[:1])
        for part in parts
    )
    return Greatest(F("changed_at"), *(Coalesce(time, F("changed_at")) for time in times))


def _versions(value: Text) -> Iterator[str]:
    return (version.text for version in value.versions.values() if version.text)


def _said(*texts: Text) -> Iterator[str]:
    return (version for one in texts for version in _versions(one))


def _column(rows: Iterable[dict[str, Any]], name: str) -> list[Text]:
    return [text(row[name]) for row in rows]


def _countries(codes: Iterable[str]) -> list[str]:
    """What countries are called in the languages of the site."""
    return [name for code in dict.fromkeys(codes) if code for name in _country(code)]


@cache
def _country(code: str) -> tuple[str, ...]:
    names = (Locale(language).territories.get(code, "") for language, _ in settings.LANGUAGES)
    return tuple(dict.fromkeys(filter(None, names)))


SOURCES = {
    source.kind: source
    for source in (
        Source(SearchKind.EVENT, Event, _events, _of_event, attrgetter("pk")),
        Source(SearchKind.NOTICE, Notice, _notices, _of_notice),
        Source(SearchKind.ORGANISATION, Organisation, _organisations, _of_organisation),
        Source(SearchKind.PROJECT, InvestmentProject, _projects, _of_project, attrgetter("event_id")),
        Source(SearchKind.TALK, Talk, _talks, _of_talk, attrgetter("event_id")),
    )
}
