"""Reading tokens, and what a token can see of hosts and events."""

from __future__ import annotations

from django.db.models import CharField, DateField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils import timezone

from handschlag.accounts.models import User
from handschlag.api.models import Token
from handschlag.events import memberships
from handschlag.events.models import Event, Host, Membership
from handschlag.foundation.prepared import Prepared


def tokens_of_host(host: Host) -> QuerySet[Token]:
    """All tokens of a host and its events that were not revoked, the latest first."""
    rows = Token.objects.filter(host=host, revoked_at=None)
    return rows.select_related("host", "event", "given_by")


def tokens_of_event(event: Event) -> QuerySet[Token]:
    """The tokens that were given for this event alone."""
    return tokens_of_host(event.host).filter(event=event)


def with_giver(secret_sha256: str) -> list[Token]:
    """The token, once for every role that its giver has now where the token counts; once if nobody gave it."""
    return _WITH_GIVER.ask(secret_sha256=secret_sha256, today=timezone.localdate())


def _with_giver(secret_sha256: Combinable, today: Combinable) -> QuerySet[Token]:
    way = "given_by__memberships"
    here = Q(**{f"{way}__event": None}) | Q(**{f"{way}__event": F("event")})
    given = (
        here & memberships.valid(f"{way}__", on=today) & Q(**{f"{way}__host": F("host"), "given_by__is_active": True})
    )
    # One filter, for all of it must hold for the same membership.
    rows = Token.objects.filter(Q(is_of_operator=True) | given, secret_sha256=secret_sha256)
    return rows.annotate(giver_role=F(f"{way}__role")).select_related("user", "host", "event")


_WITH_GIVER: Prepared[Token] = Prepared(_with_giver, secret_sha256=CharField(), today=DateField())


def hosts_of(user: User) -> QuerySet[Host]:
    """Hosts for which somebody has a role at all of their events."""
    return Host.objects.filter(Exists(_roles(user).filter(event=None, host=OuterRef("pk")))).order_by("slug")


def events_of(user: User) -> QuerySet[Event]:
    """Events at which somebody has a role, the latest first."""
    here = Q(event=None) | Q(event=OuterRef("pk"))
    rows = Event.objects.filter(Exists(_roles(user).filter(here, host=OuterRef("host"))))
    return rows.select_related("host").order_by("-starts_at", "slug")


def _roles(user: User) -> QuerySet[Membership]:
    return Membership.objects.filter(memberships.valid(), user=user.pk)
