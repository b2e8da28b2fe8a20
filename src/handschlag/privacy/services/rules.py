"""What a host and a person decide about groups of fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.events.models import Host
from handschlag.foundation import audit, revisions
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.personal import Audience, Group, group_of
from handschlag.privacy import verbs
from handschlag.privacy.models import Choice, GroupRule


@transaction.atomic
def decide(group: str, *, host: Host, widest: Audience | None, days: int | None, by: User, now: datetime) -> GroupRule:
    """Let a group be seen by so many at most, and kept for so long.

    Raises ``RuleBroken``: "widest" (the group allows less), "days" (outside of what the group allows).
    """
    declared = group_of(group)
    _check_widest(declared, widest)
    _check_days(declared, days)
    rule, is_new = GroupRule.objects.select_for_update().get_or_create(
        host=host, group=group, defaults={"widest": widest, "days": days}
    )
    if not is_new and (rule.widest, rule.days) == (widest, days):
        return rule
    rule.widest, rule.days = widest, days
    rule.save(update_fields=["widest", "days", "changed_at"])
    facts: dict[str, Any] = {"group": group, "widest": widest, "days": "–" if days is None else days}
    revisions.bump(f"host:{host.slug}", "public")  # the privacy notice says it
    audit.record(by, verbs.RULE_CHANGED, host, scope=host.slug, now=now, **facts)
    return rule


@transaction.atomic
def choose(choices: Mapping[str, Audience], *, by: User, now: datetime) -> None:
    """Let her own fields be seen by these, as far as each host allows. Raises ``RuleBroken``: "acting", "widest"."""
    if by.acting is not None:
        raise RuleBroken(_("Only the person concerned decides who sees the data. Stop acting first."), code="acting")
    before = dict(Choice.objects.filter(user=by).values_list("group", "audience"))
    for group, audience in choices.items():
        declared = group_of(group)
        _check_widest(declared, audience)
        if before.get(group, declared.audience) == audience:
            continue
        Choice.objects.update_or_create(user=by, group=group, defaults={"audience": audience})
        audit.record(by, verbs.CHOICE_CHANGED, by, now=now, group=group, audience=int(audience))


def _check_widest(group: Group, widest: Audience | None) -> None:
    if widest is not None and widest > group.widest:
        raise RuleBroken(
            _("%(group)s can be seen by %(widest)s at most."),
            code="widest",
            params={"group": group.label, "widest": group.widest.label},
        )


def _check_days(group: Group, days: int | None) -> None:
    kept = group.retention
    if days is None:
        return
    if kept is None or not kept.least <= days <= kept.most:
        raise RuleBroken(
            _("Please enter a number of days from %(least)s to %(most)s."),
            code="days",
            params={"least": kept.least if kept else 0, "most": kept.most if kept else 0},
        )
