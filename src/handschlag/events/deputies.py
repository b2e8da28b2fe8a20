"""Reading who may act for whom at an event, and what was done."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from handschlag.accounts.models import User
from handschlag.events import memberships
from handschlag.events.models import Event, Mandate
from handschlag.events.personal import ROLES
from handschlag.events.roles import Right, with_right
from handschlag.foundation import audit
from handschlag.foundation.models import AuditEntry
from handschlag.foundation.personal import seen


def of(user: User, event: Event) -> QuerySet[Mandate]:
    """All that somebody has agreed or been offered at an event, ended or not, on either side."""
    hers = Q(agent=user) | Q(principal=user)
    here = Q(event=event) | Q(event=None)
    return Mandate.objects.filter(hers, here, host=event.host_id).select_related("agent", "principal", "event")


def agents(event: Event, *, reader: User) -> list[User]:
    """Whom a participant can ask to act for her: advisers, but for those who do not want participants to see them."""
    held = memberships.at(event).filter(user=OuterRef("pk"), role__in=with_right(Right.ACT_FOR_PARTICIPANT))
    found = list(User.objects.filter(Exists(held), is_active=True).exclude(pk=reader.pk).order_by("name", "pk"))
    shown = seen(ROLES, [one.pk for one in found], reader=reader.pk, event=event.pk, host=event.host_id)
    return [one for one in found if one.pk in shown]


def done_for(user: User, event: Event) -> QuerySet[AuditEntry]:
    """What others did at an event while they acted for her."""
    return audit.of_event(event.slug, scope=event.host.slug).filter(acting_for=user.public_id)
