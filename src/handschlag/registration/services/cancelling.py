"""An application is cancelled: by those who applied, or by the host. What comes of it, ``leaving`` says before."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.foundation.errors import RuleBroken
from handschlag.registration import letters, verbs
from handschlag.registration.models import Application
from handschlag.registration.services import becoming, places, waiting
from handschlag.registration.services.steps import note, step
from handschlag.registration.states import HOLDING, ApplicationState


@transaction.atomic
def cancel(application: Application, *, reason: Text | None = None, by: User, now: datetime) -> Application:
    """End it for good: the place goes to the next one. With a ``reason`` it is the host who cancels. A draft is gone.

    Raises ``RuleBroken``: "state".
    """
    application, rules = places.locked(application)
    before = ApplicationState(application.state)
    if before == ApplicationState.DRAFT:
        application.delete()  # nobody else has ever seen it
        return application
    step(
        application,
        ApplicationState.CANCELLED,
        cancelled_at=now,
        reason=reason or Text(),
        ticket=None,
        offered_until=None,
        is_held_back=False,
    )
    _tell(application, reason, now=now)
    if before in HOLDING:
        places.give_back(places.quotas_of(application))
        becoming.leave(application, by=by, now=now)
        waiting.promote(rules, now=now)
    note(verbs.CANCELLED, application, by=by, now=now, before=before)
    return application


def cancel_by_host(application: Application, reason: Text, *, by: User, now: datetime) -> Application:
    """The host cancels, and says why. Raises ``RuleBroken``: "state", "reason"."""
    if not reason:
        raise RuleBroken(_("Please give a reason; those who applied can read it."), code="reason")
    return cancel(application, reason=reason, by=by, now=now)


def _tell(application: Application, reason: Text | None, *, now: datetime) -> None:
    if reason:
        letters.tell(letters.CANCELLED_BY_HOST, application, now=now, reason=reason)
    else:
        letters.tell(letters.CANCELLED, application, now=now)
