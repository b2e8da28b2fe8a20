"""Doors: who a token is, and which token somebody may revoke."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.api import queries, secret
from handschlag.api.models import Token
from handschlag.events import memberships
from handschlag.events.models import Event, Invitation, Membership
from handschlag.events.roles import RIGHTS, Right, Role, rights_of, with_right
from handschlag.foundation.errors import RuleBroken


def token_behind(words: str, *, now: datetime) -> Token:
    """The token of this secret, with all that it may do, in one query.

    Raises ``RuleBroken``: "token" (unknown, or whoever gave it works there no longer), "revoked", "expired", "giver"
    (whoever gave it may no longer do that much).
    """
    rows = queries.with_giver(secret.digest(words))
    if not rows:
        raise RuleBroken(_("This token is not known here. Please ask the host for a new one."), code="token")
    token = rows[0]
    if token.revoked_at is not None:
        raise RuleBroken(_("This token was revoked. Please ask the host for a new one."), code="revoked")
    if token.expires_at <= now:
        raise RuleBroken(_("This token has expired. Please ask the host for a new one."), code="expired")
    token.may = RIGHTS[Role(token.role)]
    givers = rights_of({Role(row.giver_role) for row in rows if row.giver_role})  # type: ignore[attr-defined]
    if not token.is_of_operator and not token.may <= givers:
        raise RuleBroken(
            _("Whoever gave this token may no longer do what it allows. Please ask the host for a new one."),
            code="giver",
        )
    return token


def token_to_revoke(user: User | AnonymousUser, public_id: str) -> Token:
    """A token that this person may revoke, because she gives tokens there."""
    here = Q(event=None) | Q(event=OuterRef("event"))
    gives = Membership.objects.filter(
        memberships.valid(), here, host=OuterRef("host"), user=user.pk or 0, role__in=with_right(Right.GIVE_TOKENS)
    )
    return get_object_or_404(Token.objects.filter(Exists(gives)).select_related("host", "event"), public_id=public_id)


def role_at(event: Event, public_id: str) -> Membership:
    """A role of somebody who works on this event."""
    return get_object_or_404(memberships.of_event(event), public_id=public_id)


def invitation_at(event: Event, public_id: str) -> Invitation:
    """An invitation to this event that waits."""
    return get_object_or_404(memberships.invited(event.host, event), public_id=public_id)
