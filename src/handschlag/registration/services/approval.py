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
from handschlag.registration.standing import Standing
from handschlag.registration.states import APPLICATIONS, ApplicationState


def approve(
    application: Application,
    *,
    conditions: Text | None = None,
    by: User | None,
    now: datetime,
    standing: Standing | None = None,
) -> None:
    """Places are taken, the application and its rules are locked, and the log is written by whoever asks for this.

    ``standing``: how it stands, where that is known.
    """
    APPLICATIONS.check(application.state, ApplicationState.APPROVED)
    fee = queries.fee(application, standing.fees if standing is not None else None)
    joined = becoming.join(application, is_unknown=standing is not None and not standing.took_part)
    speakers = becoming.speakers(application, standing) if joined else []
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
        participant=joined.participant if joined else application.participant,
    )
    if joined:
        becoming.let_speak(speakers, joined, by=by, now=now)
    if conditions:
        letters.tell(letters.CONDITIONAL, application, now=now, conditions=conditions)
    else:
        letters.tell(
            letters.APPROVED, application, now=now, worded=standing.words(letters.APPROVED) if standing else None
        )


def set_fee(application: Application) -> None:
    """What an approved application costs, after something has changed on which that depends."""
    application.fee, application.fee_currency = queries.fee(application) or (None, "")
    application.save(update_fields=["fee", "fee_currency", "changed_at"])
