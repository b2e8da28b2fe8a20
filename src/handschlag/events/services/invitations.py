"""People are invited to a role by mail, and accept once they have signed in with the address that was invited."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.events import letters, memberships, verbs
from handschlag.events.models import Event, Host, Invitation, Membership
from handschlag.events.roles import COME_BY_THEMSELVES, Role
from handschlag.events.services.granting import check_may_give, grant
from handschlag.foundation import audit
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.limits import Limit

LASTS = timedelta(days=14)
LETTERS = Limit("invitations", 60, 3600)
"""How many somebody sends: each is a mail to somebody who did not ask for it. Counted by what calls these services."""


@transaction.atomic
def invite(
    email: str,
    role: Role,
    *,
    host: Host,
    event: Event | None = None,
    language: str = "de",
    ends_on: date | None = None,
    by: User,
    now: datetime,
) -> Invitation:
    """Invite somebody to a role at an event, or at all events of the host, and write to her.

    Raises ``RuleBroken``: "role" (nobody is invited to this one), "has_role", "invited" (an invitation waits already),
    "own" (more than one's own rights for oneself), "machine" (a program does not let anybody sign).
    """
    _check_can_be_given(role)
    email = email.strip().casefold()
    check_may_give(role, host=host, event=event, to_herself=_is_own(email, by), by=by)
    # Locked, so that two who invite the same person at once do not both write to her.
    Host.objects.select_for_update().get(pk=host.pk)
    _check_is_news(email, role, host, event, now)
    invitation, secret = _new(email, role, host=host, event=event, language=language, ends_on=ends_on, by=by, now=now)
    letters.send_invitation(invitation, secret, by=by, now=now)
    _note(verbs.INVITED, invitation, by, now)
    return invitation


@transaction.atomic
def renew(invitation: Invitation, *, by: User, now: datetime) -> Invitation:
    """Send an invitation again: a new secret, a new period; the link in the earlier mail leads nowhere any more.

    Whoever sends it again stands behind it from now on. Raises ``RuleBroken``: "used", "withdrawn", "own", "machine".
    """
    invitation = _locked(invitation)
    _check_is_open(invitation)
    _check_giver(invitation, by, to_herself=_is_own(invitation.email, by))
    invitation.invited_by = by
    secret = secrets.token_urlsafe(24)
    invitation.secret_sha256, invitation.expires_at = digest(secret), now + LASTS
    invitation.save(update_fields=["invited_by", "secret_sha256", "expires_at", "changed_at"])
    letters.send_invitation(invitation, secret, by=by, now=now)
    _note(verbs.INVITED_AGAIN, invitation, by, now)
    return invitation


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User, now: datetime) -> Invitation:
    """Take an invitation back. Raises ``RuleBroken``: "used", "withdrawn"."""
    invitation = _locked(invitation)
    _check_is_open(invitation)
    return close(invitation, by=by, now=now)


def close(invitation: Invitation, *, by: User, now: datetime) -> Invitation:
    """Withdraw an open invitation that is locked already."""
    invitation.withdrawn_at = now
    invitation.save(update_fields=["withdrawn_at", "changed_at"])
    _note(verbs.INVITATION_WITHDRAWN, invitation, by, now)
    return invitation


def without_giver(user: User, host: Host) -> list[Invitation]:
    """Open invitations of somebody to roles that she can no longer give; locked until the transaction ends."""
    rows = memberships.invited(host).filter(~memberships.gives_roles(user), invited_by=user)
    return list(rows.select_related("host", "event").order_by("pk").select_for_update(of=("self",)))


@transaction.atomic
def accept(invitation: Invitation, *, by: User, now: datetime) -> Membership:
    """Take the role. Raises ``RuleBroken``: "address", "acting", "used", "withdrawn", "expired", "giver", "own"."""
    invitation = _locked(invitation)
    check_can_be_accepted(invitation, by=by, now=now)
    invitation.accepted_at, invitation.accepted_by = now, by
    invitation.save(update_fields=["accepted_at", "accepted_by", "changed_at"])
    return grant(
        by,
        Role(invitation.role),
        host=invitation.host,
        event=invitation.event,
        ends_on=invitation.ends_on,
        by=invitation.invited_by,
        now=now,
    )


def check_can_be_accepted(invitation: Invitation, *, by: User, now: datetime) -> None:
    """Raise what ``accept`` would."""
    check_is_open(invitation, now=now)
    if by.acting is not None:
        raise RuleBroken(_("An invitation is for yourself. Stop acting for somebody else first."), code="acting")
    if by.email.casefold() != invitation.email:
        raise RuleBroken(
            _(
                "This invitation was sent to %(invited)s, and you are signed in as %(email)s. Please sign out, and "
                "sign in with the address to which it was sent, or ask the host to invite the address that you use."
            ),
            code="address",
            params={"invited": masked(invitation.email), "email": by.email},
        )
    if invitation.invited_by == by:  # her address was another one when she invited it
        _check_giver(invitation, by, to_herself=True)


def check_is_open(invitation: Invitation, *, now: datetime) -> None:
    """Raise ``RuleBroken`` if nobody can accept it any more: "used", "withdrawn", "expired", "giver"."""
    _check_is_open(invitation)
    if now >= invitation.expires_at:
        raise RuleBroken(_("This invitation has expired. Please ask the host for a new one."), code="expired")
    if not _still_gives(invitation.invited_by, invitation):
        raise RuleBroken(
            _("Whoever invited you no longer gives roles here. Please ask the host for a new invitation."), code="giver"
        )


def digest(secret: str) -> str:
    """What is kept of a secret: enough to know it again, not enough to use it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def masked(email: str) -> str:
    """An address that its owner knows again and others do not learn: a…@example.org."""
    name, _at, domain = email.rpartition("@")
    return f"{name[:1]}…@{domain}"


def _new(email: str, role: Role, *, by: User, now: datetime, **facts: object) -> tuple[Invitation, str]:
    secret = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        email=email,
        role=role,
        invited_by=by,
        secret_sha256=digest(secret),
        expires_at=now + LASTS,
        **facts,
    )
    return invitation, secret


