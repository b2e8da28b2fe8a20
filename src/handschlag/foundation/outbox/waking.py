"""A worker is told that there is something to send."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import DateTimeField
from django.utils import timezone

from handschlag.foundation import jobs
from handschlag.foundation.jobs import lease
from handschlag.foundation.models import Job, JobState
from handschlag.foundation.prepared import Prepared

KIND = "outbox.deliver"
QUEUE = "mail"
KEPT_FOR = timedelta(days=1)
"""That a delivery was made says little; what was sent stands in the outbox."""


def wake(at: datetime) -> None:
    """Let a worker look at that time, at once if it is over. Called in a transaction, it waits for the commit.

    Only then a delivery that is already waiting will see what was written, so one is enough for many mails.
    """
    transaction.on_commit(partial(_wake, at), robust=True)


def _wake(at: datetime) -> None:
    now = timezone.now()
    in_time = max(at, now) + lease.length()
    if not _WAITING.ask(in_time=in_time):
        jobs.start(KIND, {}, queue=QUEUE, not_before=at if at > now else None)


_WAITING: Prepared[tuple[int]] = Prepared(
    lambda in_time: (
        Job.objects.filter(kind=KIND, state=JobState.QUEUED, leased_until__lte=in_time).order_by().values_list("pk")[:1]
    ),
    in_time=DateTimeField(),
)


def is_at_work() -> bool:
    """Does a delivery go on? One that only waits may wait for tomorrow."""
    return Job.objects.filter(kind=KIND, state=JobState.RUNNING).exists()


def forget_old(now: datetime) -> None:
    """Delete the rows of deliveries that ended long ago."""
    Job.objects.filter(kind=KIND, ended_at__lt=now - KEPT_FOR).delete()
