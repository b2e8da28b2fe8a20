"""What an event still lacks before everybody may see it; found out each time, ticked by nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handschlag.engine.language import Origin, Text
from handschlag.events.models import Event, Slot, Table
from handschlag.events.verbs import EVENT_FIELDS
from handschlag.foundation.reading import clock, day, language_name
from handschlag.portal import legal_page

NEEDED_IN_ALL = ("title", "lead", "place")


class State(StrEnum):
    """How it stands with one thing."""

    DONE = "done"
    WARNING = "warning"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that an event needs; ``address`` is where it can be mended."""

    key: str
    state: State
    label: str
    why: str
    address: str


@dataclass(frozen=True, slots=True)
class Found:
    """What is counted of an event, in one query."""

    talks: int
    outside: int
    sides: int
    slots: int
    tables: int


def lines(event: Event, *, now: datetime) -> list[Line]:
    """All lines, in the order in which an event is made; the same number of queries whatever it has."""
    found = _counted(event)
    makers = (_history, _dates, _deadline, _languages, _place, _contact)
    made = [line for make in makers for line in make(event, now)]
    made += [_programme(event, found), _sides(event, found), _tables(event, found), _legal(event)]
    return [*made, _published(event, now)]


def is_ready(made: list[Line]) -> bool:
    """Whether nothing is missing but that it is published."""
    return not any(line.state is State.MISSING for line in made if line.key != "published")


def _counted(event: Event) -> Found:
    outside = Q(talks__starts_at__lt=event.starts_at) | Q(talks__starts_at__gt=event.ends_at)
    outside |= Q(talks__ends_at__gt=event.ends_at)
    here = {"event": OuterRef("pk")}
    row = (
        Event.objects.filter(pk=event.pk)
        .annotate(
            talks_count=Count("talks", distinct=True),
            outside_count=Count("talks", filter=outside, distinct=True),
            sides_count=Count("sides", distinct=True),
            has_slots=Exists(Slot.objects.filter(**here)),
            has_tables=Exists(Table.objects.filter(**here)),
        )
        .values_list("talks_count", "outside_count", "sides_count", "has_slots", "has_tables")
        .get()
    )
    return Found(*row)


def _at(event: Event, field: str) -> str:
    """The field of the editor where it is mended."""
    return f"{reverse('portal:edit_event', args=[event.slug])}#id_{field}"


def _text_at(event: Event, name: str, code: str = "") -> str:
    return _at(event, f"{name}_{code or (event.languages[0] if event.languages else 'de')}")


def _history(event: Event, _now: datetime) -> Iterator[Line]:
    source = event.copied_from
    if event.is_history:
        why = _("It is over for good and only shown. Nothing of it can be changed or published anew.")
        yield Line("history", State.MISSING, _("A historical event"), why, _at(event, "title_de"))
    elif source is not None and source.is_history:
        why = _(
            "It was copied from a historical event of %(year)s. Registration, screening and funding of that time are "
            "stopped and were not copied. Look at sides, countries, cost and priority: the law has changed since."
        )
        yield Line(
            "history",
            State.WARNING,
            _("Copied from history"),
            why % {"year": source.first_day.year},
            _at(event, "countries"),
        )


def _dates(event: Event, now: datetime) -> Iterator[Line]:
    label = _("Dates in order")
    opens, closes, answers = event.registration_opens_at, event.registration_closes_at, event.answers_close_at
    if not event.has_certain_date:
        why = _("The date is not certain: visitors read “%(words)s”.") % {"words": str(event.when_text)}
        yield Line("dates", State.WARNING, label, why, _text_at(event, "when_text"))
    elif event.ends_at <= now:
        yield Line(
            "dates", State.MISSING, label, _("It lies in the past. Choose another date."), _at(event, "starts_at")
        )
    elif closes is not None and closes > event.starts_at:
        why = _("Registration closes only after the beginning.")
        yield Line("dates", State.WARNING, label, why, _at(event, "registration_closes_at"))
    elif answers is not None and (answers > event.starts_at or (closes is not None and answers < closes)):
        why = _("Answers should close after registration and before the beginning.")
        yield Line("dates", State.WARNING, label, why, _at(event, "answers_close_at"))
    elif opens is None:
        why = _("It is not said when registration opens.")
        yield Line("dates", State.WARNING, label, why, _at(event, "registration_opens_at"))
    else:
        why = _("It begins on %(day)s, %(time)s.") % _moment(event.starts_at, event.time_zone)
        yield Line("dates", State.DONE, label, why, _at(event, "starts_at"))


def _deadline(event: Event, now: datetime) -> Iterator[Line]:
    closes, label, address = event.registration_closes_at, _("Deadline ahead"), _at(event, "registration_closes_at")
    if closes is None:
        yield Line("deadline", State.MISSING, label, _("There is no deadline for registration yet."), address)
        return
    words = _moment(closes, event.time_zone)
    if closes <= now:
        why = _("Registration closed on %(day)s, %(time)s already.") % words
        yield Line("deadline", State.MISSING, label, why, address)
    else:
        why = _("Registration closes on %(day)s, %(time)s.") % words
        yield Line("deadline", State.DONE, label, why, address)


