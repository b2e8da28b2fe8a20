"""Roles are given: by whom, and which not."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.events import memberships, verbs
from handschlag.events.models import Event, Host, Membership
from handschlag.events.roles import RIGHTS, SIGNING, Role
from handschlag.foundation import audit
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.rows import create_or_get


@transaction.atomic(savepoint=False)
def grant(
    user: User,
    role: Role,
    *,
    host: Host,
    event: Event | None = None,
    ends_on: date | None = None,
    by: User | None,
    now: datetime,
) -> Membership:
    """Give somebody a role at an event, or at all events of the host; a role that she has already lasts as said now.

    A role that has no end keeps none: nothing that somebody accepts shortens what she has.
    """
    _check_belongs(host, event)
    membership, is_new = create_or_get(
        Membership.objects.select_for_update(),
        user=user,
        host=host,
        event=event,
        role=role,
        defaults={"granted_by": by, "ends_on": ends_on},
    )
    if not is_new and membership.ends_on is not None and (ends_on is None or ends_on > membership.ends_on):
        membership.ends_on, membership.granted_by = ends_on, by
        membership.save(update_fields=["ends_on", "granted_by", "changed_at"])
    note(verbs.ROLE_GRANTED, membership, by, now)
    return membership


def check_may_give(role: Role, *, host: Host, event: Event | None, to_herself: bool, by: User) -> None:
    """Whoever gives roles gives herself none that allows more, and a program none that signs.

    Raises ``RuleBroken``: "own", "machine".
    """
    if by.is_machine and RIGHTS[role] & SIGNING:
        raise RuleBroken(
            _("A program cannot give this role. Please have a person who gives roles do it."), code="machine"
        )
    if to_herself and not RIGHTS[role] <= memberships.rights_of_user(by, host=host, event=event):
        raise RuleBroken(
            _(
                "This role allows more than you may yourself here, and nobody gives that to herself. Please ask "
                "somebody else who gives roles at this host."
            ),
            code="own",
        )


def _check_belongs(host: Host, event: Event | None) -> None:
    if event is not None and event.host_id != host.pk:
        raise ValueError(f"{event.slug} is no event of {host.slug}")


def note(verb: str, membership: Membership, by: User | None, now: datetime) -> None:
    """Note what has become of a role."""
    event = membership.event
    audit.record(
        by,
        verb,
        event or membership.host,
        scope=membership.host.slug,
        event=event.slug if event else "",
        person=membership.user,
        now=now,
        role=membership.role,
        until=membership.ends_on.isoformat() if membership.ends_on else "",
    )
