"""Reading who has which role."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.utils import timezone

from handschlag.accounts.models import User
from handschlag.events.models import Event, Host, Invitation, Membership
from handschlag.events.roles import COME_BY_THEMSELVES, Right, Role, of_staff, rights_of, with_right
from handschlag.foundation.enclosed import enclosed

HELD = "roles"
"""Under this name the roles come with whoever reads a page."""


def valid(prefix: str = "", *, on: date | Combinable | None = None) -> Q:
    """A role that has not ended; ``prefix`` leads to the membership."""
    return Q(**{f"{prefix}ends_on": None}) | Q(**{f"{prefix}ends_on__gte": on or timezone.localdate()})


def at(event: Event) -> QuerySet[Membership]:
    """Roles that count at an event: given for it, or for all events of its host."""
    here = Q(event=None) | Q(event=event)
    return Membership.objects.filter(here, valid(), host=event.host_id)


def rights_at(user: User, event: Event) -> frozenset[Right]:
    """What somebody may do at an event."""
    return rights_of({Role(role) for role in at(event).filter(user=user).values_list("role", flat=True)})


def held(user: OuterRef, on: date | Combinable) -> Subquery:
    """For a query that leads to a user: her roles that have not ended on this day, with ``host`` and ``event``."""
    return enclosed(Membership.objects.filter(valid(on=on), user=user), "host", "event", "role")


def rights_of_reader(user: User, event: Event) -> frozenset[Right]:
    """What somebody who reads a page could do at an event when her row was fetched; costs no query."""
    if user.brought is None:
        return rights_at(user, event)
    here = [row for row in user.brought[HELD] if row["host"] == event.host_id and row["event"] in (None, event.pk)]
    return rights_of({Role(row["role"]) for row in here})


def rights_of_user(user: User, *, host: Host, event: Event | None) -> frozenset[Right]:
    """What somebody may do at an event, or without one at all events of the host."""
    if event is not None:
        return rights_at(user, event)
    rows = Membership.objects.filter(valid(), host=host, event=None, user=user)
    return rights_of({Role(role) for role in rows.values_list("role", flat=True)})


def managers(host: Host) -> QuerySet[Membership]:
    """Those who manage a host for good: for all of its events, without an end, with an account that works."""
    return Membership.objects.filter(
        host=host, event=None, role=Role.ORGANISER, ends_on=None, user__is_active=True
    ).select_related("user")


def has_right_at(user: User | AnonymousUser, right: Right, *, event: str = "") -> Exists:
    """For a query of any rows: whether somebody has the right at the row's event; ``event`` leads to it."""
    way = f"{event}__" if event else ""
    here = Q(event=None) | Q(event=OuterRef(f"{way}pk"))
    return Exists(_with_right(user, right).filter(here, host=OuterRef(f"{way}host")))


def gives_roles(user: User | AnonymousUser) -> Exists:
    """For a query of rows with a host and perhaps an event: whether somebody gives roles there."""
    here = Q(event=None) | Q(event=OuterRef("event"))
    return Exists(_with_right(user, Right.GIVE_ROLES).filter(here, host=OuterRef("host")))


def works_for_host(user: OuterRef, on: date | Combinable) -> Exists:
    """For a query that leads to a user: whether she works for any host on this day."""
    return Exists(Membership.objects.filter(valid(on=on), user=user, role__in=of_staff()))


def of_host(host: Host) -> QuerySet[Membership]:
    """Who works for a host, at all or at single events, in the order of roles and names."""
    return _in_order(Membership.objects.filter(host=host))


def of_event(event: Event) -> QuerySet[Membership]:
    """Who works on an event: what was given for it, and what counts at all events of its host."""
    return _in_order(at(event))


def invited(host: Host, event: Event | None = None) -> QuerySet[Invitation]:
    """Invitations that have neither been accepted nor withdrawn, of one event or of the whole host."""
    rows = Invitation.objects.filter(host=host, accepted_at=None, withdrawn_at=None)
    return (rows if event is None else rows.filter(event=event)).select_related("event", "invited_by")


def is_invited(email: str) -> bool:
    """Whether an invitation to this address (in small letters) waits and has not expired."""
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())
    return waiting.filter(email=email).exists()


def _in_order(rows: QuerySet[Membership]) -> QuerySet[Membership]:
    """Without those who come as guests (a forum has hundreds of representatives) and without programs.

    Both have pages of their own.
    """
    place = Case(*(When(role=role, then=Value(number)) for number, role in enumerate(Role)))
    staffed = rows.exclude(role__in=COME_BY_THEMSELVES).filter(user__is_machine=False).annotate(place=place)
    return staffed.select_related("user", "event", "granted_by").order_by("place", "user__name", "pk")


def _with_right(user: User | AnonymousUser, right: Right) -> QuerySet[Membership]:
    return Membership.objects.filter(valid(), user=user.pk or 0, role__in=with_right(right))
