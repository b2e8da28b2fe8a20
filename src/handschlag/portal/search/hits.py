"""What was found, as its reader reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from handschlag.companies.models import Delegation
from handschlag.engine.language import Text, Version
from handschlag.events.models import Event
from handschlag.foundation import markdown
from handschlag.foundation.reading import clock, country, day, days, plain, reader, upfirst
from handschlag.portal.models import SearchEntry, SearchKind
from handschlag.portal.search import seen
from handschlag.portal.search.excerpt import Marker, Told
from handschlag.portal.search.found import Hit, Suggestion
from handschlag.programme.models import Speaker

WHOLE = ("notice__kind", "of_event__fair", "organisation", "project__delegation", "talk__room")
PARTS = (
    Prefetch("of_event__delegations", Delegation.objects.only("event", "name", "head_office")),
    Prefetch("talk__speakers", Speaker.objects.only("talk", "office")),
)
NAMED = ("notice__kind", "of_event", "organisation", "project", "talk")
NAMES = (
    *("kind", "notice__slug", "notice__headline", "notice__kind__name", "of_event__slug", "of_event__title"),
    *("of_event__kind", "organisation__name", "organisation__name_latin", "project__title"),
    *("talk__number", "talk__title", "talk__kind"),
)
"""All that is read of things that are only named."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How things of a kind are read. ``told`` is when or where it is, and to what it belongs."""

    what: Callable[[Any], str]
    title: Callable[[Any], Text]
    told: Callable[[Any, Event], tuple[str, str]]
    texts: Callable[[Any], Iterable[Text | Told]]


def read(pks: list[int], marker: Marker, *, now: datetime) -> Iterator[Hit]:
    """The hits of these entries, in their order."""
    rows = SearchEntry.objects.select_related(*WHOLE).defer("title_keys", "keys").prefetch_related(*PARTS)
    for entry, event in _in_order(rows, pks, now):
        kind = SearchKind(entry.kind)
        thing, reading = _thing(entry), READINGS[kind]
        title = marker.title(reading.title(thing))
        told = (text if isinstance(text, Told) else Told(text) for text in reading.texts(thing))
        excerpt = marker.excerpt(told, in_any_language="<mark>" not in title.html)
        yield Hit(kind, title, _address(entry, event), excerpt, reading.what(thing), *reading.told(thing, event))


def suggestions(pks: list[int], marker: Marker, *, now: datetime) -> Iterator[Suggestion]:
    """What these entries are called, and where they are; those that are not called so in the reader's language go."""
    for entry, event in _in_order(SearchEntry.objects.select_related(*NAMED).only(*NAMES), pks, now):
        thing, reading = _thing(entry), READINGS[SearchKind(entry.kind)]
        title = plain(reading.title(thing))
        if marker.first(title) is not None:
            yield Suggestion(title, reading.what(thing), _address(entry, event))


def _in_order(rows: QuerySet[SearchEntry], pks: list[int], now: datetime) -> Iterator[tuple[SearchEntry, Any]]:
    """The entries, each with the event to which it belongs; a notice belongs to none."""
    entries = {entry.pk: entry for entry in rows.filter(pk__in=pks)}
    organisations = [one.organisation_id for one in entries.values() if one.organisation_id is not None]
    where = seen.where_they_take_part(organisations, now) if organisations else {}
    for entry in (entries[pk] for pk in pks if pk in entries):
        yield entry, where.get(entry.organisation_id or 0, entry.of_event)


def _thing(entry: SearchEntry) -> Any:
    return entry.of_event if entry.kind == SearchKind.EVENT else getattr(entry, entry.kind)


def _address(entry: SearchEntry, event: Any) -> str:
    if entry.notice is not None:
        return reverse("portal:notice", args=[entry.notice.slug])
    if entry.talk is not None:
        return reverse("programme:programme", args=[event.slug]) + f"#talk-{entry.talk.number}"
    return reverse("portal:event", args=[event.slug]) + PLACES[SearchKind(entry.kind)]


def _of_notice(notice: Any, _event: Event) -> tuple[str, str]:
    when = day(notice.shown_on, form="long" if notice.has_day else "LLLL y")
    return upfirst(when), plain(notice.location)


def _of_event(event: Any, _event: Event) -> tuple[str, str]:
    when = days(event.first_day, event.last_day) if event.has_certain_date else plain(event.when_text)
    return when, plain(event.place)


def _of_organisation(organisation: Any, event: Event) -> tuple[str, str]:
    place = ", ".join(filter(None, (plain(organisation.city), country(organisation.country))))
    return place, plain(event.title)


def _of_project(project: Any, event: Event) -> tuple[str, str]:
    return plain(project.delegation.name), plain(event.title)


def _of_talk(talk: Any, event: Event) -> tuple[str, str]:
    when = f"{day(talk.starts_at, event.time_zone, 'long')}, {clock(talk.starts_at, event.time_zone)}"
    return when, plain(event.title)


def _name(organisation: Any) -> Text:
    """A name is in no language; whoever may not read its letters gets it in others, too."""
    latin = organisation.name_latin if reader() != "ru" else ""
    return Text({reader(): Version(f"{organisation.name} · {latin}" if latin else organisation.name)})


def _in_notice(notice: Any) -> Iterable[Text | Told]:
    return notice.lead, notice.location, Told(notice.body, markdown.words), notice.source


def _in_event(event: Any) -> Iterator[Text]:
    yield from (event.lead, event.place)
    if event.fair is not None:
        yield Text({reader(): Version(str(event.fair))})
    for delegation in event.delegations.all():
        yield from (delegation.name, delegation.head_office)


def _in_talk(talk: Any) -> Iterator[Text]:
    yield from (talk.abstract, talk.room.name if talk.room else talk.place)
    yield from (speaker.office for speaker in talk.speakers.all())


def _in_organisation(organisation: Any) -> Iterable[Text]:
    return organisation.about, organisation.sector, organisation.city


def _in_project(project: Any) -> Iterable[Text]:
    return project.text, project.sought, project.place


def _kind(thing: Any) -> str:
    return upfirst(thing.get_kind_display())


TITLE = attrgetter("title")
READINGS = {
    SearchKind.NOTICE: Reading(lambda one: plain(one.kind.name), attrgetter("headline"), _of_notice, _in_notice),
    SearchKind.EVENT: Reading(_kind, TITLE, _of_event, _in_event),
    SearchKind.ORGANISATION: Reading(lambda _one: _("Organisation"), _name, _of_organisation, _in_organisation),
    SearchKind.PROJECT: Reading(lambda _one: _("Investment project"), TITLE, _of_project, _in_project),
    SearchKind.TALK: Reading(_kind, TITLE, _of_talk, _in_talk),
}
PLACES = {SearchKind.EVENT: "", SearchKind.ORGANISATION: "#who", SearchKind.PROJECT: "#projects"}
"""Where on the page of its event a thing stands."""
