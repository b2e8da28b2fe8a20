"""New applications from a file are written, many at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from handschlag.companies.models import Organisation
from handschlag.events.models import Event
from handschlag.registration import finding
from handschlag.registration.models import Answer, Applicant, Application
from handschlag.registration.services import organisations
from handschlag.registration.services.importing_answers import Said
from handschlag.registration.spreadsheet_import import Entry
from handschlag.registration.states import ApplicationState

AT_ONCE = 500
PLAIN = ("contact_name", "email", "language", "country", "region", "size", "side", "discount_code", "came_by")


@dataclass(frozen=True, slots=True)
class New:
    """A row that nobody has applied with, and what it says to questions."""

    entry: Entry
    said: tuple[Said, ...] = ()


def enter(event: Event, new: Sequence[New], *, now: datetime, beat: Callable[[int], object]) -> None:
    """Write them; ``beat`` is told how many rows are through."""
    known = {named(one.name, one.country): one for one in organisations.known_at(event.host).order_by("-pk")}
    is_late = event.registration_closes_at is not None and now > event.registration_closes_at
    through = 0
    for some in _batches(new):
        beat(through)
        through += len(some)
        _found((one.entry for one in some), known)
        rows = [_application(event, one.entry, known, now=now, is_late=is_late) for one in some]
        Application.objects.bulk_create(rows)
        people = Applicant.objects.bulk_create(_applicants(zip(rows, some, strict=True)))
        Answer.objects.bulk_create(_answers(zip(rows, some, strict=True), people))
        tagged = Application.sectors.through
        tagged.objects.bulk_create(
            tagged(application_id=row.pk, tag_id=tag.pk)
            for row, one in zip(rows, some, strict=True)
            for tag in one.entry.get("sectors", ())
        )


def _found(entries: Iterable[Entry], known: dict[tuple[str, str], Organisation]) -> None:
    """Organisations that nobody knew here are new from now on."""
    new: dict[tuple[str, str], Organisation] = {}
    for entry in entries:
        name = entry.get("organisation")
        mark = named(name, entry.get("country"))
        if name and mark not in known:
            new.setdefault(mark, Organisation(name=name, country=entry.get("country")))
    known.update(zip(new, Organisation.objects.bulk_create(new.values()), strict=True))


def _application(
    event: Event, entry: Entry, known: Mapping[tuple[str, str], Organisation], *, now: datetime, is_late: bool
) -> Application:
    facts = {name: entry.facts[name] for name in PLAIN if name in entry.facts}
    organisation = known.get(named(entry.get("organisation"), entry.get("country")))
    people = [text for one in entry.get("representatives", ()) for text in (one.name, one.email)]
    row = Application(
        event=event,
        organisation=organisation,
        state=ApplicationState.SUBMITTED,
        submitted_at=now,
        is_late=is_late,
        **facts | {"language": facts.get("language") or "de"},
    )
    finding.describe(row, people)
    return row


def _applicants(pairs: Iterable[tuple[Application, New]]) -> Iterable[Applicant]:
    for row, new in pairs:
        for number, one in enumerate(new.entry.get("representatives", ()), start=1):
            languages = [{"language": code, "level": level} for code, level in one.languages.items()]
            yield Applicant(application=row, number=number, name=one.name, email=one.email, languages=languages)


def _answers(pairs: Iterable[tuple[Application, New]], people: Iterable[Applicant]) -> Iterable[Answer]:
    by_name = {(one.application_id, one.name): one for one in people}
    for row, new in pairs:
        for said in new.said:
            if said.value is not None:
                who = by_name.get((row.pk, said.who))
                yield Answer(application=row, question=said.question, applicant=who, value=said.value)


def _batches(new: Iterable[New]) -> Iterable[list[New]]:
    rest = iter(new)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def named(name: str, country: str) -> tuple[str, str]:
    """By what an organisation is known in a file."""
    return name.casefold(), country
