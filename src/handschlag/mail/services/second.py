"""A letter to many that a second person has to confirm."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handschlag.accounts.models import User
from handschlag.foundation import four_eyes
from handschlag.foundation.models import Proposal
from handschlag.mail import access, queries
from handschlag.mail.models import Mailing
from handschlag.mail.services import mailings

KEY = mailings.SECOND


@transaction.atomic
def propose(mailing: Mailing, *, by: User, now: datetime) -> Proposal:
    """Ask a second person to release the letter. Raises ``RuleBroken``: "waiting"."""
    event = mailing.event.slug if mailing.event else ""
    return four_eyes.propose(KEY, mailing, by=by, now=now, scope=mailing.host.slug, event=event)


def waiting(mailing: Mailing, *, reader: User, now: datetime) -> four_eyes.Shown | None:
    """The proposal to release it, as this reader sees it; None if there is none, or one of an earlier text."""
    proposal = four_eyes.of_target(KEY, mailing, now=now) if mailing.needs_second else None
    shown = four_eyes.shown([proposal], reader=reader) if proposal is not None else []
    return next((one for one in shown if not one.is_outdated), None)


def _confirmable(person: User, rows: QuerySet[Mailing]) -> QuerySet[Mailing]:
    return rows.filter(access.within(person))


def _release(target: Mailing, proposal: Proposal, *, by: User, now: datetime) -> Mailing:
    return mailings.release(target, by=by, now=now, is_confirmed=proposal.kind == KEY)


def _says(target: Mailing, _proposal: Proposal) -> str:
    number = len(queries.reach(target).reached)
    return _("“%(subject)s” is sent to %(number)s people.") % {"subject": target.subject, "number": number}


def _address(target: Mailing) -> str:
    return reverse("mail:mailing", args=[target.host.slug, target.public_id])


RELEASE = four_eyes.Kind(
    key=KEY,
    label=gettext_lazy("Send a letter to many"),
    rows=lambda: Mailing.objects.select_related("host", "event"),
    confirmable=_confirmable,
    version=lambda mailing: f"{mailing.state} {mailing.changed_at.isoformat()}",
    carry_out=_release,
    says=_says,
    address=_address,
)
