"""Doors: fetching a row is the permission check. 404, not 403: nobody learns what exists."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar, cast

from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField, CharField, DateField, F, Model, Q, QuerySet
from django.db.models.expressions import Combinable
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from handschlag.accounts.models import User
from handschlag.events import memberships
from handschlag.events.models import Document, Event, Host, Interpreter, Invitation, Mandate, Membership
from handschlag.events.roles import Right, Role, rights_of
from handschlag.foundation.prepared import Prepared

Row = TypeVar("Row", bound=Model)


def document_for_everybody(slug: str, public_id: str, *, now: datetime) -> Document:
    """A document of an event that everybody sees now."""
    rows = Document.objects.filter(event__published_at__lte=now).select_related("file")
    return get_object_or_404(rows, event__slug=slug, public_id=public_id)


def event_with(user: User | AnonymousUser, slug: str, *any_of: Right) -> Event:
    """The event, if this person has one of the rights at it; ``event.may`` says all that she may do there."""
    event = _first(_EVENT.ask(slug=slug, user=user.pk or 0, today=timezone.localdate()), any_of)
    event.may, event.host.may = _may(event), _may(event, of_host=True)
    return event


def host_with(user: User | AnonymousUser, slug: str, *any_of: Right) -> Host:
    """The host, if this person has one of the rights at all of its events; ``host.may`` says all that she may do."""
    of_all_events = Q(memberships__event=None)
    host = _first(list(_with_roles(Host.objects.filter(slug=slug), user.pk, "memberships", of_all_events)), any_of)
    host.may = _may(host)
    return host


def one_with(rows: QuerySet[Row], user: User | AnonymousUser, *any_of: Right, at: str = "event") -> Row:
    """The one of ``rows``, if this person has one of the rights at its event; for the doors of all flats.

    ``at`` is the name of its field that leads to the event. One query. The event that
    is fetched with the row knows in ``may`` what else she may do there; select its host too, which then knows what
    she may do at all events.
    """
    row = _first(list(_of_event(rows, user.pk, at)), any_of)
    event: Model = row
    for step in at.split("__"):
        event = getattr(event, step)
    if isinstance(event, Event):
        event.may = _may(row)
        event.host.may = _may(row, of_host=True)
    return row


def interpreter_of(user: User | AnonymousUser, slug: str) -> Interpreter:
    """The interpreter that this person is at the event."""
    return get_object_or_404(
        Interpreter.objects.select_related("event", "event__host"), user_id=user.pk or 0, event__slug=slug
    )


def membership_to_end(user: User | AnonymousUser, public_id: str) -> Membership:
    """A role that this person may take away, because she gives roles there."""
    rows = Membership.objects.filter(memberships.gives_roles(user)).select_related("user", "host", "event")
    return get_object_or_404(rows, public_id=public_id)


def invitation_to_handle(user: User | AnonymousUser, public_id: str) -> Invitation:
    """An invitation that this person may send again or withdraw, because she gives roles there."""
    rows = Invitation.objects.filter(memberships.gives_roles(user)).select_related("host", "event")
    return get_object_or_404(rows, public_id=public_id)


def invitation_behind(secret_sha256: str) -> Invitation:
    """The invitation to which a link leads. Whoever has the link may see it; who may accept it is another matter."""
    rows = Invitation.objects.select_related("host", "event", "event__host", "event__fair", "invited_by")
    return get_object_or_404(rows, secret_sha256=secret_sha256)


def mandate_of(user: User | AnonymousUser, public_id: str) -> Mandate:
    """A mandate between this person and somebody else."""
    hers = Q(agent=user.pk or 0) | Q(principal=user.pk or 0)
    rows = Mandate.objects.filter(hers).select_related("agent", "principal", "host", "event", "event__host")
    return get_object_or_404(rows, public_id=public_id)


def _of_event(
    rows: QuerySet[Row], user: int | Combinable | None, at: str, on: Combinable | None = None
) -> QuerySet[Row]:
    """The same for rows of an event, to which ``at`` leads; for events themselves it is empty."""
    way = f"{at}__" if at else ""
    held = f"{way}host__memberships"
    here = Q(**{f"{held}__event": None}) | Q(**{f"{held}__event": F(f"{way}pk")})
    return _with_roles(rows, user, held, here, on)


def _with_roles(
    rows: QuerySet[Row], user: int | Combinable | None, held: str, here: Q, on: Combinable | None = None
) -> QuerySet[Row]:
    """Each of the rows once for every role that the person has there; ``held`` leads to the memberships."""
    mine = here & memberships.valid(f"{held}__", on=on) & Q(**{f"{held}__user_id": user or 0})
    # One filter, for all of it must hold for the same membership; its role and event are then of that one, too.
    found = rows.filter(mine).annotate(held_role=F(f"{held}__role"), held_event=F(f"{held}__event"))
    return cast("QuerySet[Row]", found)


_EVENT: Prepared[Event] = Prepared(
    lambda slug, user, today: _of_event(
        Event.objects.select_related("host", "fair").filter(slug=slug), user, at="", on=today
    ),
    slug=CharField(),
    user=BigIntegerField(),
    today=DateField(),
)


def _first(rows: list[Row], any_of: tuple[Right, ...]) -> Row:
    """The row, knowing all roles that were found; 404 without one of the rights."""
    if not rows:
        raise Http404
    first = rows[0]
    first.held = {(Role(row.held_role), row.held_event) for row in rows}  # type: ignore[attr-defined]
    if _may(first).isdisjoint(any_of):
        raise Http404
    return first


def _may(row: Model, *, of_host: bool = False) -> frozenset[Right]:
    held: set[tuple[Role, int | None]] = row.held  # type: ignore[attr-defined]
    return rights_of({role for role, event in held if event is None or not of_host})
