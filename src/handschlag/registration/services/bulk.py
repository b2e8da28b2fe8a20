"""One step for many applications: said before of each whether it will be done, and afterwards whether it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.events.models import Event
from handschlag.foundation import audit
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.outbox import dead
from handschlag.registration import letters, queries, verbs
from handschlag.registration.models import Application
from handschlag.registration.services import deciding, places, waiting
from handschlag.registration.states import APPLICATIONS, HOLDING, ApplicationState

MOST = 500
"""Applications in one go: each is a transaction of its own, and somebody waits for the page."""
NOT_FROM_HERE = _("Not possible from this state: %(state)s.")


@dataclass(frozen=True, slots=True)
class Line:
    """One of the applications; ``why`` says why it is left out, and is empty where it is not."""

    application: Application
    why: Any = ""

    @property
    def is_left_out(self) -> bool:
        return bool(self.why)


@dataclass(frozen=True, slots=True)
class Words:
    """What those who applied read: a reason, or a letter with its subject."""

    text: str = ""
    subject: str = ""

    def in_language_of(self, application: Application) -> Text:
        return Text.of(**{application.language: self.text}) if self.text else Text()


@dataclass(frozen=True, slots=True)
class Action:
    """``do`` is done to each; ``looks`` says of all of them in their order what is in the way."""

    key: str
    label: Any
    looks: Callable[[Event, Sequence[Application]], list[Any]]
    do: Callable[[Application, Words, User, datetime], object]
    needs_words: bool = False
    has_subject: bool = False


def preview(action: Action, event: Event, applications: Sequence[Application]) -> list[Line]:
    """What would be done now, in the order in which it would be done."""
    return [Line(*pair) for pair in zip(applications, action.looks(event, applications), strict=True)]


def run(action: Action, applications: Iterable[Application], words: Words, *, by: User, now: datetime) -> list[Line]:
    """Do it to each; what is refused is left out and said. Raises ``RuleBroken``: "reason" (words are missing)."""
    if (action.needs_words and not words.text.strip()) or (action.has_subject and not words.subject.strip()):
        raise RuleBroken(_("Please write something; those who applied read it."), code="reason")
    return [Line(one, _done(action, one, words, by=by, now=now)) for one in applications]


@transaction.atomic
def write_to(application: Application, words: Words, *, by: User, now: datetime) -> None:
    """Write a letter to those who applied. Raises ``RuleBroken``: "address" (there is none, or nothing arrives)."""
    if not application.email or dead.among([application.email]):
        raise RuleBroken(_("There is no address at which a mail arrives."), code="address")
    letters.tell(letters.WRITTEN, application, now=now, subject=words.subject.strip(), text=words.text.strip())
    event = application.event
    audit.record(
        by,
        verbs.WRITTEN,
        application,
        scope=event.host.slug,
        event=event.slug,
        person=application.user,
        now=now,
        subject=words.subject.strip(),
    )


def _done(action: Action, application: Application, words: Words, *, by: User, now: datetime) -> Any:
    try:
        action.do(application, words, by, now)
    except RuleBroken as broken:
        return " ".join(broken.messages)
    return ""


def _looks_approvable(event: Event, applications: Sequence[Application]) -> list[Any]:
    """The places that are free go to the first ones, quota by quota."""
    every = list(queries.quotas(event))
    free = {quota.pk: quota.free for quota in every}
    found = []
    for one in applications:
        mine = [] if one.state in HOLDING else [quota.pk for quota in places.quotas_of(one, every)]
        why = _not_from_here(one, ApplicationState.APPROVED)
        if not why and any(free[pk] <= 0 for pk in mine):
            why = _("All places are taken.")
        if not why:
            free |= {pk: free[pk] - 1 for pk in mine}
        found.append(why)
    return found


def _looks_refusable(_event: Event, applications: Sequence[Application]) -> list[Any]:
    return [_not_from_here(one, ApplicationState.REFUSED) for one in applications]


def _looks_waitable(event: Event, applications: Sequence[Application]) -> list[Any]:
    if not queries.rules_of(event).has_waiting_list:
        return [_("This event has no waiting list.")] * len(applications)
    return [_not_from_here(one, ApplicationState.WAITING) for one in applications]


def _looks_writable(_event: Event, applications: Sequence[Application]) -> list[Any]:
    gone = dead.among({one.email for one in applications if one.email})
    written: set[str] = set()
    found: list[Any] = []
    for one in applications:
        if not one.email:
            found.append(_("No mail address is known."))
        elif one.email in gone:
            found.append(_("Nothing arrives at this address."))
        else:
            found.append(_("This address is written to already.") if one.email in written else "")
        written.add(one.email)
    return found


def _not_from_here(application: Application, state: ApplicationState) -> Any:
    if APPLICATIONS.allows(application.state, state):
        return ""
    return NOT_FROM_HERE % {"state": application.get_state_display()}


ACTIONS = {
    one.key: one
    for one in (
        Action(
            "approve",
            _("Approve"),
            _looks_approvable,
            lambda one, words, by, now: deciding.approve(
                one, conditions=words.in_language_of(one) or None, by=by, now=now
            ),
        ),
        Action(
            "refuse",
            _("Refuse"),
            _looks_refusable,
            lambda one, words, by, now: deciding.refuse(one, words.in_language_of(one), by=by, now=now),
            needs_words=True,
        ),
        Action(
            "waiting",
            _("Put on the waiting list"),
            _looks_waitable,
            lambda one, _words, by, now: waiting.put(one, by=by, now=now),
        ),
        Action(
            "write",
            _("Write to them"),
            _looks_writable,
            lambda one, words, by, now: write_to(one, words, by=by, now=now),
            needs_words=True,
            has_subject=True,
        ),
    )
}
