"""What is possible at an event now, and what comes next, in the reader's words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handschlag.events.models import Event
from handschlag.foundation.reading import clock, day, plain, short_day, upfirst

PLAN = "plan_published_at"
"""The sign by which an event says when its plan was shown to participants: ``events.queries.sign``."""
Step: TypeAlias = tuple[str, str]
"""What can be done, and the address where."""


class Phase(StrEnum):
    """Where an event stands."""

    DRAFT = "draft"
    UNCERTAIN = "uncertain"  # the date is not known, nor when registration opens
    ANNOUNCED = "announced"
    OPEN = "open"
    WISHES = "wishes"  # registration is over, participants say whom they want to meet
    CLOSED = "closed"
    PLANNED = "planned"
    RUNNING = "running"
    OVER = "over"
    HISTORY = "history"


LISTED_LAST = frozenset({Phase.OVER, Phase.HISTORY})


@dataclass(frozen=True, slots=True)
class Possible:
    """What is possible now.

    ``label`` is the phase in two words and ``tone`` the kind of tag that shows it; ``left`` says how much time there
    is until ``until``, ``says`` what is possible, ``comes`` what comes next; each may be empty. ``how`` says how to
    apply as long as no form takes applications, and ``step`` is what can be done here.
    """

    phase: Phase
    label: str
    tone: str = ""
    left: str = ""
    says: str = ""
    comes: str = ""
    how: str = ""
    until: datetime | None = None
    step: Step | None = None


_offers: list[Callable[[Event, Phase], Step | None]] = []


def offer(step: Callable[[Event, Phase], Step | None]) -> None:
    """Let a floor above say what can be done at an event in a phase, such as to apply."""
    if step not in _offers:
        _offers.append(step)


def possible(event: Event, now: datetime) -> Possible:
    """What is possible at the event now, and what comes next."""
    where = phase(event, now)
    return SAYS[where](event, now)


def phase(event: Event, now: datetime) -> Phase:
    """Where the event stands."""
    if event.published_at is None or event.published_at > now:
        return Phase.DRAFT
    if event.is_history:
        return Phase.HISTORY
    if event.ends_at <= now:
        return Phase.OVER
    if event.has_certain_date and event.starts_at <= now:
        return Phase.RUNNING
    return _before(event, now)


def _before(event: Event, now: datetime) -> Phase:
    opens, closes, answers = event.registration_opens_at, event.registration_closes_at, event.answers_close_at
    if opens is None and closes is None:
        return Phase.ANNOUNCED if event.has_certain_date else Phase.UNCERTAIN
    if opens is not None and now < opens:
        return Phase.ANNOUNCED
    if closes is None or now <= closes:
        return Phase.OPEN
    if getattr(event, PLAN, None) is not None:
        return Phase.PLANNED
    return Phase.WISHES if answers is not None and now <= answers else Phase.CLOSED


def left(until: datetime, now: datetime, zone: str) -> str:
    """How many days there are until then where the event takes place, such as "18 days left"."""
    place = ZoneInfo(zone)
    days = (until.astimezone(place).date() - now.astimezone(place).date()).days
    if days <= 0:
        return _("last day")
    return ngettext("%(count)d day left", "%(count)d days left", days) % {"count": days}


def moment(at: datetime, zone: str) -> str:
    """A day and a time where the event takes place."""
    return _("%(day)s, %(time)s") % {"day": day(at, zone), "time": clock(at, zone)}


def _draft(event: Event, _now: datetime) -> Possible:
    comes = ""
    if event.published_at is not None:
        comes = _("Everybody sees it from %(moment)s.") % {"moment": moment(event.published_at, event.time_zone)}
    return Possible(Phase.DRAFT, _("Draft"), "info", says=_("Only those who edit it see it."), comes=comes)


def _history(_event: Event, _now: datetime) -> Possible:
    return Possible(Phase.HISTORY, _("History"), "lang-tag", says=_("Over for good; kept to be read up on."))


def _over(event: Event, _now: datetime) -> Possible:
    if not event.has_certain_date:
        says = _("The time for which it was announced is past.")
    else:
        says = _("It ended on %(day)s.") % {"day": day(event.ends_at, event.time_zone)}
    return Possible(Phase.OVER, _("Over"), says=says, comes=_("What comes next stands in the calendar."))


def _running(event: Event, now: datetime) -> Possible:
    zone = ZoneInfo(event.time_zone)
    ends_today = event.last_day == now.astimezone(zone).date()
    until = clock(event.ends_at, event.time_zone) if ends_today else day(event.ends_at, event.time_zone)
    says = _("It goes on until %(time)s.") if ends_today else _("It goes on until %(day)s.")
    return Possible(
        Phase.RUNNING,
        _("Today"),
        "ok",
        says=says % {"time": until, "day": until},
        until=event.ends_at,
        step=_step(event, Phase.RUNNING),
    )


def _uncertain(event: Event, _now: datetime) -> Possible:
    return Possible(
        Phase.UNCERTAIN,
        _("Date incomplete"),
        "warn",
        says=_("We name the day once it is certain."),
        how=_ask(event),
        step=_step(event, Phase.UNCERTAIN),
    )


def _announced(event: Event, _now: datetime) -> Possible:
    opens, zone = event.registration_opens_at, event.time_zone
    step = _step(event, Phase.ANNOUNCED)
    if opens is None:
        says = _("When registration opens is not known yet.")
        return Possible(
            Phase.ANNOUNCED, _("Registration not open yet"), says=says, comes=_begins(event), how=_ask(event), step=step
        )
    label = _("Registration from %(day)s") % {"day": short_day(opens, zone)}
    says = _("Registration opens on %(moment)s.") % {"moment": moment(opens, zone)}
    closes = event.registration_closes_at
    comes = _("It closes on %(moment)s.") % {"moment": moment(closes, zone)} if closes else _begins(event)
    return Possible(Phase.ANNOUNCED, label, "info", says=says, comes=comes, until=opens, how=_ask(event), step=step)


def _open(event: Event, now: datetime) -> Possible:
    zone = event.time_zone
    until = event.registration_closes_at or (event.starts_at if event.has_certain_date else None)
    says = _("until %(moment)s") % {"moment": moment(until, zone)} if until else ""
    return Possible(
        Phase.OPEN,
        _("Registration open"),
        "ok",
        left=left(until, now, zone) if until else "",
        says=upfirst(says),
        comes=_wishes(event, now) or _begins(event),
        how=_apply(event),
        until=until,
        step=_step(event, Phase.OPEN),
    )


def _closed(event: Event, _now: datetime) -> Possible:
    return Possible(
        Phase.CLOSED,
        _("Registration closed"),
        "warn",
        says=_late(event),
        comes=_begins(event),
        how=_apply(event),
        step=_step(event, Phase.CLOSED),
    )


def _wishes_phase(event: Event, now: datetime) -> Possible:
    answers = event.answers_close_at
    return Possible(
        Phase.WISHES,
        _("Registration closed"),
        "warn",
        left=left(answers, now, event.time_zone) if answers else "",
        says=_wishes(event, now),
        comes=_late(event),
        how=_apply(event),
        until=answers,
        step=_step(event, Phase.WISHES),
    )


def _planned(event: Event, _now: datetime) -> Possible:
    return Possible(
        Phase.PLANNED,
        _("Meetings planned"),
        "ok",
        says=_("The meetings are planned; participants find theirs on their own page."),
        comes=_begins(event),
        until=event.starts_at if event.has_certain_date else None,
        step=_step(event, Phase.PLANNED),
    )


SAYS: dict[Phase, Callable[[Event, datetime], Possible]] = {
    Phase.DRAFT: _draft,
    Phase.UNCERTAIN: _uncertain,
    Phase.ANNOUNCED: _announced,
    Phase.OPEN: _open,
    Phase.WISHES: _wishes_phase,
    Phase.CLOSED: _closed,
    Phase.PLANNED: _planned,
    Phase.RUNNING: _running,
    Phase.OVER: _over,
    Phase.HISTORY: _history,
}


def _late(event: Event) -> str:
    closed = event.registration_closes_at
    if closed is None:
        return ""
    says = _("Registration closed on %(day)s.")
    if getattr(event, "takes_late", True):
        says = _("Registration closed on %(day)s. Whoever applies late says why, and the host decides.")
    return says % {"day": day(closed, event.time_zone)}


def _wishes(event: Event, now: datetime) -> str:
    answers = event.answers_close_at
    if answers is None or answers < now:
        return ""
    return _("Until %(moment)s participants say whom they want to meet.") % {"moment": moment(answers, event.time_zone)}


def _begins(event: Event) -> str:
    if not event.has_certain_date:
        return _("We name the day once it is certain.")
    return _("It begins on %(moment)s.") % {"moment": moment(event.starts_at, event.time_zone)}


def _apply(event: Event) -> str:
    """How to apply as long as there is no form for it."""
    return "" if _offered(event, Phase.OPEN) else _("Apply by writing to %(office)s.") % {"office": _office(event)}


def _ask(event: Event) -> str:
    return _("Questions are answered by %(office)s.") % {"office": _office(event)}


def _office(event: Event) -> str:
    return plain(event.contact_office) or event.host.name


def _step(event: Event, where: Phase) -> Step | None:
    """What can be done here; failing that, to write to the host."""
    offered = _offered(event, where)
    if offered is None and event.contact_email:
        return _("Write to the host"), f"mailto:{event.contact_email}"
    return offered


def _offered(event: Event, where: Phase) -> Step | None:
    return next((step for ask in _offers if (step := ask(event, where)) is not None), None)
