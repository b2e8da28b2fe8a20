"""A file with applications is compared with those that there are, and taken over as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handschlag.accounts.models import User
from handschlag.companies.models import Organisation
from handschlag.events.models import Event
from handschlag.foundation import audit, revisions
from handschlag.foundation.errors import RuleBroken
from handschlag.registration import verbs
from handschlag.registration.listing import STREAM
from handschlag.registration.models import Application
from handschlag.registration.services import answering, changing, entering, importing_answers, organisations, places
from handschlag.registration.services.applying import Speaker
from handschlag.registration.services.entering import AT_ONCE, PLAIN, New, named
from handschlag.registration.services.importing_answers import Refused, Said
from handschlag.registration.spreadsheet_import import MOST_PROBLEMS, Entry, Problem, Read
from handschlag.registration.states import OVER, ApplicationState

Beat = Callable[[int], object]
"""Is told how many rows are through; it may raise to stop."""


@dataclass(frozen=True, slots=True)
class Changed:
    """An application that the file says otherwise; ``facts`` are those that differ.

    It is named and not held: a file may change all of very many.
    """

    public_id: str
    name: str
    entry: Entry
    facts: Mapping[str, Any]
    organisation: str = ""
    sectors: list[Any] | None = None
    speakers: tuple[Speaker, ...] = ()
    said: tuple[Said, ...] = ()


@dataclass(slots=True)
class Comparison:
    """What taking over the file would do; with problems it is not taken over."""

    added: list[New] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Known:
    """Which applications of the event there are, as numbers of their rows, by what a row of a file is known."""

    by_key: dict[str, int]
    by_email: dict[str, int]
    by_organisation: dict[tuple[str, str], int]
    without_organisation: set[int]


def compare(event: Event, read: Read, *, beat: Beat = lambda _row: None) -> Comparison:
    """Which rows are new, which change something, which are wrong; nothing is written."""
    found = Comparison(problems=list(read.problems), unknown=read.unknown)
    if found.problems:
        return found
    known = _known(event)
    seen: dict[Any, int] = {}
    has_sides = event.sides.exists()
    for first in range(0, len(read.entries), AT_ONCE):
        beat(first)
        some = [(entry, _meant(entry, known)) for entry in read.entries[first : first + AT_ONCE]]
        rows = _rows(event, [meant for _entry, meant in some if meant is not None], has_answers=read.has_answers)
        for entry, meant in some:
            _sort(found, read, entry, rows.get(meant), known, seen, has_sides=has_sides)
            if len(found.problems) >= MOST_PROBLEMS:
                return found
    return found


@transaction.atomic
def take_over(
    event: Event, found: Comparison, *, by: User, now: datetime, beat: Beat = lambda _row: None
) -> tuple[int, int]:
    """Write all of it; returns how many are new and how many have changed. What is new waits for a decision.

    Nobody is written to: whoever imports a list has it from somewhere. Raises ``RuleBroken``: "problems" (there are
    some), "over", "meanwhile" (somebody has changed one of them since), and what ``changing.change`` does.
    """
    if found.problems:
        raise RuleBroken(gettext_lazy("Please put right what is wrong with the file first."), code="problems")
    event = places.lock(event).event
    if event.is_history or now >= event.ends_at:
        raise RuleBroken(gettext_lazy("This event is over; one can no longer apply."), code="over")
    try:
        entering.enter(event, found.added, now=now, beat=beat)
    except IntegrityError as twice:
        raise RuleBroken(
            gettext_lazy("Somebody has entered one of these applications in the meantime. Please look once more."),
            code="meanwhile",
        ) from twice
    for number, one in enumerate(found.changed):
        if number % AT_ONCE == 0:
            beat(len(found.added) + number)
        _change(event, one, by=by, now=now)
    added, changed = len(found.added), len(found.changed)
    if added or changed:
        revisions.bump(event.slug, STREAM)
        audit.record(
            by,
            verbs.IMPORTED,
            event,
            scope=event.host.slug,
            event=event.slug,
            now=now,
            added=added,
            changed=changed,
        )
    return added, changed


def _sort(
    found: Comparison,
    read: Read,
    entry: Entry,
    application: Application | None,
    known: _Known,
    seen: dict[Any, int],
    *,
    has_sides: bool,
) -> None:
    problem = _problem(entry, application, known, has_sides=has_sides) or _twice(entry, application, seen)
    said: tuple[Said, ...] = ()
    if not problem:
        try:
            said = importing_answers.differing(entry, application, language=read.language)
        except Refused as refused:
            problem = refused.question.public_id, f"{refused}"
    if problem:
        key, message = problem
        found.problems.append(Problem(entry.row, read.columns.get(key, ""), message))
    elif application is None:
        found.added.append(New(entry, said))
    elif (changed := _changed(application, entry, said)) is None:
        found.same += 1
    elif application.state in OVER:
        message = _("This application is over and can no longer be changed.")
        found.problems.append(Problem(entry.row, read.columns.get("key", ""), message))
    else:
        found.changed.append(changed)


def _meant(entry: Entry, known: _Known) -> int | None:
    """The application that a row speaks of: by its key, its organisation, its address."""
    if key := entry.get("key"):
        return known.by_key.get(key)
    if organisation := entry.get("organisation"):
        found = known.by_organisation.get(named(organisation, entry.get("country")))
        applied = known.by_email.get(entry.get("email"))
        # One person may apply for several organisations: her address alone does not say which.
        return found or (applied if applied in known.without_organisation else None)
    return known.by_email.get(entry.get("email"))


def _problem(
    entry: Entry, application: Application | None, known: _Known, *, has_sides: bool
) -> tuple[str, str] | None:
    if entry.get("key") and entry.get("key") not in known.by_key:
        return "key", _("There is no application with this key at this event. Leave the cell empty for a new one.")
    if application is not None:
        lost = next((key for key in ("email", "contact_name", "language") if entry.get(key, "…") == ""), None)
        return (lost, _("This is needed and was not given.")) if lost else None
    for key in ("email", "contact_name", *(("side",) if has_sides else ())):
        if not entry.get(key):
            return key, _("This is needed and was not given.")
    if entry.get("organisation") and not entry.get("country"):
        return "country", _("A new organisation needs its country.")
    return None


def _twice(entry: Entry, application: Application | None, seen: dict[Any, int]) -> tuple[str, str] | None:
    """Whether the file says the same thing twice."""
    organisation = entry.get("organisation")
    mark = application.pk if application is not None else named(organisation, entry.get("country"))
    if application is None and not organisation:
        mark = entry.get("email")
    first = seen.setdefault(mark, entry.row)
    if first == entry.row:
        return None
    key = "organisation" if application is None and organisation else "email"
    return key, _("Row %(row)s speaks of the same application already.") % {"row": first}


def _changed(application: Application, entry: Entry, said: tuple[Said, ...]) -> Changed | None:
    facts = {
        name: entry.facts[name]
        for name in PLAIN
        if name in entry.facts and getattr(application, name) != entry.facts[name]
    }
    name = entry.get("organisation")
    organisation = name if name and not _is_called(application.organisation, name) else ""
    sectors = entry.get("sectors", None)
    if sectors is not None and {tag.pk for tag in sectors} == {tag.pk for tag in application.sectors.all()}:
        sectors = None
    named = {one for row in application.applicants.all() for one in (row.name, row.email) if one}
    speakers = tuple(
        one for one in entry.get("representatives", ()) if one.name not in named and one.email not in named
    )
    if not (facts or organisation or sectors is not None or speakers or said):
        return None
    return Changed(application.public_id, f"{application}", entry, facts, organisation, sectors, speakers, said)


def _change(event: Event, one: Changed, *, by: User, now: datetime) -> None:
    application = Application.objects.filter(event=event, public_id=one.public_id).first()
    if application is None:
        gone = gettext_lazy("The application of %(name)s is gone. Please look at the file once more.")
        raise RuleBroken(gone, code="meanwhile", params={"name": one.name})
    facts = dict(one.facts)
    if one.organisation:
        country = one.entry.get("country") or application.country
        facts["organisation"] = organisations.named(one.organisation, country=country, host=event.host)
    if facts or one.sectors is not None:
        changing.change(application, facts, sectors=one.sectors, by=by, now=now)
    for speaker in one.speakers:
        changing.add_speaker(application, speaker, by=by, now=now)
    if one.said:
        application = Application.objects.get(pk=application.pk)
        answering.enter(application, importing_answers.given(one.said, application), by=by, now=now)


def _known(event: Event) -> _Known:
    found = _Known({}, {}, {}, set())
    names = ("pk", "public_id", "state", "email", "organisation__name", "organisation__country")
    rows = Application.objects.filter(event=event).exclude(state=ApplicationState.DRAFT)
    for pk, public_id, state, email, organisation, country in rows.values_list(*names).iterator():
        found.by_key[public_id] = pk
        if state in OVER:
            continue
        if organisation is None:
            found.without_organisation.add(pk)
        else:
            found.by_organisation[named(organisation, country)] = pk
        found.by_email.setdefault(email, pk)
    return found


def _rows(event: Event, meant: list[int], *, has_answers: bool) -> dict[int | None, Application]:
    """The applications that some rows of the file speak of, with what is compared."""
    small = ("sectors", "applicants", *(("answers",) if has_answers else ()))
    rows = Application.objects.filter(event=event).select_related("organisation", "side", "came_by", "event__host")
    return {**rows.prefetch_related(*small).in_bulk(meant)}


def _is_called(organisation: Organisation | None, name: str) -> bool:
    return organisation is not None and name.casefold() in (
        organisation.name.casefold(),
        organisation.name_latin.casefold(),
    )
