"""Tokens are given, counted, and revoked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.api import secret, verbs
from handschlag.api.models import Token
from handschlag.api.states import Scope
from handschlag.events.models import Event, Host, Membership
from handschlag.events.roles import RIGHTS, Right, Role
from handschlag.foundation import audit
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.limits import Braked
from handschlag.foundation.models import opaque_id

USUAL_DAYS, MOST_DAYS = 365, 3650
USUAL_PER_MINUTE = 600
MINUTE = timedelta(minutes=1)
COUNT = """\
UPDATE api_token SET
    requests = CASE WHEN window_ends_at > %(now)s THEN requests + 1 ELSE 1 END,
    window_ends_at = CASE WHEN window_ends_at > %(now)s THEN window_ends_at ELSE %(until)s END,
    last_used_at = %(now)s
WHERE id = %(pk)s AND (window_ends_at IS NULL OR window_ends_at <= %(now)s OR requests < per_minute)
"""


@transaction.atomic
def give(
    name: str,
    role: Role,
    *,
    host: Host,
    event: Event | None = None,
    scope: Scope = Scope.READ,
    days: int = USUAL_DAYS,
    per_minute: int = USUAL_PER_MINUTE,
    by: User | None,
    now: datetime,
) -> tuple[Token, str]:
    """Make a token; returns it and its secret, which only whoever is told it here will ever know.

    ``host`` or ``event`` come from a door, which knows in ``may`` what ``by`` may do there; without ``by`` it is the
    operator on the command line. Raises ``RuleBroken``: "rights" (more than the giver's own), "days".
    """
    if event is not None and event.host_id != host.pk:
        raise ValueError(f"{event.slug} is no event of {host.slug}")
    if by is not None:
        _check_is_own(role, event.may if event is not None else host.may)
    if not 1 <= days <= MOST_DAYS:
        raise RuleBroken(
            _("A token counts for 1 to %(most)s days. Please choose another number."),
            code="days",
            params={"most": MOST_DAYS},
        )
    words = secret.new()
    token = Token.objects.create(
        user=_program(name),
        host=host,
        event=event,
        role=role,
        scope=scope,
        name=name,
        prefix=secret.shown(words),
        secret_sha256=secret.digest(words),
        given_by=by,
        is_of_operator=by is None,
        expires_at=now + timedelta(days=days),
        per_minute=per_minute,
    )
    Membership.objects.create(user=token.user, host=host, event=event, role=role, granted_by=by)
    _note(verbs.TOKEN_GIVEN, token, by, now, role=role, kind=scope, days=days)
    return token, words


@transaction.atomic
def revoke(token: Token, *, by: User | None, now: datetime) -> Token:
    """End a token at once; whoever still uses it gets nothing. Raises ``RuleBroken``: "revoked" (already)."""
    token = Token.objects.select_for_update(of=("self",)).select_related("host", "event", "user").get(pk=token.pk)
    if token.revoked_at is not None:
        raise RuleBroken(_("This token has been revoked already."), code="revoked")
    token.revoked_at = now
    token.save(update_fields=["revoked_at", "changed_at"])
    Membership.objects.filter(user=token.user_id).delete()
    _note(verbs.TOKEN_REVOKED, token, by, now)
    return token


def count(token: Token, *, now: datetime) -> None:
    """Count one request; raises ``Braked`` when there are too many in this minute.

    One UPDATE that changes nothing when it is one too many, so the limit holds over threads and processes. Call it
    outside of transactions: one that is rolled back would take the count with it.
    """
    times = {"now": now, "until": now + MINUTE}
    adapted = {name: connection.ops.adapt_datetimefield_value(time) for name, time in times.items()}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"pk": token.pk, **adapted})
        counted = cursor.rowcount
    if not counted:
        raise Braked(token.window_ends_at or now + MINUTE)


def _check_is_own(role: Role, own: frozenset[Right]) -> None:
    if not RIGHTS[role] <= own:
        raise RuleBroken(
            _("This role may do more than you may yourself. Please choose another one, or ask somebody who has it."),
            code="rights",
        )


def _program(name: str) -> User:
    """The account as which a token acts. It has no password, no mail that arrives, and cannot sign in."""
    public_id = opaque_id()
    return User.objects.create_user(
        f"{public_id}@token.invalid", public_id=public_id, name=f"API · {name}", is_machine=True, is_active=False
    )


def _note(verb: str, token: Token, by: User | None, now: datetime, **facts: Any) -> None:
    event = token.event
    audit.record(by, verb, token, scope=token.host.slug, event=event.slug if event else "", now=now, **facts)
