"""The host decides about applications, with reasons that those who applied can read."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.foundation.errors import RuleBroken
from handschlag.registration import letters, verbs
from handschlag.registration.models import Application
from handschlag.registration.services import admitting, applying, approval, becoming, places, waiting
from handschlag.registration.services.steps import note, step
from handschlag.registration.states import APPLICATIONS, HOLDING, ApplicationState


@transaction.atomic
def approve(application: Application, *, conditions: Text | None = None, by: User, now: datetime) -> Application:
    """Approve it, perhaps under conditions; it takes its places, unless it holds them as an offer already.

    Raises ``RuleBroken``: "state", "full".
    """
    application, _rules = places.locked(application)
    APPLICATIONS.check(application.state, ApplicationState.APPROVED)
    if application.state not in HOLDING and not places.take(places.quotas_of(application)):
        raise places.full()
    approval.approve(application, conditions=conditions, by=by, now=now)
    note(verbs.APPROVED, application, by=by, now=now)
    return application


@transaction.atomic
def refuse(application: Application, reason: Text, *, by: User, now: datetime) -> Application:
    """Refuse it, also after it was approved; its place goes to the next one.

    Raises ``RuleBroken``: "state", "reason".
    """
    _check_reason(reason)
    application, rules = places.locked(application)
    APPLICATIONS.check(application.state, ApplicationState.REFUSED)
    was_holding = application.state in HOLDING
    step(
        application,
        ApplicationState.REFUSED,
        reason=reason,
        decided_at=now,
        decided_by=by,
        ticket=None,
        offered_until=None,
    )
    letters.tell(letters.REFUSED, application, now=now, reason=reason)
    if was_holding:
        places.give_back(places.quotas_of(application))
        becoming.leave(application, by=by, now=now)
        waiting.promote(rules, now=now)
    note(verbs.REFUSED, application, by=by, now=now)
    return application


@transaction.atomic
def ask_to_complete(application: Application, missing: Text, *, by: User, now: datetime) -> Application:
    """Say what is missing; those who applied complete it and send it again.

    Raises ``RuleBroken``: "state", "reason".
    """
    _check_reason(missing)
    application, _rules = places.locked(application)
    step(application, ApplicationState.INCOMPLETE, reason=missing)
    letters.tell(letters.INCOMPLETE, application, now=now, reason=missing)
    note(verbs.INCOMPLETE, application, by=by, now=now)
    return application


@transaction.atomic
def admit_late(application: Application, *, by: User, now: datetime) -> Application:
    """Let a late application in: from now on it is decided like any other. Raises ``RuleBroken``: "state", "full"."""
    application, rules = places.locked(application)
    if application.state != ApplicationState.LATE_REQUEST:
        raise RuleBroken(_("This is no late application that waits for a decision."), code="state")
    admitting.admit(application, rules, now=now)
    note(verbs.ADMITTED_LATE, application, by=by, now=now)
    return application


@transaction.atomic
def object_to(application: Application, words: str, *, by: User, now: datetime) -> Application:
    """Those who were refused say why they think otherwise; the host decides again.

    Raises ``RuleBroken``: "state", "reason", "applied".
    """
    if not words.strip():
        raise RuleBroken(_("Please say why you object."), code="reason")
    application, _rules = places.locked(application)
    applying.check_is_the_only_one(application)
    step(application, ApplicationState.OBJECTED, objection=words.strip())
    note(verbs.OBJECTED, application, by=by, now=now)
    return application


def _check_reason(reason: Text) -> None:
    if not reason:
        raise RuleBroken(_("Please give a reason; those who applied can read it."), code="reason")