def _locked(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related(
        "host", "event", "event__host", "invited_by"
    )
    return rows.get(pk=invitation.pk)


def _check_is_open(invitation: Invitation) -> None:
    if invitation.accepted_at is not None:
        raise RuleBroken(_("This invitation has been accepted already; it counts once."), code="used")
    if invitation.withdrawn_at is not None:
        raise RuleBroken(_("The host has withdrawn this invitation. Please ask the host."), code="withdrawn")


def _still_gives(giver: User | None, invitation: Invitation) -> bool:
    if giver is None or not (giver.is_active or giver.is_machine):
        return False
    return Invitation.objects.filter(memberships.gives_roles(giver), pk=invitation.pk).exists()


def _check_giver(invitation: Invitation, by: User, *, to_herself: bool) -> None:
    role = Role(invitation.role)
    check_may_give(role, host=invitation.host, event=invitation.event, to_herself=to_herself, by=by)


def _is_own(email: str, user: User) -> bool:
    """Whether an address, in small letters, belongs to this person's account."""
    return email == user.email.casefold() or EmailAddress.objects.filter(user=user, email__iexact=email).exists()


def _check_can_be_given(role: Role) -> None:
    if role in COME_BY_THEMSELVES:
        raise RuleBroken(
            _("Nobody is invited to this role: it comes with the registration or the engagement."), code="role"
        )


def _check_is_news(email: str, role: Role, host: Host, event: Event | None, now: datetime) -> None:
    has_it = Membership.objects.filter(
        memberships.valid(on=timezone.localdate(now)), host=host, event=event, role=role, user__email__iexact=email
    )
    if has_it.exists():
        raise RuleBroken(_("%(email)s has this role already."), code="has_role", params={"email": email})
    waiting = Invitation.objects.filter(
        host=host, event=event, role=role, email=email, accepted_at=None, withdrawn_at=None
    )
    if waiting.exists():
        raise RuleBroken(
            _("%(email)s has been invited already. You can send the invitation again below."),
            code="invited",
            params={"email": email},
        )


def _note(verb: str, invitation: Invitation, by: User, now: datetime) -> None:
    audit.record(
        by,
        verb,
        invitation,
        scope=invitation.host.slug,
        event=invitation.event.slug if invitation.event else "",
        now=now,
        email=invitation.email,
        role=invitation.role,
    )
