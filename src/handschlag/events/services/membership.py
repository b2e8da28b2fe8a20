"""Roles are given and taken away."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.events import memberships, verbs
from handschlag.events.models import Event, Host, Membership
from handschlag.events.roles import COME_BY_THEMSELVES, Role
from handschlag.foundation import audit
from handschlag.foundation.errors import RuleBroken


@transaction.atomic
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
    membership, is_new = Membership.objects.select_for_update().get_or_create(
        user=user, host=host, event=event, role=role, defaults={"granted_by": by, "ends_on": ends_on}
    )
    if not is_new and membership.ends_on is not None and (ends_on is None or ends_on > membership.ends_on):
        membership.ends_on, membership.granted_by = ends_on, by
        membership.save(update_fields=["ends_on", "granted_by", "changed_at"])
    _note(verbs.ROLE_GRANTED, membership, by, now)
    return membership


@transaction.atomic
def give_to_colleague(
    person: str,
    role: Role,
    *,
    host: Host,
    event: Event | None = None,
    ends_on: date | None = None,
    by: User,
    now: datetime,
) -> Membership:
    """Give another role to somebody who works with this host already; everybody else is invited.

    Raises ``RuleBroken``: "role" (it comes by itself), "person" (nobody of this public id works with this host).
    """
    if role in COME_BY_THEMSELVES:
        raise RuleBroken(_("This role cannot be given: it comes with the registration or the engagement."), code="role")
    works_here = memberships.valid("memberships__")
    found = User.objects.filter(works_here, memberships__host=host, public_id=person, is_active=True).first()
    if found is None:
        raise RuleBroken(
            _("Nobody with this id works with this host. Please invite the person by mail."), code="person"
        )
    return grant(found, role, host=host, event=event, ends_on=ends_on, by=by, now=now)


@transaction.atomic
def take_away(membership: Membership, *, by: User, now: datetime) -> None:
    """End a role at once.

    Raises ``RuleBroken``: "last_manager" (nobody else could manage the host), "state" (it has been taken away already).
    """
    # The host is locked, so that of two who take away each other's role the second one sees what the first one did.
    host = Host.objects.select_for_update().get(pk=membership.host_id)
    found = Membership.objects.select_related("user", "event", "host").filter(pk=membership.pk).first()
    if found is None:
        raise RuleBroken(_("This role has been taken away already."), code="state")
    _check_somebody_manages(host, without=found)
    _note(verbs.ROLE_TAKEN, found, by, now)
    found.delete()


def _check_somebody_manages(host: Host, *, without: Membership) -> None:
    managers = set(memberships.managers(host).values_list("pk", flat=True))
    if managers == {without.pk}:
        raise RuleBroken(
            _("Somebody has to manage %(host)s. Give this role to somebody else first, then take it away here."),
            code="last_manager",
            params={"host": host.name},
        )


def _check_belongs(host: Host, event: Event | None) -> None:
    if event is not None and event.host_id != host.pk:
        raise ValueError(f"{event.slug} is no event of {host.slug}")


def _note(verb: str, membership: Membership, by: User | None, now: datetime) -> None:
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
