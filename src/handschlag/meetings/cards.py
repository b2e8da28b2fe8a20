"""Cards that stand on the tables: who sits down here when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import babel.dates
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handschlag.companies import standing
from handschlag.events.models import Table
from handschlag.meetings.board import Board, Talk
from handschlag.privacy.visibility import in_the_hall

ROOMY = 6
"""So many meetings stand on a card in large letters; more in smaller ones."""


@dataclass(frozen=True, slots=True)
class Card:
    """One table on one day. ``label`` is the word for it and ``on`` the day, in all languages of the event."""

    table: Table
    label: str
    on: str
    talks: list[Talk]
    interpreters: Mapping[int, str] = field(default_factory=dict)
    """Names as everybody in the hall may read them, by the keys of interpreters."""

    @property
    def is_full(self) -> bool:
        return len(self.talks) > ROOMY


def cards(board: Board) -> list[Card]:
    """A card for every table and day with meetings, in the order of tables and days."""
    languages = board.plan.event.languages or ["en"]
    held: dict[tuple[int, date], list[Talk]] = defaultdict(list)
    for talk in board.talks:
        if talk.table is not None:
            held[talk.table.pk, talk.slot.day.on].append(talk)
    label = in_each(languages, _("Table"))
    days = sorted({slot.day.on for slot in board.slots})
    written = {on: day_in_each(languages, on) for on in days}
    event = board.plan.event
    names = standing.interpreters(board.staff, in_the_hall(event.pk), host=event.host_id)
    return [
        Card(table, label, written[on], held[table.pk, on], names)
        for table in board.tables
        for on in days
        if (table.pk, on) in held
    ]


def in_each(languages: Iterable[str], word: Promise) -> str:
    """A word in several languages, such as "Tisch · Стол"."""
    words = []
    for language in languages:
        with translation.override(language):
            words.append(str(word))
    return " · ".join(dict.fromkeys(words))


def day_in_each(languages: Iterable[str], on: date) -> str:
    """A date in the first language, and the day of the week in the others."""
    first, *others = languages
    weekdays = [babel.dates.format_date(on, "EEEE", locale=language) for language in others]
    return " · ".join([babel.dates.format_date(on, "full", locale=first), *weekdays])
