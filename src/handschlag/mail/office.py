"""Audiences that this floor knows: those who have a role."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from handschlag.events import memberships
from handschlag.events.models import Event, Host, Membership
from handschlag.events.roles import Role, of_staff
from handschlag.mail.audiences import Audience, Recipient


def with_role(host: Host, event: Event | None) -> Iterable[Recipient]:
    """Everybody with a role at the event, or for the host."""
    return _people(memberships.valid(), host, event)


def representatives(host: Host, event: Event | None) -> Iterable[Recipient]:
    return _people(memberships.valid(), host, event, role=Role.REPRESENTATIVE)


def interpreters(host: Host, event: Event | None) -> Iterable[Recipient]:
    return _people(memberships.valid(), host, event, role=Role.INTERPRETER)


def office(host: Host, _event: Event | None) -> Iterable[Recipient]:
    """Those who work for the host, at any of its events."""
    return _people(memberships.valid(), host, None, role__in=of_staff())


def _people(valid: object, host: Host, event: Event | None, **narrowed: object) -> Iterable[Recipient]:
    held = Membership.objects.filter(valid, host=host, user__is_active=True, **narrowed)
    if event is not None:
        held = held.filter(event=event)
    zone = event.time_zone if event is not None else ""
    rows = held.order_by("user__name").values_list("user__email", "user__name", "user__language").distinct()
    return [Recipient(email, name, language, zone) for email, name, language in rows]


AUDIENCES = (
    Audience("roles", _("Everybody with a role at the event"), with_role),
    Audience("representatives", _("Representatives with an account"), representatives),
    Audience("interpreters", _("Interpreters with an account"), interpreters),
    Audience("office", _("The host's own people"), office, of_event=False),
)
