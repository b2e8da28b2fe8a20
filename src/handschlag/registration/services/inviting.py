"""Somebody is invited to apply: a mail with a secret address, an answer, and a reminder to whoever gives none."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.companies.models import Organisation
from handschlag.events.models import Event
from handschlag.foundation import audit
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.outbox.address import checked
from handschlag.registration import letters, verbs
from handschlag.registration.models import ApplicationInvitation
from handschlag.registration.services import places
from handschlag.registration.states import Reply


@dataclass(frozen=True, slots=True)
class Replies:
    """How many were invited, and what has come of it."""

    invited: int
    accepted: int
    declined: int
    applied: int

    @property
    def silent(self) -> int:
        return self.invited - self.accepted - self.declined


@transaction.atomic
def invite(
    event: Event,
    email: str,
    *,
    organisation: Organisation | None = None,
    language: str = "de",
    co_organiser: User | None = None,
    by: User,
    now: datetime,
) -> ApplicationInvitation:
    """Write to somebody that she may apply, for an organisation if one is named.

    Raises ``RuleBroken``: "address" and what else the outbox refuses, "invited" (already), "over".
    """
    event = places.lock(event).event
    _check_goes_on(event, now)
    email = checked(email).lower()
    if ApplicationInvitation.objects.filter(event=event, email=email).exists():
        raise RuleBroken(
            _("%(email)s is invited already. You can send a reminder."), code="invited", params={"email": email}
        )
    secret = _secret()
    invitation = ApplicationInvitation.objects.create(
        event=event,
        email=email,
        organisation=organisation,
        language=language,
        co_organiser=co_organiser,
        invited_by=by,
        secret_sha256=digest(secret),
        sent_at=now,
    )
    letters.invite(letters.INVITED, invitation, secret, now=now)
    _note(verbs.INVITED, invitation, by=by, now=now)
    return invitation


@transaction.atomic
def remind(invitation: ApplicationInvitation, *, by: User, now: datetime) -> ApplicationInvitation:
    """Ask once more, with a new address; that of the earlier mail leads nowhere any more.

    Raises ``RuleBroken``: "replied", "over".
    """
    invitation = _locked(invitation)
    _check_goes_on(invitation.event, now)
    if invitation.reply or invitation.application_id:
        raise RuleBroken(_("An answer has come already; a reminder is not needed."), code="replied")
    secret = _secret()
    invitation.secret_sha256, invitation.reminded_at = digest(secret), now
    invitation.save(update_fields=["secret_sha256", "reminded_at", "changed_at"])
    letters.invite(letters.REMINDED, invitation, secret, now=now)
    _note(verbs.REMINDED, invitation, by=by, now=now)
    return invitation


@transaction.atomic
def reply(invitation: ApplicationInvitation, answer: Reply, *, by: User | None, now: datetime) -> ApplicationInvitation:
    """Keep what she answers; she may think otherwise until she has applied. Raises ``RuleBroken``: "applied"."""
    invitation = _locked(invitation)
    if invitation.application_id:
        raise RuleBroken(_("An application has come of this invitation. Changes are made on its page."), code="applied")
    if invitation.reply == answer:
        return invitation
    invitation.reply, invitation.replied_at = answer, now
    invitation.save(update_fields=["reply", "replied_at", "changed_at"])
    _note(verbs.REPLIED, invitation, by=by, now=now, reply=str(answer))
    return invitation


def replies(event: Event, *, co_organiser: User | None = None) -> Replies:
    """Of an event, or of those only for whom a co-organiser stands; in one query."""
    rows = ApplicationInvitation.objects.filter(event=event)
    if co_organiser is not None:
        rows = rows.filter(co_organiser=co_organiser)
    counted = rows.aggregate(
        invited=Count("pk"),
        accepted=Count("pk", filter=Q(reply=Reply.ACCEPTED)),
        declined=Count("pk", filter=Q(reply=Reply.DECLINED)),
        applied=Count("pk", filter=Q(application__isnull=False)),
    )
    return Replies(**counted)


def digest(secret: str) -> str:
    """What is kept of a secret: enough to know it again, not enough to use it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _secret() -> str:
    return secrets.token_urlsafe(24)


def _locked(invitation: ApplicationInvitation) -> ApplicationInvitation:
    rows = ApplicationInvitation.objects.select_for_update(of=("self",)).select_related("event__host", "organisation")
    return rows.get(pk=invitation.pk)


def _check_goes_on(event: Event, now: datetime) -> None:
    if event.is_history or now >= event.ends_at:
        raise RuleBroken(_("This event is over; one can no longer apply."), code="over")


def _note(verb: str, invitation: ApplicationInvitation, *, by: User | None, now: datetime, **facts: Any) -> None:
    event = invitation.event
    audit.record(by, verb, invitation, scope=event.host.slug, event=event.slug, now=now, **facts)
