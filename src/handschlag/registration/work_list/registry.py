"""The rules, and what they find at an event."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from handschlag.accounts.models import User
from handschlag.events.models import Event
from handschlag.registration.models import Application, Snooze

MOST_LINES = 100
"""Of a rule that are shown; how many there are is said."""


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody must be acted on. ``target``: the opaque id of what it is about; ``address``: where that is done.

    ``step`` is a key of ``decisions.DECISIONS`` that can be taken from the list, with nothing more to say.
    """

    target: str
    title: str
    why: Any
    address: str
    since: datetime | None = None
    telephone: str = ""
    """The opaque id of the application to which a telephone note belongs."""
    email: str = ""
    step: str = ""


Find: TypeAlias = Callable[[Event, datetime], Iterable[Line]]


@dataclass(frozen=True, slots=True)
class Rule:
    """``find`` yields the most urgent first. A smaller ``place`` stands ahead."""

    key: str
    label: Any
    find: Find
    place: int = 50


@dataclass(slots=True)
class Section:
    """What a rule has found: lines to act on, and those that the reader has put off."""

    rule: Rule
    lines: list[Line] = field(default_factory=list)
    count: int = 0
    put_off: list[tuple[Line, datetime]] = field(default_factory=list)


_rules: dict[str, Rule] = {}


def offer(rule: Rule) -> None:
    """Let the work list know of something more. Belongs into ``ready()`` of an app."""
    _rules[rule.key] = rule


def rules() -> list[Rule]:
    return sorted(_rules.values(), key=lambda rule: (rule.place, rule.key))


def sections(event: Event, *, reader: User, now: datetime) -> list[Section]:
    """All rules that find something."""
    rows = Snooze.objects.filter(event=event, user=reader, until__gt=now)
    snoozes = {(one.rule, one.target): one.until for one in rows}
    found = (_section(rule, event, snoozes, now=now) for rule in rules())
    return [one for one in found if one.count or one.put_off]


def _section(rule: Rule, event: Event, snoozes: dict[tuple[str, str], datetime], *, now: datetime) -> Section:
    section = Section(rule)
    for line in rule.find(event, now):
        until = snoozes.get((rule.key, line.target))
        if until is not None:
            section.put_off.append((line, until))
            continue
        section.count += 1
        if section.count <= MOST_LINES:
            section.lines.append(line)
    return section


def about(application: Application, why: Any, *, address: str, since: datetime | None = None, step: str = "") -> Line:
    """A line about an application."""
    return Line(
        target=application.public_id,
        title=str(application),
        why=why,
        address=address,
        since=since,
        telephone=application.public_id,
        email=application.email,
        step=step,
    )
