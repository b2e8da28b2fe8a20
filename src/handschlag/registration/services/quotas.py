"""How many places there are, and how they are given: set by the host."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.engine.language import Text
from handschlag.events.models import Event, Side, Tag, TagKind
from handschlag.foundation import audit, revisions
from handschlag.foundation.errors import RuleBroken
from handschlag.registration import queries, verbs
from handschlag.registration.listing import STREAM
from handschlag.registration.models import Quota, RegistrationRules
from handschlag.registration.services import places, waiting

RULES = ("approval", "has_waiting_list", "offer_hours", "takes_late", "asks_late_reason", "intro")
MOST = 100_000
"""Places of one quota."""


@transaction.atomic
def set_up(
    event: Event,
    capacity: int,
    *,
    name: Text | None = None,
    side: Side | None = None,
    sector: Tag | None = None,
    size: str = "",
    by: User,
    now: datetime,
) -> Quota:
    """Limit the places of the whole event, or of those whom side, sector and size describe.

    Raises ``RuleBroken``: "capacity", "taken" (more have a place already), "twice" (there is such a quota), "side",
    "sector".
    """
    rules = places.lock(event)
    event = rules.event
    _check_number(capacity)
    _check_described(event, side, sector)
    if queries.quotas(event).filter(side=side, sector=sector, size=size).exists():
        raise RuleBroken(_("There is a quota for these already. Please change that one."), code="twice")
    last = event.quotas.aggregate(last=Max("number"))["last"]
    number = 0 if last is None else last + 1
    quota = Quota(
        event=event, number=number, name=name or Text(), side=side, sector=sector, size=size, capacity=capacity
    )
    quota.taken = queries.under(quota).count()
    _check_room(quota, capacity)
    quota.save(force_insert=True)
    _note(verbs.QUOTA_SET, quota, by=by, now=now)
    return quota


@transaction.atomic
def set_capacity(quota: Quota, capacity: int, *, by: User, now: datetime) -> Quota:
    """More places, which go to those who wait, or fewer, but never fewer than are taken.

    Raises ``RuleBroken``: "capacity", "taken".
    """
    rules = places.lock(quota.event_id)
    quota = Quota.objects.select_for_update(of=("self",)).get(pk=quota.pk)
    _check_number(capacity)
    _check_room(quota, capacity)
    quota.capacity = capacity
    quota.save(update_fields=["capacity", "changed_at"])
    waiting.promote(rules, now=now)
    quota.event = rules.event
    _note(verbs.QUOTA_SET, quota, by=by, now=now)
    quota.refresh_from_db(fields=["taken"])
    return quota


@transaction.atomic
def remove(quota: Quota, *, by: User, now: datetime) -> None:
    """Limit these no longer; whoever waited for it only gets a place."""
    rules = places.lock(quota.event_id)
    quota.event = rules.event
    Quota.objects.filter(pk=quota.pk).delete()
    waiting.promote(rules, now=now)
    _note(verbs.QUOTA_REMOVED, quota, by=by, now=now)


@transaction.atomic
def set_rules(event: Event, facts: Mapping[str, Any], *, by: User, now: datetime) -> RegistrationRules:
    """Say how the event takes applications: fields of ``RULES``; what is not named stays."""
    if unknown := set(facts) - set(RULES):
        raise ValueError(f"rules of registration have nothing called {', '.join(sorted(unknown))}")
    rules = places.lock(event)
    changes = {name: value for name, value in facts.items() if getattr(rules, name) != value}
    if not changes:
        return rules
    for name, value in changes.items():
        setattr(rules, name, value)
    rules.save(update_fields=[*changes, "changed_at"])
    revisions.bump(rules.event.slug, "public")
    scope = rules.event.host.slug
    audit.record(by, verbs.RULES_SET, rules.event, scope=scope, event=rules.event.slug, now=now, fields=sorted(changes))
    return rules


def _check_number(capacity: int) -> None:
    if not 0 <= capacity <= MOST:
        raise RuleBroken(
            _("Please give a number of places between 0 and %(most)s."), code="capacity", params={"most": MOST}
        )


def _check_room(quota: Quota, capacity: int) -> None:
    if capacity < quota.taken:
        raise RuleBroken(
            _("%(taken)s places are taken already. Please cancel some first, or give at least this number."),
            code="taken",
            params={"taken": quota.taken},
        )


def _check_described(event: Event, side: Side | None, sector: Tag | None) -> None:
    if side is not None and side.event_id != event.pk:
        raise RuleBroken(_("This side does not belong to the event. Please choose one of the list."), code="side")
    if sector is not None and (sector.host_id != event.host_id or sector.kind != TagKind.SECTOR):
        raise RuleBroken(_("This sector is not known here. Please choose one of the list."), code="sector")


def _note(verb: str, quota: Quota, *, by: User, now: datetime) -> None:
    event = quota.event
    revisions.bump(event.slug, "public", STREAM)
    audit.record(
        by,
        verb,
        event,
        scope=event.host.slug,
        event=event.slug,
        now=now,
        capacity=quota.capacity,
        name=str(quota.name),
    )
