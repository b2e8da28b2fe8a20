"""Acting for somebody else: kept in the session, looked up with each page, and over as soon as the mandate is.

While somebody acts, ``user.acting`` says for whom and where. Doors of participants then open for the represented
person at that event; doors of staff stay closed or open as they are for the one who acts. The audit log, which is
handed the user, notes both names.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from handschlag.accounts.models import Acting, User
from handschlag.events import memberships
from handschlag.events.models import Event, Mandate, Membership
from handschlag.events.roles import Right, with_right
from handschlag.foundation.enclosed import enclosed

KEY = "acting"
MANDATES = "mandates"
"""Under this name the mandates by which somebody may act come with whoever reads a page."""
PRINCIPAL = ("id", "public_id", "email", "name", "language")
"""What a mandate brings of whoever is represented; all else of her account is looked up when it is asked for."""


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let ``request.user`` know for whom she acts. Costs nothing until somebody asks who the user is."""

    def respond(request: HttpRequest) -> HttpResponse:
        signed_in = request.user
        request.user = SimpleLazyObject(lambda: _on_behalf(request, signed_in))  # type: ignore[assignment]
        return get_response(request)

    return respond


def begin(request: HttpRequest, mandate: Mandate) -> None:
    request.session[KEY] = mandate.public_id


def stop(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def mandates(user: OuterRef, on: Combinable) -> Subquery:
    """For a query that leads to a user: the mandates that count on this day, in which she may act for somebody."""
    principal = {f"principal_{field}": F(f"principal__{field}") for field in PRINCIPAL}
    rows = counting(on=on).filter(agent=user)
    return enclosed(rows, "public_id", "host", "event", **principal)


def counting(*, on: date | Combinable | None = None) -> QuerySet[Mandate]:
    """Mandates that count today: agreed, in their time, and the agent still has a role that allows it."""
    on = on or timezone.localdate()
    in_time = Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on))
    still = Membership.objects.filter(
        memberships.valid(on=on),
        Q(event=None) | Q(event=OuterRef("event")),
        user=OuterRef("agent"),
        host=OuterRef("host"),
        role__in=with_right(Right.ACT_FOR_PARTICIPANT),
    )
    return Mandate.objects.filter(
        in_time, Exists(still), accepted_at__isnull=False, ended_at=None, principal__is_active=True
    )


def are_bound(first: User, second: User, *, since: datetime) -> bool:
    """Whether one of the two may act for the other, or might since then: they are not two pairs of eyes."""
    pairs = Q(agent=first, principal=second) | Q(agent=second, principal=first)
    in_force = Q(ended_at=None) | Q(ended_at__gte=since)
    return Mandate.objects.filter(pairs, in_force, accepted_at__isnull=False).exists()


def speaks(user: User | AnonymousUser, person: str, *, event: str = "event") -> Q:
    """For a query of participants' rows: those for which this person speaks, herself or for whom she acts.

    ``person`` leads to the user who represents, ``event`` to the event. While she acts, she speaks for nobody else,
    and nowhere else.
    """
    if not isinstance(user, User) or user.acting is None:
        return Q(**{person: user.pk or 0})
    here = {f"{event}__host": user.acting.host} if user.acting.event is None else {event: user.acting.event}
    return Q(**{person: user.acting.person.pk}, **here)


def covers(user: User | AnonymousUser, event: Event) -> bool:
    """Whether she acts for somebody at this event."""
    if not isinstance(user, User) or user.acting is None:
        return False
    return event.host_id == user.acting.host and user.acting.event in (None, event.pk)


def _on_behalf(request: HttpRequest, user: User | AnonymousUser) -> User | AnonymousUser:
    if not isinstance(user, User) or KEY not in request.session:
        return user
    public_id = request.session[KEY]
    mandate = next((row for row in _mandates_of(user) if row["public_id"] == public_id), None)
    if mandate is None:
        stop(request)
        messages.warning(request, _("You no longer act for somebody else: the authority has ended."))
    else:
        principal = User.from_db(DEFAULT_DB_ALIAS, PRINCIPAL, [mandate[f"principal_{field}"] for field in PRINCIPAL])
        user.acting = Acting(principal, public_id, mandate["host"], mandate["event"])
    return user


def _mandates_of(user: User) -> list[dict[str, Any]]:
    """The row of the reader has brought them; that of a sign-in a moment ago has not."""
    if user.brought is not None:
        return cast("list[dict[str, Any]]", user.brought[MANDATES])
    found = User.objects.annotate(mandates_now=mandates(OuterRef("pk"), Value(timezone.localdate()))).get(pk=user.pk)
    return cast("list[dict[str, Any]]", found.mandates_now)
