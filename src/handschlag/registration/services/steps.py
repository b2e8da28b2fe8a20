"""An application goes from one state to the next: checked, written, noted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from handschlag.accounts.models import User
from handschlag.foundation import audit, revisions
from handschlag.foundation.states import Transitions
from handschlag.registration import finding, verbs
from handschlag.registration.listing import STREAM
from handschlag.registration.models import Applicant, Application
from handschlag.registration.states import APPLICATIONS, ApplicationState

SENDING = ("submitted_at", "is_late")
WORDS_CHANGE = frozenset({verbs.SUBMITTED, verbs.LATE, verbs.CHANGED, verbs.MERGED, verbs.PARTED})
"""Verbs after which an application may be found by other words."""


def step(application: Application, state: ApplicationState, *, table: Transitions = APPLICATIONS, **facts: Any) -> None:
    """Write the next state and what goes with it; one that is entered and sent in one go is written for the first time.

    When it was sent goes with every step: so sending needs no writing of its own. Raises ``RuleBroken``: "state".
    """
    table.check(application.state, state)
    application.state = state
    for name, value in facts.items():
        setattr(application, name, value)
    if application._state.adding:
        write(application)
    else:
        application.save(update_fields=["state", *SENDING, *facts, "changed_at"])


def write(application: Application) -> None:
    """Write one that is no row yet, and those who are ``named`` with it."""
    people = list(application.named)
    finding.describe(application, finding.texts(people))
    application.save(force_insert=True)
    Applicant.objects.bulk_create(people)
    finding.remember(application, people)


def note(verb: str, application: Application, *, by: User | None, now: datetime, **facts: Any) -> None:
    """The last step of each service: the organiser's open pages hear of it, and the log knows."""
    event = application.event
    revisions.bump(event.slug, STREAM)
    if verb in WORDS_CHANGE:
        finding.keep(application)
    audit.record(
        by, verb, application, scope=event.host.slug, event=event.slug, person=application.user, now=now, **facts
    )
