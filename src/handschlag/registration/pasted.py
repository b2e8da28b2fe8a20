"""Addresses that somebody has pasted, one a line: which are new, which are invited already, which are none."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from handschlag.engine.language import names
from handschlag.events.models import Event
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.form_fields import REFUSALS
from handschlag.foundation.outbox.address import checked
from handschlag.registration.models import ApplicationInvitation

MOST = 200
"""Lines that are looked at in one go: as many letters as are written in about a second, while others wait."""
LONGEST_NAME = 200
NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<email>[^<>]*)>")


@dataclass(frozen=True, slots=True)
class Line:
    """One of them; ``why`` is a sentence where nobody is invited by it."""

    number: int
    text: str
    email: str = ""
    name: str = ""
    why: str = ""

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>" if self.name else self.email or self.text


@dataclass(frozen=True, slots=True)
class Pasted:
    """All of them, told apart."""

    new: list[Line] = field(default_factory=list)
    known: list[Line] = field(default_factory=list)
    wrong: list[Line] = field(default_factory=list)


def read(written: str, event: Event) -> Pasted:
    """Look at each line that is not empty; in one query. Raises ``RuleBroken``: "many", "none"."""
    lines = [(number, line.strip()) for number, line in enumerate(written.splitlines(), start=1) if line.strip()]
    if not lines:
        raise RuleBroken(_("Please write at least one address."), code="none")
    if len(lines) > MOST:
        raise RuleBroken(
            _("These are %(number)s lines. Please send at most %(most)s at once, and the others after that."),
            code="many",
            params={"number": len(lines), "most": MOST},
        )
    return _told_apart([_line(number, text) for number, text in lines], event)


def _told_apart(lines: list[Line], event: Event) -> Pasted:
    emails = [line.email for line in lines if line.email]
    rows = ApplicationInvitation.objects.filter(event=event, email__in=emails)
    invited = set(rows.values_list("email", flat=True))
    found = Pasted()
    seen: dict[str, int] = {}
    for line in lines:
        if line.why:
            found.wrong.append(line)
        elif line.email in invited:
            found.known.append(_because(line, _("is invited already; a reminder can be sent from the list")))
        elif line.email in seen:
            found.known.append(_because(line, _("stands in line %(number)s already") % {"number": seen[line.email]}))
        else:
            seen[line.email] = line.number
            found.new.append(line)
    return found


def _line(number: int, text: str) -> Line:
    """``Name <address>`` or an address; what programs put around or between them does not matter."""
    kept = text.rstrip(",; \t")
    named = NAMED.fullmatch(kept)
    name, email = (named["name"], named["email"]) if named else ("", kept)
    try:
        return Line(number, text, checked(email).lower(), _name(name))
    except RuleBroken as broken:
        return Line(number, text, why=" ".join(broken.messages))
    except names.NotAName as wrong:
        return Line(number, text, why=str(REFUSALS[wrong.code]))


def _name(written: str) -> str:
    bare = written.strip().strip("\"'").strip()
    return names.clean(bare, longest=LONGEST_NAME) if bare else ""


def _because(line: Line, why: str) -> Line:
    return Line(line.number, line.text, line.email, line.name, why)
