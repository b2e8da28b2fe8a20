"""Whose a job is. Each function is one conditional UPDATE: of two who try at once, exactly one gets True."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F

from handschlag.foundation.models import Job, JobState


def length() -> timedelta:
    """How long a job stays its worker's after the last heartbeat."""
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def take(job_id: int, *, holder: str, now: datetime) -> bool:
    """Make a waiting job the holder's, for the length of a lease."""
    waiting = Job.objects.filter(pk=job_id, state=JobState.QUEUED)
    return _changed(
        waiting,
        state=JobState.RUNNING,
        holder=holder,
        tries=F("tries") + 1,
        heartbeat_at=now,
        leased_until=now + length(),
        changed_at=now,
    )


def renew(job: Job, *, now: datetime, **fields: Any) -> bool:
    """Begin the lease anew, and write ``fields`` with it."""
    return _changed(_held(job), heartbeat_at=now, leased_until=now + length(), **fields)


def seize(job: Job, *, holder: str, now: datetime) -> bool:
    """Take a running job from a worker whose lease has run out, unless that worker has renewed it just now."""
    lapsed = _held(job).filter(leased_until=job.leased_until)
    if not _changed(lapsed, holder=holder, leased_until=now + length()):
        return False
    job.holder = holder
    return True


def end(job: Job, state: JobState, *, now: datetime, error: str = "") -> bool:
    """Say how it ended."""
    return _changed(_held(job), state=state, error=error, leased_until=None, ended_at=now, changed_at=now)


def give_back(job: Job, *, waits_until: datetime, now: datetime, **fields: Any) -> bool:
    """Let the job wait for the next worker."""
    return _changed(
        _held(job),
        state=JobState.QUEUED,
        holder="",
        leased_until=waits_until + length(),
        changed_at=now,
        **fields,
    )


def remind(job: Job, *, now: datetime) -> bool:
    """Note that the queue is told again of a job that has been waiting for the length of a lease."""
    waiting = Job.objects.filter(pk=job.pk, state=JobState.QUEUED, leased_until=job.leased_until)
    return _changed(waiting, leased_until=now + length())


def _held(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, holder=job.holder)


def _changed(rows: Any, **fields: Any) -> bool:
    return bool(rows.update(**fields))
