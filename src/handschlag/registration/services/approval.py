"""An application that has its places is approved: ticket, fee, participant, and a letter that says so."""

from __future__ import annotations

from datetime import datetime

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.foundation.models import opaque_id
from handschlag.registration import letters, queries
from handschlag.registration.models import Application
from handschlag.registration.services import becoming
from handschlag.registration.services.steps import step
from handschlag.registration.states import ApplicationState


def approve(application: Application, *, conditions: Text | None = None, by: User | None, now: datetime) -> None:
    """Places are taken, the application and its rules are locked, and the log is written by whoever asks for this."""
    fee = queries.fee(application)
    step(
        application,
        ApplicationState.APPROVED,
        ticket=application.ticket or opaque_id(),
        conditions=conditions or Text(),
        reason=Text(),
        decided_at=now,
        decided_by=by,
        offered_until=None,
        fee=fee[0] if fee else None,
        fee_currency=fee[1] if fee else "",
    )
    becoming.take_part(application, by=by, now=now)
    if conditions:
        letters.tell(letters.CONDITIONAL, application, now=now, conditions=conditions)
    else:
        letters.tell(letters.APPROVED, application, now=now)


def set_fee(application: Application) -> None:
    """What an approved application costs, after something has changed on which that depends."""
    application.fee, application.fee_currency = queries.fee(application) or (None, "")
    application.save(update_fields=["fee", "fee_currency", "changed_at"])
