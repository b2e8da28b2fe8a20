"""Somebody begins and stops to act for somebody else."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.events import acting, verbs
from handschlag.events.models import Mandate
from handschlag.foundation import audit
from handschlag.foundation.errors import RuleBroken


@transaction.atomic
def begin(mandate: Mandate, *, by: User, now: datetime) -> None:
    """Note that the agent acts from now on. Raises ``RuleBroken``: "mandate" (it does not count today)."""
    today = timezone.localdate(now)
    if not acting.counting(on=today).filter(pk=mandate.pk, agent=by).exists():
        raise RuleBroken(
            _("You cannot act for this person today: it is not agreed, not yet time, or your role has ended."),
            code="mandate",
        )
    _note(verbs.ACTING_BEGUN, mandate, by, now)


@transaction.atomic
def stop(mandate: Mandate, *, by: User, now: datetime) -> None:
    """Note that the agent speaks for herself again."""
    _note(verbs.ACTING_STOPPED, mandate, by, now)


def _note(verb: str, mandate: Mandate, by: User, now: datetime) -> None:
    event = mandate.event
    audit.record(
        by,
        verb,
        event or mandate.host,
        scope=mandate.host.slug,
        event=event.slug if event else "",
        person=mandate.principal,
        now=now,
        mandate=mandate.public_id,
    )
