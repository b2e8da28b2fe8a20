"""Somebody is invited to apply: a mail with a secret address, an answer, and a reminder to whoever gives none."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.companies.models import Organisation
from handschlag.events.models import Event
from handschlag.foundation import audit, reading
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.outbox.address import checked
from handschlag.registration import invited, letters, verbs
from handschlag.registration.models import ApplicationInvitation
from handschlag.registration.pasted import Line
from handschlag.registration.services import places
from handschlag.registration.states import Reply


@transaction.atomic
def invite(
    event: Event,
    email: str,
    *,
    name: str = "",
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
        name=name,
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
def invite_many(
    event: Event, lines: Sequence[Line], *, language: str, co_organiser: User | None = None, by: User, now: datetime
) -> list[ApplicationInvitation]:
    """Write to each of them who is not invited yet; all or nobody. Raises ``RuleBroken``: "over"."""
    event = places.lock(event).event
    _check_goes_on(event, now)
    rows = ApplicationInvitation.objects.filter(event=event, email__in=[line.email for line in lines])
    known = set(rows.values_list("email", flat=True))
    new = {line.email: line.name for line in lines if line.email not in known}
    return [
        invite(event, email, name=name, language=language, co_organiser=co_organiser, by=by, now=now)
        for email, name in new.items()
    ]


@transaction.atomic
def remind(invitation: ApplicationInvitation, *, by: User, now: datetime) -> ApplicationInvitation:
    """Ask once more, with a new address; that of the earlier mail leads nowhere any more.

    Raises ``RuleBroken``: "replied", "over", "soon" (one has written only just now).
    """
    invitation = _locked(invitation)
    _check_goes_on(invitation.event, now)
    if invitation.reply or invitation.application_id:
        raise RuleBroken(_("An answer has come already; a reminder is not needed."), code="replied")
    _check_has_waited(invitation, now)
    secret = _secret()
    invitation.secret_sha256, invitation.reminded_at = digest(secret), now
    invitation.save(update_fields=["secret_sha256", "reminded_at", "changed_at"])
    letters.invite(letters.REMINDED, invitation, secret, now=now)
    _note(verbs.REMINDED, invitation, by=by, now=now)
    return invitation


@transaction.atomic
def remind_all(event: Event, *, by: User, now: datetime) -> int:
    """Ask the silent ones to whom nobody has written for a while, ``invited.AT_ONCE`` at most; returns how many.

    Raises ``RuleBroken``: "over", "nobody".
    """
    _check_goes_on(event, now)
    rows = list(invited.remindable(event, now=now)[: invited.AT_ONCE])
    if not rows:
        raise RuleBroken(
            _("There is nobody to remind now. Who was written to is reminded after three days at the earliest."),
            code="nobody",
        )
    for row in rows:
        remind(row, by=by, now=now)
    return len(rows)


@transaction.atomic
def withdraw(invitation: ApplicationInvitation, *, by: User, now: datetime) -> None:
    """Take it back: its link leads nowhere any more, a mail that has not left stays here, and one may be invited anew.

    Raises ``RuleBroken``: "applied".
    """
    invitation = _locked(invitation)
    if invitation.application_id:
        raise RuleBroken(
            _("An application has come of this invitation. Please decide about the application instead."),
            code="applied",
        )
    letters.take_back(invitation, now=now)
    invitation.delete()
    _note(verbs.WITHDRAWN, invitation, by=by, now=now)


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


def _check_has_waited(invitation: ApplicationInvitation, now: datetime) -> None:
    earliest = invited.may_remind_at(invitation)
    if now < earliest:
        zone = invitation.event.time_zone
        raise RuleBroken(
            _("%(email)s was written to less than three days ago. You can send a reminder from %(day)s, %(time)s."),
            code="soon",
            params={
                "email": invitation.email,
                "day": reading.day(earliest, zone, "medium"),
                "time": reading.clock(earliest, zone),
            },
        )


def _note(verb: str, invitation: ApplicationInvitation, *, by: User | None, now: datetime, **facts: Any) -> None:
    event = invitation.event
    audit.record(by, verb, invitation, scope=event.host.slug, event=event.slug, now=now, **facts)