def _languages(event: Event, _now: datetime) -> Iterator[Line]:
    """For each language of the event, whether all that needs it is said in it, and read by a person."""
    for code in event.languages:
        texts: dict[str, Text] = {name: getattr(event, name) for name in NEEDED_IN_ALL}
        said = {name: text.versions.get(code) for name, text in texts.items()}
        missing = [name for name, one in said.items() if one is None or not one.text]
        unread = [name for name, one in said.items() if one is not None and one.origin is Origin.MACHINE]
        label = _("Texts in %(language)s") % {"language": language_name(code)}
        address = _text_at(event, (missing or unread or ["title"])[0], code)
        if missing:
            why = _("Missing: %(fields)s.") % {"fields": ", ".join(str(EVENT_FIELDS[name]) for name in missing)}
            yield Line(f"language:{code}", State.MISSING, label, why, address)
        elif unread:
            why = _("By machine and read by nobody: %(fields)s.") % {
                "fields": ", ".join(str(EVENT_FIELDS[name]) for name in unread)
            }
            yield Line(f"language:{code}", State.WARNING, label, why, address)
        else:
            yield Line(f"language:{code}", State.DONE, label, _("All that needs it is said."), address)


def _place(event: Event, _now: datetime) -> Iterator[Line]:
    state = State.DONE if event.place else State.MISSING
    why = str(event.place) if event.place else _("It is not said where it takes place.")
    yield Line("place", state, _("Place"), why, _text_at(event, "place"))


def _contact(event: Event, _now: datetime) -> Iterator[Line]:
    label = _("Contact")
    if not event.contact_email:
        why = _("There is no mail address for questions.")
        yield Line("contact", State.MISSING, label, why, _at(event, "contact_email"))
    elif not event.contact_office:
        why = _("It is not said which office answers.")
        yield Line("contact", State.WARNING, label, why, _text_at(event, "contact_office"))
    else:
        yield Line("contact", State.DONE, label, event.contact_email, _at(event, "contact_email"))


def _programme(event: Event, found: Found) -> Line:
    address, label = reverse("programme:talks", args=[event.slug]), _("Programme")
    if not found.talks:
        return Line("programme", State.WARNING, label, _("Nothing is on the programme yet."), address)
    if found.outside:
        why = ngettext(
            "%(count)s item lies outside the hours of the event.",
            "%(count)s items lie outside the hours of the event.",
            found.outside,
        )
        return Line("programme", State.MISSING, label, why % {"count": found.outside}, address)
    why = ngettext("%(count)s item within the hours.", "%(count)s items within the hours.", found.talks)
    return Line("programme", State.DONE, label, why % {"count": found.talks}, address)


def _sides(event: Event, found: Found) -> Line:
    state = State.DONE if found.sides >= 2 or event.kind == "trip" else State.WARNING
    says = ngettext("%(count)s side of the table.", "%(count)s sides of the table.", found.sides)
    why = says % {"count": found.sides} if state is State.DONE else _("Meetings need two sides of the table.")
    return Line("sides", state, _("Sides"), why, _at(event, "countries"))


def _tables(event: Event, found: Found) -> Line:
    label, address = _("Slots and tables"), _at(event, "starts_at")
    if found.slots and found.tables:
        return Line("tables", State.DONE, label, _("Meetings have times and places."), address)
    if event.kind == "trip":
        return Line("tables", State.DONE, label, _("A trip needs none."), address)
    why = _("For meetings there are no slots and no tables yet.")
    if found.slots or found.tables:
        why = _("For meetings there are no tables yet.") if found.slots else _("For meetings there are no slots yet.")
    return Line("tables", State.WARNING, label, why, address)


def _legal(event: Event) -> Line:
    missing = legal_page.missing(event.host)
    address = reverse("portal:legal_desk", args=[event.host.slug])
    why = _("Imprint, data protection and accessibility are there.")
    if missing:
        why = _("Missing: %(fields)s.") % {"fields": ", ".join(str(kind.label) for kind in missing)}
    return Line("legal", State.MISSING if missing else State.DONE, _("Legal pages"), why, address)


def _published(event: Event, now: datetime) -> Line:
    address, label = f"{reverse('portal:checklist_event', args=[event.slug])}#publish", _("Published")
    if event.published_at is None:
        return Line("published", State.MISSING, label, _("A draft: only those who edit it see it."), address)
    words = _moment(event.published_at, event.time_zone)
    if event.published_at > now:
        why = _("Everybody sees it from %(day)s, %(time)s on.") % words
        return Line("published", State.WARNING, label, why, address)
    return Line("published", State.DONE, label, _("Everybody sees it since %(day)s, %(time)s.") % words, address)


def _moment(at: datetime, zone: str) -> dict[str, Any]:
    return {"day": day(at, zone, "long"), "time": clock(at, zone)}
