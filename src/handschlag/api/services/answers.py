"""Creating requests are carried out once, however often they arrive.

A request with an ``Idempotency-Key`` first takes the key in the table, then does its work, then writes down its answer:
all in one transaction. Of two that arrive at once the second one waits at the key until the first is through, and finds
its answer. What is refused, or was interrupted by a crash, has left no key: it can be sent again. Kept for 24 hours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from handschlag.api.models import KeptAnswer, Token
from handschlag.foundation.errors import RuleBroken

KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Created:
    """What was answered: 201, the body as JSON, and where the new thing is."""

    body: str
    location: str
    status: int = 201


@transaction.atomic
def once(token: Token, key: str, *, fingerprint: str, create: Callable[[], Created], now: datetime) -> Created:
    """The answer to the request of this key: that of ``create``, or the one that was given before.

    Raises ``RuleBroken``: "key" (it was used for another request), and whatever ``create`` raises.
    """
    kept = _taken(token, key, fingerprint, now)
    if kept.fingerprint != fingerprint:
        raise RuleBroken(
            _("This Idempotency-Key was used for another request. Please take a new one for each."), code="key"
        )
    if kept.status:
        return Created(kept.body, kept.location, kept.status)
    created = create()
    kept.status, kept.body, kept.location = created.status, created.body, created.location
    kept.save(update_fields=["status", "body", "location"])
    return created


def fingerprint(method: str, path: str, body: bytes) -> str:
    """What two requests must share to be the same."""
    return hashlib.sha256(b"\n".join((method.encode(), path.encode(), body))).hexdigest()


def forget(*, now: datetime) -> int:
    """Delete what is no longer kept; returns how many."""
    return KeptAnswer.objects.filter(kept_at__lte=now - KEPT_FOR).delete()[0]


def _taken(token: Token, key: str, fingerprint: str, now: datetime) -> KeptAnswer:
    """The row of the key, ours or that of an earlier request; waits for one that takes it at this moment."""
    KeptAnswer.objects.filter(token=token, key=key, kept_at__lte=now - KEPT_FOR).delete()
    ours = KeptAnswer(token=token, key=key, fingerprint=fingerprint, kept_at=now)
    KeptAnswer.objects.bulk_create([ours], ignore_conflicts=True)
    return KeptAnswer.objects.select_for_update().get(token=token, key=key)
