"""A table with applications, read: each row as data, or what is wrong with it by row and column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handschlag.accounts.models import User
from handschlag.engine.language import names
from handschlag.events.models import CompanySize, Event, Side, Tag, TagKind
from handschlag.foundation import spreadsheets
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.spreadsheets import Cell
from handschlag.registration import brought, listing, spreadsheet, spreadsheet_answers, spreadsheet_columns
from handschlag.registration.models import Question
from handschlag.registration.services.applying import Speaker
from handschlag.registration.spreadsheet_columns import Columns

MOST_PROBLEMS = 200
"""That are said; who has more puts these right first."""
LONGEST = 200
LONGEST_SHOWN = 60
FEW = 20
IDENTIFYING = ("key", "email")
"""Columns by which a row is known; one of them has to be there."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: in which row, as the spreadsheet counts, and which column, as the file calls it."""

    row: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A row. ``facts`` holds those columns alone that the file has."""

    row: int
    facts: Mapping[str, Any]
    answers: Mapping[Question, Cell] = field(default_factory=dict)
    """What stands in the columns of questions."""

    def get(self, name: str, otherwise: Any = "") -> Any:
        return self.facts.get(name, otherwise)


@dataclass(slots=True)
class Read:
    """The file: what it says, what is wrong with it, which columns nobody knows."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    """The key of a column, or the opaque id of a question: what the file calls it."""
    language: str = ""
    """In which most columns are named."""
    has_answers: bool = False

    def complain(self, row: int, key: str, message: Any) -> None:
        self.problems.append(Problem(row, self.columns.get(key, ""), str(message)))

    @property
    def is_full(self) -> bool:
        return len(self.problems) >= MOST_PROBLEMS


@dataclass(frozen=True, slots=True)
class _Words:
    """By which words sides, sizes and sectors of this event are known."""

    sides: dict[str, Side]
    sectors: dict[str, Tag]
    sizes: dict[str, str]
    bringers: dict[str, User]
    """By name and by address; by the name alone only where no two are called the same."""


class _Wrong(Exception):
    """A cell cannot be read; the sentence says why."""


def read(content: bytes, event: Event) -> Read:
    """What the file says. Raises ``RuleBroken`` for what is no table: see ``foundation.spreadsheets``; "header"."""
    table = spreadsheets.read(content)
    withheld = Question.objects.filter(~spreadsheet.OPEN, event=event)
    columns = spreadsheet_columns.match(table.columns, spreadsheet.table(event), withheld=withheld, number=table.number)
    _check_identifies(columns, table.number)
    asked = columns.questions
    found = Read(
        columns=columns.facts | {question.public_id: name for name, question in asked.items()},
        unknown=columns.unknown,
        language=columns.language,
        has_answers=bool(asked),
    )
    _check_are_open(found, asked.values(), table.number)
    words = _words(event)
    for row in table.rows:
        facts = _facts(found, row.number, {key: row.cells[name] for key, name in columns.facts.items()}, words)
        answers = {question: row.cells[name] for name, question in asked.items()}
        found.entries.append(Entry(row.number, facts, answers))
        if found.is_full:
            break
    return found


def _check_are_open(found: Read, questions: Iterable[Question], number: int) -> None:
    for question in questions:
        if question.is_sensitive:
            refusal = _("Answers to this are shown to few, and no file may hold them. Please take the column out.")
            found.complain(number, question.public_id, refusal)


def _check_identifies(columns: Columns, number: int) -> None:
    if set(IDENTIFYING) & columns.facts.keys():
        return
    raise RuleBroken(
        gettext_lazy(
            "Row %(row)s: a column “%(email)s” is expected, and these are there: %(got)s. Please take the names of "
            "the columns from the template, in any of its languages."
        ),
        code="header",
        params={
            "row": number,
            "email": spreadsheet.FIELDS["email"].label,
            "got": ", ".join(shown(name) for name in list(columns.meant)[:FEW]),
        },
    )


def shown(cell: Any) -> str:
    """The beginning of what stands in a cell, its hidden characters seen."""
    text = f"{cell}"[: LONGEST_SHOWN + 1]
    seen = "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text[:LONGEST_SHOWN])
    return seen + ("…" if len(text) > LONGEST_SHOWN else "")


def _facts(found: Read, number: int, cells: Mapping[str, Any], words: _Words) -> dict[str, Any]:
    facts = {}
    for key, cell in cells.items():
        try:
            facts[key] = READERS[key](_line(cell), words)
        except _Wrong as wrong:
            got = {"expected": wrong, "got": shown(cell)}
            found.complain(number, key, _("%(expected)s There stands: “%(got)s”") % got)
    return facts


def _line(cell: Any) -> str:
    if not isinstance(cell, str | int | float) or isinstance(cell, bool):
        raise _Wrong(_("Text is expected here, and this is a day, a time or a truth value."))
    return f"{cell}".strip()


def _key(cell: str, _words: _Words) -> str:
    if cell and (len(cell) > 22 or not cell.replace("-", "").replace("_", "").isalnum()):
        raise _Wrong(_("This is no key of an application. Leave the cell empty for a new one."))
    return cell


def _name(cell: str, _words: _Words) -> str:
    if not cell:
        return ""
    try:
        if spreadsheet_answers.TURNS_AROUND.intersection(cell):
            raise names.NotAName("control")
        return names.clean(cell, longest=LONGEST)
    except names.NotAName as wrong:
        raise _Wrong(_("This is no name in one line of visible characters.")) from wrong


def _person(cell: str, words: _Words) -> str:
    if cell and not any(letter.isalpha() for letter in cell):
        raise _Wrong(_("The name of a person is expected here, which has letters."))
    return _name(cell, words)


def _short(most: int) -> Callable[[str, _Words], str]:
    def short(cell: str, _words: _Words) -> str:
        if len(cell) > most or not cell.isprintable():
            raise _Wrong(_("One line with %(most)s characters at most is expected here.") % {"most": most})
        return cell

    return short


def _email(cell: str, _words: _Words) -> str:
    if not cell:
        return ""
    try:
        validate_email(cell)
    except ValidationError as wrong:
        raise _Wrong(_("This is no mail address. One looks like anna@example.org.")) from wrong
    if len(cell) > 254:
        raise _Wrong(_("This address is too long."))
    return cell.lower()


def _country(cell: str, _words: _Words) -> str:
    code = spreadsheet_answers.countries().get(cell.casefold(), "")
    if cell and not code:
        raise _Wrong(_("This country is not known. Please write its code, such as DE, or its name."))
    return code


def _side(cell: str, words: _Words) -> Side | None:
    return _one_of(cell, words.sides, _("This event has no such side. There are: %(known)s."))


def _size(cell: str, words: _Words) -> str:
    return _one_of(cell, words.sizes, _("This is no size of a company. There are: %(known)s.")) or ""


def _sectors(cell: str, words: _Words) -> list[Tag]:
    parts = [part.strip() for part in cell.split(";") if part.strip()]
    refusal = _("This sector is not known here. There are: %(known)s.")
    return [tag for part in parts if (tag := _one_of(part, words.sectors, refusal)) is not None]


def _language(cell: str, _words: _Words) -> str:
    codes = dict(settings.LANGUAGES)
    if cell and cell.lower() not in codes:
        raise _Wrong(_("One of these is expected here: %(expected)s.") % {"expected": ", ".join(codes)})
    return cell.lower()


def _came_by(cell: str, words: _Words) -> User | None:
    refusal = _("Nobody of this name or mail address brings applications to this event. There are: %(known)s.")
    return _one_of(cell, words.bringers, refusal)


def _representatives(cell: str, words: _Words) -> list[Speaker]:
    read = spreadsheet.people(cell)
    if read is None:
        example = "Anna Berg <anna@example.org> (de native, ru B2); …"
        raise _Wrong(_("Please write representatives like this: %(example)s") % {"example": example})
    return [Speaker(_person(name, words), email=_email(email, words), languages=known) for name, email, known in read]


READERS: dict[str, Callable[[str, _Words], Any]] = {
    "key": _key,
    "organisation": _name,
    "country": _country,
    "region": _short(120),
    "side": _side,
    "size": _size,
    "sectors": _sectors,
    "contact_name": _person,
    "email": _email,
    "language": _language,
    "representatives": _representatives,
    "discount_code": _short(40),
    "came_by": _came_by,
}


def _one_of(cell: str, known: Mapping[str, Any], refusal: str) -> Any:
    found = known.get(spreadsheet.spelled(cell))
    if cell and found is None:
        raise _Wrong(refusal % {"known": ", ".join(sorted(known)[:20])})
    return found


def _words(event: Event) -> _Words:
    """Keys, and names in every language."""
    sides = {spreadsheet.spelled(word): one for one in event.sides.all() for word in (one.key, *_names(one))}
    tags = Tag.objects.filter(host=event.host_id, kind=TagKind.SECTOR)
    sectors = {spreadsheet.spelled(word): one for one in tags for word in (one.slug, *_names(one))}
    called = brought.called(event).values()
    bringers = {spreadsheet.spelled(word): user for user, label in called for word in (user.email, label) if word}
    return _Words(sides, sectors, _sizes(), bringers)


def _names(one: Side | Tag) -> list[str]:
    return [version.text for version in one.name.versions.values()]


@cache
def _sizes() -> dict[str, str]:
    found = {str(size): str(size) for size in CompanySize.values}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            for size in CompanySize:
                found |= dict.fromkeys((f"{size.label}".casefold(), f"{listing.SIZES[size]}".casefold()), str(size))
    return found
