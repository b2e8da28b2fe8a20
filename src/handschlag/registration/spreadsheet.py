"""Applications as a table for a spreadsheet: what each column is called, what it says, and how it is read back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handschlag.companies.models import LanguageLevel
from handschlag.events.models import Event, Tag
from handschlag.foundation import reading
from handschlag.foundation.enclosed import enclosed
from handschlag.foundation.spreadsheets.writing import Value
from handschlag.registration import brought, spreadsheet_answers
from handschlag.registration.models import Answer, Applicant, Application, Question
from handschlag.registration.states import ApplicationState, QuestionKind

OPEN = Q(is_sensitive=False)
"""Questions whose answers may stand in a file."""
AT_ONCE = 2000
"""Rows that are fetched in one go."""
LEVELS = {level.casefold(): level for level in LanguageLevel.values}
SPOKEN = re.compile(r"([a-z]{2,3})\s+(\w+)", re.IGNORECASE)
SOMEBODY = re.compile(r"\s*(?P<name>[^<>()]+?)\s*(?:<(?P<email>[^<>]*)>)?\s*(?:\((?P<languages>[^()]*)\))?\s*")


@dataclass(frozen=True, slots=True)
class Field:
    """A column. ``says`` reads a row of ``rows``; ``is_read``: an import takes it."""

    key: str
    label: Any
    says: Callable[[Mapping[str, Any], Table], Value]
    is_read: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of an event's applications, in the reader's language."""

    event: Event
    zone: ZoneInfo
    sides: dict[int, str]
    sectors: dict[int, str]
    bringers: dict[int, str]
    questions: list[Question]
    states: dict[str, str] = field(default_factory=lambda: {str(one): str(one.label) for one in ApplicationState})
    """What each state is called: translated once for all rows."""

    @property
    def columns(self) -> list[str]:
        asked = [reading.plain(one.label) or one.public_id for one in self.questions]
        return _apart([*(str(one.label) for one in FIELDS.values()), *asked])

    def cells(self, row: Mapping[str, Any]) -> list[Value]:
        people = {one["id"]: one for one in row["people"]}
        said = [one.says(row, self) for one in FIELDS.values()]
        if not self.questions:
            return said
        answers: dict[int, list[tuple[int, str, Any]]] = {}
        for one in row["answered"]:
            who = people.get(one["applicant"], {"number": 0, "name": ""})
            answers.setdefault(one["question"], []).append((who["number"], who["name"], one["value"]))
        told = [_told(one, answers.get(one.pk, [])) for one in self.questions]
        return [*said, *told]


def _told(question: Question, answers: list[tuple[int, str, Any]]) -> Value:
    in_turn = sorted(answers, key=itemgetter(0))
    if question.kind == QuestionKind.NUMBER and not question.is_for_each and in_turn and _is_plain(in_turn[0][2]):
        return in_turn[0][2]  # as text, "1.5" would be a day in May for a German spreadsheet
    return spreadsheet_answers.written(question, [(who, value) for _number, who, value in in_turn])


def _is_plain(number: Any) -> bool:
    """Whether a spreadsheet keeps it digit for digit."""
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    return is_number and (number == 0 or 1e-4 <= abs(number) < 1e15) and float(f"{number:.15g}") == number


def _local(moment: datetime | None, table: Table) -> datetime | None:
    return moment.astimezone(table.zone) if moment is not None else None


def somebody(name: str, email: str, languages: Iterable[Mapping[str, str]]) -> str:
    """A representative in a cell: Anna Berg <anna@example.org> (de native, ru B2)."""
    known = ", ".join(f"{one['language']} {one['level']}" for one in languages)
    return name + (f" <{email}>" if email else "") + (f" ({known})" if known else "")


def _people(row: Mapping[str, Any], _table: Table) -> str:
    people = sorted(row["people"], key=lambda one: one["number"])
    return "; ".join(somebody(one["name"], one["email"], one["languages"] or ()) for one in people)


