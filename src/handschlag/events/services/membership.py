"""Roles are given to colleagues and taken away."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.events import memberships, verbs
from handschlag.events.models import Event, Host, Membership
from handschlag.events.roles import COME_BY_THEMSELVES, Role
from handschlag.events.services import invitations
from handschlag.events.services.granting import check_may_give, grant, note
from handschlag.foundation.errors import RuleBroken

__all__ = ["give_to_colleague", "grant", "take_away"]


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

    Raises ``RuleBroken``: "role" (it comes by itself), "person" (nobody of this public id works with this host), "own"
    (more than one's own rights for oneself), "machine" (a program does not let anybody sign).
    """
    if role in COME_BY_THEMSELVES:
        raise RuleBroken(_("This role cannot be given: it comes with the registration or the engagement."), code="role")
    works_here = memberships.valid("memberships__")
    found = User.objects.filter(works_here, memberships__host=host, public_id=person, is_active=True).first()
    if found is None:
        raise RuleBroken(
            _("Nobody with this id works with this host. Please invite the person by mail."), code="person"
        )
    check_may_give(role, host=host, event=event, to_herself=found.pk == by.pk, by=by)
    return grant(found, role, host=host, event=event, ends_on=ends_on, by=by, now=now)


@transaction.atomic
def take_away(membership: Membership, *, by: User, now: datetime) -> None:
    """End a role at once; whoever no longer gives roles by that has her invitations withdrawn, too.

    Raises ``RuleBroken``: "last_manager" (nobody else could manage the host), "state" (it has been taken away already).
    """
    # The host is locked, so that of two who take away each other's role the second one sees what the first one did.
    host = Host.objects.select_for_update().get(pk=membership.host_id)
    found = Membership.objects.select_related("user", "event", "host").filter(pk=membership.pk).first()
    if found is None:
        raise RuleBroken(_("This role has been taken away already."), code="state")
    _check_somebody_manages(host, without=found)
    found.delete()
    # Rows first, the log (which locks, too) afterwards: in the order of whoever accepts an invitation meanwhile.
    lost = invitations.without_giver(found.user, found.host)
    note(verbs.ROLE_TAKEN, found, by, now)
    for invitation in lost:
        invitations.close(invitation, by=by, now=now)


def _check_somebody_manages(host: Host, *, without: Membership) -> None:
    managers = set(memberships.managers(host).values_list("pk", flat=True))
    if managers == {without.pk}:
        raise RuleBroken(
            _("Somebody has to manage %(host)s. Give this role to somebody else first, then take it away here."),
            code="last_manager",
            params={"host": host.name},
        )
