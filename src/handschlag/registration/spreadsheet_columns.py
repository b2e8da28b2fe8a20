"""Which column of a file is meant by its name: facts by what they are called, questions by what they ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from handschlag.foundation.errors import RuleBroken
from handschlag.registration.models import Question
from handschlag.registration.spreadsheet import FIELDS, Field, Table, read_fields, spelled

Meaning: TypeAlias = Field | Question


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a file, and the language in which most of them are named."""

    language: str
    meant: Mapping[str, Meaning | None]

    @property
    def facts(self) -> dict[str, str]:
        """The columns that an import reads: the key of each, what the file calls it."""
        return {one.key: name for name, one in self.meant.items() if isinstance(one, Field) and one.is_read}

    @property
    def questions(self) -> dict[str, Question]:
        """The columns with answers, by what the file calls them."""
        return {name: one for name, one in self.meant.items() if isinstance(one, Question)}

    @property
    def unknown(self) -> list[str]:
        """Those that nobody knows."""
        return [name for name, one in self.meant.items() if one is None]


def match(names: Iterable[str], table: Table, *, withheld: Iterable[Question], number: int = 1) -> Columns:
    """What each column means, those of ``withheld`` questions, too; ``number`` is the row in which they are named.

    Raises ``RuleBroken``: "header" (two mean the same).
    A file has been named in one language as a whole: what a name means there counts before what it means elsewhere.
    """
    columns = list(names)
    reader = translation.get_language() or "de"
    languages = sorted(dict(settings.LANGUAGES), key=lambda code: code != reader)
    by_language = {code: _named(table, code) for code in languages}
    language = max(languages, key=lambda code: sum(spelled(name) in by_language[code] for name in columns))
    every = by_language[language].copy()
    for known in (*by_language.values(), _by_key(table), _by_question(withheld)):
        every |= {name: meaning for name, meaning in known.items() if name not in every}
    found = Columns(language, {name: every.get(spelled(name)) for name in columns})
    _check_apart(found, number)
    return found


def _named(table: Table, code: str) -> dict[str, Meaning]:
    with translation.override(code):
        return dict(zip(map(spelled, table.columns), [*FIELDS.values(), *table.questions], strict=True))


def _by_key(table: Table) -> dict[str, Meaning]:
    fields = {field.key: field for field in FIELDS.values()}
    return fields | {spelled(one.public_id): one for one in table.questions}


def _by_question(questions: Iterable[Question]) -> dict[str, Meaning]:
    return {spelled(version.text): one for one in questions for version in one.label.versions.values()}


def _check_apart(columns: Columns, number: int) -> None:
    seen: dict[str, str] = {}
    for name, meaning in columns.meant.items():
        if meaning is None or (isinstance(meaning, Field) and not meaning.is_read):
            continue
        mark = meaning.key if isinstance(meaning, Field) else meaning.public_id
        first = seen.setdefault(mark, name)
        if first != name:
            raise RuleBroken(
                _("Row %(row)s: “%(first)s” and “%(column)s” mean the same. Please take one of these columns out."),
                code="header",
                params={"row": number, "first": first, "column": name},
            )


def template(table: Table) -> list[str]:
    """The columns of an empty table, in the reader's language: what is read, and what is asked with an application."""
    asked = zip(table.columns[len(FIELDS) :], table.questions, strict=True)
    return [*(str(field.label) for field in read_fields()), *(name for name, one in asked if one.stage == "apply")]
