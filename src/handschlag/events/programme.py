"""The programme of an event as lines of text: '10:00 | Opening | Great Hall | DE, RU'."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the programme; what is missing is empty. ``when`` is as it was written."""

    when: str
    title: str
    room: str = ""
    languages: tuple[str, ...] = ()
    note: str = ""

    @property
    def starts(self) -> time | None:
        """The time of day at which it begins, where one can be read."""
        found = CLOCK.match(self.when)
        if found is None:
            return None
        hours, minutes = map(int, found.groups())
        return time(hours, minutes) if hours < 24 and minutes < 60 else None


def lines(text: str) -> list[Line]:
    """The lines of a programme in their order; empty ones are left out."""
    return [_line(raw) for raw in text.splitlines() if raw.strip()]


def _line(raw: str) -> Line:
    when, title, room, languages, note = [part.strip() for part in (*raw.split("|"), "", "", "", "")][:5]
    if not title:  # a line without a time is a title
        when, title = "", when
    return Line(when, title, room, tuple(code.strip() for code in languages.split(",") if code.strip()), note)
