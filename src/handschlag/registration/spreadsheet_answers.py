"""Answers in cells of a spreadsheet: how each kind is written, and how it is read back in any of our languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from handschlag.engine.language import Text, names
from handschlag.events.services.forums import COUNTRIES
from handschlag.foundation import reading
from handschlag.foundation.spreadsheets import Cell
from handschlag.registration import dossier
from handschlag.registration.models import Question
from handschlag.registration.services import answering
from handschlag.registration.states import QuestionKind

NUMBER = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,15})?")
DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
TURNS_AROUND = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What lets text run in the other direction than it seems to."""
FEW = 20


class NotAnAnswer(ValueError):
    """A cell does not answer its question; the sentence says what would."""


def written(question: Question, answers: Iterable[tuple[str, Any]]) -> str:
    """Answers in one cell, each with the name of whoever gave it; a question to the organisation has no names."""
    told = [(who, said) for who, value in answers if (said := dossier.says(question, value))]
    return "; ".join(f"{who}: {said}" if question.is_for_each else said for who, said in told)


def is_same(cell: str, other: str) -> bool:
    """Whether two cells say the same; spreadsheets write line breaks as they like."""
    return _lines(cell) == _lines(other)


def plain(cell: Cell) -> str:
    """A cell as text, as whoever looks at it would type it."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time().isoformat() == "00:00:00" else f"{cell:%Y-%m-%d %H:%M}"
    return cell.isoformat() if isinstance(cell, date) else f"{cell}".strip()


def by_name(text: str, people: Sequence[str]) -> dict[str, str]:
    """What each of these people said, as in "Anna Berg: Tea; Olga: Coffee". Raises ``NotAnAnswer``."""
    if len(set(people)) < len(people):
        raise NotAnAnswer(
            _("Two representatives have the same name. Please enter this on the page of the application.")
        )
    if not text:
        return {}
    known = "|".join(re.escape(name) for name in sorted(people, key=len, reverse=True))
    marks = list(re.finditer(rf"(?:^|;)\s*({known})\s*:", text)) if known else []
    if not marks or marks[0].start():
        example = "; ".join(f"{name}: …" for name in people[:2]) or "Anna Berg: …"
        raise NotAnAnswer(
            _("This is asked of each representative. Please write it like this: %(example)s") % {"example": example}
        )
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return {mark[1]: text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)}


def parse(question: Question, text: str) -> Any:
    """The answer as it is kept. Raises ``NotAnAnswer``."""
    return PARSERS[QuestionKind(question.kind)](question, text) if text else None


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


def _words(question: Question, text: str) -> str:
    text = "\n".join(text.splitlines()) if question.kind == QuestionKind.LONG else text
    most = answering.LONGEST[QuestionKind(question.kind)]
    if len(text) > most:
        raise NotAnAnswer(
            _("%(most)s letters at most are expected here, and there are %(got)s.") % {"most": most, "got": len(text)}
        )
    allowed = "\n\t" if question.kind == QuestionKind.LONG else ""
    if any(letter not in allowed and _is_hidden(letter) for letter in text):
        raise NotAnAnswer(_("Text of visible characters is expected here, and one of them is a control character."))
    return text


def _is_hidden(letter: str) -> bool:
    return letter in TURNS_AROUND or unicodedata.category(letter) in names.UNASSIGNED


def _number(_question: Question, text: str) -> int | float:
    if not NUMBER.fullmatch(text):
        raise NotAnAnswer(_("A number is expected here, such as 12 or 1.5."))
    number = float(text.replace(",", "."))
    return int(number) if number.is_integer() else number


def _date(_question: Question, text: str) -> str:
    typed = DAY.fullmatch(text)
    try:
        found = date(int(typed[3]), int(typed[2]), int(typed[1])) if typed else date.fromisoformat(text)
    except ValueError as wrong:
        raise NotAnAnswer(_("A day that exists is expected here, such as 2027-03-10.")) from wrong
    return found.isoformat()


def _yes_no(_question: Question, text: str) -> bool:
    found = _truths().get(text.casefold())
    if found is None:
        raise NotAnAnswer(_("Yes or no is expected here."))
    return found


def _country(_question: Question, text: str) -> str:
    found = countries().get(text.casefold())
    if found is None:
        raise NotAnAnswer(_("This country is not known. Please write its code, such as DE, or its name."))
    return found


def _file(_question: Question, _text: str) -> None:
    raise NotAnAnswer(_("A file cannot be sent in a table. Please leave this cell as it was, or empty."))


def _choice(question: Question, text: str) -> str:
    found = _options(question).get(text.casefold(), set())
    if len(found) != 1:
        raise _not_one_of(question)
    return next(iter(found))


def _several(question: Question, text: str) -> list[str]:
    options, rest, found = _options(question), text.casefold(), set()
    # The longest first: an option may have a comma in it, or begin as another does.
    known = "|".join(re.escape(option) for option in sorted(options, key=len, reverse=True))
    one = re.compile(rf"\s*({known})\s*(?:[,;]|$)")
    while rest:
        match = one.match(rest)
        if not known or match is None or len(options[match[1]]) != 1:
            raise _not_one_of(question)
        found |= options[match[1]]
        rest = rest[match.end() :]
    return [key for key in answering.keys(question) if key in found]


def _not_one_of(question: Question) -> NotAnAnswer:
    known = [
        dossier.says(question, key if question.kind == QuestionKind.CHOICE else [key])
        for key in answering.keys(question)
    ]
    return NotAnAnswer(_("One of these is expected here: %(expected)s.") % {"expected": ", ".join(known[:FEW])})


def _options(question: Question) -> dict[str, set[str]]:
    """By which words each option is known: its key, and what it is called in each language."""
    found: dict[str, set[str]] = {}
    for option in question.options:
        label = option.get("label", option["key"])
        texts = [one.text for one in Text.read(label).versions.values()] if isinstance(label, dict) else [str(label)]
        for text in {str(option["key"]), *texts}:
            found.setdefault(text.strip().casefold(), set()).add(str(option["key"]))
    return found


@cache
def _truths() -> dict[str, bool]:
    found = {"1": True, "0": False, "true": True, "false": False}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found |= {_("yes").casefold(): True, _("no").casefold(): False}
    return found


@cache
def countries() -> dict[str, str]:
    """The code of each country, by its code and its names."""
    found = {code.casefold(): code for code in COUNTRIES}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {reading.country(code).casefold(): code for code in COUNTRIES}
    return found


PARSERS: dict[QuestionKind, Callable[[Question, str], Any]] = {
    QuestionKind.TEXT: _words,
    QuestionKind.LONG: _words,
    QuestionKind.CHOICE: _choice,
    QuestionKind.SEVERAL: _several,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _date,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.FILE: _file,
    QuestionKind.COUNTRY: _country,
}
