"""What a person does with a mail by hand: try again, stop, forget."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import DeadAddress, MailState, News, OutgoingMail
from handschlag.foundation.outbox import dead, waking
from handschlag.foundation.states import Transitions

MAILS = Transitions(
    {
        MailState.QUEUED: {MailState.SENDING, MailState.STOPPED},
        MailState.SENDING: {MailState.QUEUED, MailState.SENT, MailState.KEPT, MailState.FAILED, MailState.STOPPED},
        MailState.SENT: {MailState.BOUNCED},
        MailState.KEPT: {MailState.QUEUED},
        MailState.FAILED: {MailState.QUEUED},
        MailState.STOPPED: {MailState.QUEUED},
        MailState.BOUNCED: {MailState.QUEUED},
    }
)
AGAIN = (MailState.KEPT, MailState.FAILED, MailState.STOPPED, MailState.BOUNCED)


@transaction.atomic
def try_again(mail: OutgoingMail, *, now: datetime) -> None:
    """Let the mail be sent once more, under the same Message-ID.

    Raises ``RuleBroken``: "erased" (its words are not kept), "state" (it waits already, or has arrived).
    """
    if mail.erased_at is not None:
        raise RuleBroken(_("The text of this mail is not kept, so it cannot be sent again."), code="erased")
    MAILS.check(mail.state, MailState.QUEUED)
    _step(mail, MailState.QUEUED, due_at=now, tries=0, ended_at=None, changed_at=now)
    dead.revive(mail.to_email)
    waking.wake(now)


@transaction.atomic
def stop(mail: OutgoingMail, *, now: datetime) -> None:
    """Keep a waiting mail from being sent. Raises ``RuleBroken``: "state" (it is on its way)."""
    MAILS.check(mail.state, MailState.STOPPED)
    _step(mail, MailState.STOPPED, ended_at=now, changed_at=now)


def stop_group(group: str, *, now: datetime) -> int:
    """Stop all that is still waiting of what was released together; returns how many mails that were."""
    waiting = OutgoingMail.objects.filter(group=group, state=MailState.QUEUED)
    return waiting.update(state=MailState.STOPPED, ended_at=now, changed_at=now)


def stop_about(model: str, public_id: str, *, to: str, now: datetime) -> int:
    """Stop what tells somebody of a record that is no more, unless it has left; returns how many mails that were.

    A mail that a worker has in hand may be leaving just now: then the row says so, and else it is not tried again.
    """
    waiting = OutgoingMail.objects.filter(
        to_email=to, about_model=model, about_id=public_id, state__in=[MailState.QUEUED, MailState.SENDING]
    )
    return waiting.update(state=MailState.STOPPED, leased_until=None, ended_at=now, changed_at=now)


@transaction.atomic
def forget(email: str) -> int:
    """Delete everything that was ever written to an address; returns how many mails that were."""
    email = email.lower()
    DeadAddress.objects.filter(email=email).delete()
    News.objects.filter(to_email=email).delete()
    mails = OutgoingMail.objects.filter(to_email=email)
    number = mails.count()
    mails.delete()
    return number


def _step(mail: OutgoingMail, new: MailState, **facts: object) -> None:
    if not OutgoingMail.objects.filter(pk=mail.pk, state=mail.state).update(state=new, **facts):
        raise RuleBroken(_("This is no longer possible: the mail is on its way."), code="state")
    mail.refresh_from_db()
