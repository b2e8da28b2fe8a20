"""What a host decides about itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handschlag.accounts.models import User
from handschlag.events import memberships, verbs
from handschlag.events.models import Host, Membership
from handschlag.events.roles import Right, Role, with_right
from handschlag.events.services import membership
from handschlag.foundation import audit, four_eyes, revisions
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import Proposal

DETAILS = ("name", "short_name", "address")


@transaction.atomic
def found(slug: str, *, name: str, manager: User, now: datetime) -> tuple[Host, bool]:
    """The host of this slug, made if there is none, with one manager more; and whether it is new.

    Nobody in the site can do that: it is the operator's. Raises ``RuleBroken``: "name" (a new host needs one),
    "slug" (not made of small letters, digits and hyphens).
    """
    host = Host.objects.filter(slug=slug).first()
    is_new = host is None
    if host is None:
        if not name.strip():
            raise RuleBroken(_("A new host needs a name."), code="name")
        host = Host(slug=slug, name=name.strip())
        try:
            host.full_clean()
        except ValidationError as wrong:
            raise RuleBroken(" ".join(wrong.messages), code="slug") from wrong
        host.save()
        revisions.bump(f"host:{host.slug}", "public")
        audit.record(None, verbs.HOST_FOUNDED, host, scope=host.slug, now=now)
    membership.grant(manager, Role.ORGANISER, host=host, by=None, now=now)
    return host, is_new


@transaction.atomic
def change_details(host: Host, details: Mapping[str, str], *, by: User, now: datetime) -> Host:
    """Name and address, as they stand on pages and letters."""
    host = Host.objects.select_for_update().get(pk=host.pk)
    changes = {name: [getattr(host, name), details[name]] for name in DETAILS if details[name] != getattr(host, name)}
    if not changes:
        return host
    for name, (_before, after) in changes.items():
        setattr(host, name, after)
    host.save(update_fields=[*changes, "changed_at"])
    for scope in sorted([*host.events.values_list("slug", flat=True), f"host:{host.slug}"]):
        revisions.bump(scope, "public")  # its events' pages name it, too
    audit.record(by, verbs.HOST_CHANGED, host, scope=host.slug, now=now, changes=changes)
    return host


@transaction.atomic
def require_second_person(host: Host, *, by: User, now: datetime) -> Host:
    """From now on two people make a plan final.

    Raises ``RuleBroken``: "alone" (there are no two who could).
    """
    host = Host.objects.select_for_update().get(pk=host.pk)
    planners = Membership.objects.filter(
        memberships.valid(), host=host, event=None, role__in=with_right(Right.PLAN), user__is_active=True
    )
    if planners.values("user").distinct().count() < 2:
        raise RuleBroken(
            gettext_lazy("You are the only one who could confirm. First invite a second person who plans."),
            code="alone",
        )
    Host.objects.filter(pk=host.pk).update(four_eyes_final_plan=True, changed_at=now)
    audit.record(by, verbs.FOUR_EYES_ON, host, scope=host.slug, now=now)
    return host


def propose_one_person(host: Host, *, by: User, now: datetime) -> Proposal:
    """Ask a second person to agree that one alone is enough again: otherwise the rule would bind nobody.

    Raises ``RuleBroken``: "state" (none is required), "waiting" (proposed already).
    """
    if not host.four_eyes_final_plan:
        raise RuleBroken(gettext_lazy("A second person is not required at the moment."), code="state")
    return four_eyes.propose(WITHOUT_SECOND_PERSON.key, host, by=by, now=now, scope=host.slug)


def _no_longer_require(host: Host, _proposal: Proposal, *, by: User, now: datetime) -> None:
    Host.objects.filter(pk=host.pk).update(four_eyes_final_plan=False, changed_at=now)
    audit.record(by, verbs.FOUR_EYES_OFF, host, scope=host.slug, now=now)


def _confirmable(by: User, hosts: QuerySet[Host]) -> QuerySet[Host]:
    held = Q(memberships__user=by, memberships__event=None, memberships__role__in=with_right(Right.CHANGE_HOST))
    return hosts.filter(held & memberships.valid("memberships__")).distinct()


WITHOUT_SECOND_PERSON = four_eyes.Kind(
    key="events.without_second_person",
    label=gettext_lazy("No longer require a second person"),
    rows=Host.objects.all,
    confirmable=_confirmable,
    version=lambda host: f"{host.four_eyes_final_plan}",
    carry_out=_no_longer_require,
    says=lambda host, _proposal: _("One person alone can make a plan of %(host)s final again.") % {"host": host.name},
    address=lambda host: reverse("events:host", args=[host.slug]),
)
