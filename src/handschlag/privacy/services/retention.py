"""Once a day goes what is past its time: exactly what the dry run says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from handschlag.foundation import audit, jobs
from handschlag.foundation.personal import Erasing, Outcome
from handschlag.privacy import retaining, verbs
from handschlag.privacy.models import Proof, RetentionRun
from handschlag.privacy.retaining import Due

KIND = "privacy.retention"


def begin_daily(*, now: datetime) -> bool:
    """Let a worker do today's run, once a day; whether this call was the first.

    Never in a demonstration: its people are made up, and its forum of 2019 is to stay as it was.
    """
    if settings.DEMO:
        return False
    try:
        with transaction.atomic():
            run = RetentionRun.objects.create(on=timezone.localdate(now), started_at=now)
            jobs.start(KIND, {"run": run.pk})
    except IntegrityError:
        return False
    return True


@transaction.atomic
def carry_out(*, now: datetime, run: RetentionRun | None = None, beat: Callable[[], object] = lambda: None) -> int:
    """Erase all that is past its time and keep what proves it; returns how many rows that were."""
    beat()
    found = [due for due in retaining.everywhere(now=now) if due.part.fate.outcome != Outcome.KEPT]
    fixed = [(due, list(due.rows.values_list("pk", flat=True))) for due in found]
    for due, keys in reversed(fixed):
        due.part.fate.do(due.part.model._base_manager.filter(pk__in=keys), Erasing(now=now))
    Proof.objects.bulk_create(_proof(due, run, now) for due in found)
    count = sum(due.count for due in found)
    if run is not None:
        RetentionRun.objects.filter(pk=run.pk).update(ended_at=now)
    if count:
        audit.record(None, verbs.RETENTION_RAN, now=now, count=count)
    return count


def _proof(due: Due, run: RetentionRun | None, now: datetime) -> Proof:
    return Proof(
        run=run,
        scope=due.scope,
        group=due.group.key,
        table=due.part.table,
        outcome=due.part.fate.outcome,
        count=due.count,
        days=due.days,
        before=due.before,
        at=now,
    )