FIELDS = {
    one.key: one
    for one in (
        Field("key", pgettext_lazy("of a row", "Key"), lambda row, _table: row["public_id"], is_read=True),
        Field("state", _("State"), lambda row, table: table.states[row["state"]]),
        Field("organisation", _("Organisation"), lambda row, _table: row["organisation__name"], is_read=True),
        Field("country", _("Country"), lambda row, _table: row["country"], is_read=True),
        Field("region", _("Region"), lambda row, _table: row["region"], is_read=True),
        Field("side", _("Side"), lambda row, table: table.sides.get(row["side"], ""), is_read=True),
        Field("size", _("Size"), lambda row, _table: row["size"], is_read=True),
        Field(
            "sectors",
            _("Sectors"),
            lambda row, table: "; ".join(table.sectors.get(one["tag"], "") for one in row["tags"]),
            is_read=True,
        ),
        Field("contact_name", _("Contact person"), lambda row, _table: row["contact_name"], is_read=True),
        Field("email", _("Mail address"), lambda row, _table: row["email"], is_read=True),
        Field("language", _("Language"), lambda row, _table: row["language"], is_read=True),
        Field("representatives", _("Representatives"), _people, is_read=True),
        Field("discount_code", _("Discount code"), lambda row, _table: row["discount_code"], is_read=True),
        Field("late", _("Late"), lambda row, _table: row["is_late"]),
        Field("submitted", _("Arrived"), lambda row, table: _local(row["submitted_at"], table)),
        Field("decided", _("Decided"), lambda row, table: _local(row["decided_at"], table)),
        Field("came_by", _("Came by"), lambda row, table: table.bringers.get(row["came_by"], ""), is_read=True),
        Field("queue", _("Waiting list"), lambda row, _table: row["queue_number"]),
        Field("fee", _("Fee"), lambda row, _table: row["fee"]),
        Field("currency", _("Currency"), lambda row, _table: row["fee_currency"]),
    )
}
PLAIN = (
    *("public_id", "state", "organisation__name", "country", "region", "side", "size", "contact_name", "email"),
    *(
        "language",
        "discount_code",
        "is_late",
        "came_by",
        "submitted_at",
        "decided_at",
        "queue_number",
        "fee",
        "fee_currency",
    ),
)


def table(event: Event) -> Table:
    """What is asked of nobody but those with a further right is no column: it stays on its page."""
    asked = Question.objects.filter(OPEN, event=event)
    return Table(
        event=event,
        zone=ZoneInfo(event.time_zone),
        sides={one.pk: reading.plain(one.name) for one in event.sides.all()},
        sectors={one.pk: reading.plain(one.name) for one in Tag.objects.filter(host=event.host_id)},
        bringers={pk: label for pk, (_user, label) in brought.called(event).items()},
        questions=list(asked),
    )


def rows(applications: QuerySet[Application], table: Table) -> Iterator[list[Value]]:
    """The cells of each, some at a time: however many there are, no more are held in memory."""
    people = Applicant.objects.filter(application=OuterRef("pk"))
    tags = Application.sectors.through.objects.filter(application=OuterRef("pk"))
    answers = Answer.objects.filter(application=OuterRef("pk"), question__in=[one.pk for one in table.questions])
    found = applications.values(
        *PLAIN,
        people=enclosed(people, "id", "name", "email", "languages", "number"),
        tags=enclosed(tags, "tag"),
        answered=enclosed(answers, "question", "applicant", "value"),
    )
    return map(table.cells, found.iterator(AT_ONCE))


def sample(event: Event) -> list[list[Value]]:
    """The one row of a template: how each cell is written."""
    side = event.sides.first()
    sector = Tag.objects.filter(host=event.host_id, kind="sector").first()
    filled = {
        "organisation": "Werk 1 GmbH",
        "country": "DE",
        "side": reading.plain(side.name) if side else "",
        "size": "small",
        "sectors": reading.plain(sector.name) if sector else "",
        "contact_name": "Anna Berg",
        "email": "anna@example.org",
        "language": translation.get_language() or "de",
        "representatives": "Anna Berg <anna@example.org> (de native, ru B2)",
        "came_by": next((label for _user, label in brought.called(event).values()), ""),
    }
    return [[filled.get(field.key, "") for field in read_fields()]]


def read_fields() -> list[Field]:
    """Those that an import takes."""
    return [field for field in FIELDS.values() if field.is_read]


def spelled(name: str) -> str:
    """A name without what is no difference."""
    return " ".join(name.split()).casefold()


def spoken(written: str) -> dict[str, str] | None:
    """Languages with their levels, as in "de B2, ru native"; None for what is written otherwise."""
    found = {}
    for one in filter(None, (part.strip() for part in written.split(","))):
        match = SPOKEN.fullmatch(one)
        level = LEVELS.get(match[2].casefold()) if match else None
        if match is None or level is None:
            return None
        found[match[1].lower()] = level
    return found


def people(written: str) -> list[tuple[str, str, dict[str, str]]] | None:
    """Name, address and languages of each, as ``somebody`` writes them; None for what is written otherwise."""
    found = []
    for one in filter(None, (part.strip() for part in written.split(";"))):
        match = SOMEBODY.fullmatch(one)
        languages = spoken(match["languages"] or "") if match else None
        if match is None or languages is None:
            return None
        found.append((match["name"], (match["email"] or "").strip().lower(), languages))
    return found


def _apart(names: list[str]) -> list[str]:
    """No two of the same name: else nobody could import the file."""
    found: dict[str, int] = {}
    apart = []
    for name in names:
        found[spelled(name)] = number = found.get(spelled(name), 0) + 1
        apart.append(name if number == 1 else f"{name} ({number})")
    return apart
