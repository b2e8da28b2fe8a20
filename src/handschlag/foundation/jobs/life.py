"""The life of a job: start, run, try again, end."""

from __future__ import annotations

import logging
import os
import socket
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task  # from Django 6 on: django.tasks

from handschlag.foundation.jobs import lease
from handschlag.foundation.jobs.handle import Handle, Interrupted, LeaseLost
from handschlag.foundation.jobs.kinds import Watch, tell_failure, watches, work_of
from handschlag.foundation.models import Job, JobState, opaque_id

logger = logging.getLogger(__name__)

ERROR_LETTERS = 2000
PATIENCE = timedelta(seconds=2)
"""The pause after an exception; twice as long after the second, and so on. After a worker's death there is none."""


def start(kind: str, args: dict[str, Any], *, queue: str = "default", not_before: datetime | None = None) -> Job:
    """Put work into a queue (``default``, ``mail``, ``solver``), in the caller's transaction, so none may start.

    With ``not_before`` it waits there until then.
    """
    waits_until = not_before or timezone.now()
    with transaction.atomic():
        job = Job.objects.create(kind=kind, args=args, queue=queue, leased_until=waits_until + lease.length())
        _announce(job, not_before=not_before)
    return job


def ask_to_stop(job: Job) -> None:
    """Ask the function to end early. It is called for a waiting job, too: only it knows what has to be ended."""
    Job.objects.filter(pk=job.pk, state__in=(JobState.QUEUED, JobState.RUNNING)).update(
        stop_asked=True, changed_at=timezone.now()
    )


@task()
def run_job(job_id: int) -> None:
    """What the queue carries to a worker."""
    run(job_id)


def run(job_id: int) -> None:
    """Do a job, unless somebody else does or has done it: being told of it twice does no harm."""
    if not lease.take(job_id, holder=_me(), now=timezone.now()):
        return
    job = Job.objects.get(pk=job_id)
    handle = Handle(job)
    try:
        work_of(job.kind)(handle)
    except LeaseLost as lost:
        logger.warning("Lease lost: %s", lost)
    except Interrupted:
        _interrupted(job, now=timezone.now())
    except Exception as wrong:
        logger.exception("Job %s (%s), try %d of %d", job.public_id, job.kind, job.tries, job.most_tries)
        pause = PATIENCE * 2 ** (job.tries - 1)
        _again_or_fail(job, error=f"{type(wrong).__name__}: {wrong}", pause=pause, now=timezone.now())
    else:
        state = JobState.STOPPED if handle.stop_asked() else JobState.DONE
        lease.end(job, state, now=timezone.now())
        logger.info("Job %s (%s): %s", job.public_id, job.kind, state.value)


def reap(now: datetime) -> int:
    """Put what was abandoned back into the queue, or give it up; returns how many jobs that were.

    Abandoned is a running job whose lease has run out. A job that has been waiting for as long is announced again,
    for its announcement may have died with a worker.
    """
    for watch in watches():
        _looked_after(watch, now)
    lapsed = Job.objects.filter(state__in=(JobState.QUEUED, JobState.RUNNING), leased_until__lt=now)
    return sum([_reaped(job, now=now) for job in lapsed])


def _looked_after(watch: Watch, now: datetime) -> None:
    try:
        watch(now)
    except Exception:  # one broken watch must not keep the jobs from going on
        logger.exception("What is due could not be looked after")


def _reaped(job: Job, *, now: datetime) -> bool:
    try:
        with transaction.atomic():
            if job.state == JobState.QUEUED:
                if lease.remind(job, now=now):
                    _announce(job)
            elif lease.seize(job, holder=_me(), now=now):
                _again_or_fail(job, error="Its worker has died.", pause=timedelta(0), now=now)
                return True
    except Exception:  # one broken hook must not keep the other jobs from going on
        logger.exception("Job %s (%s) could not be taken back", job.public_id, job.kind)
    return False


@transaction.atomic
def _again_or_fail(job: Job, *, error: str, pause: timedelta, now: datetime) -> None:
    """Let a job that came to nothing wait for its next try, or say that it has failed for good."""
    error = error[:ERROR_LETTERS]
    if job.tries < job.most_tries:
        if lease.give_back(job, waits_until=now + pause, now=now, error=error):
            _announce(job, not_before=now + pause)
    elif lease.end(job, JobState.FAILED, error=error, now=now):
        logger.error("Job %s (%s) has failed for good: %s", job.public_id, job.kind, error)
        job.refresh_from_db()
        tell_failure(job)


@transaction.atomic
def _interrupted(job: Job, *, now: datetime) -> None:
    """The worker ends by order: the next one begins at once, and the try does not count."""
    if lease.give_back(job, waits_until=now, now=now, tries=job.tries - 1):
        _announce(job)


def _announce(job: Job, not_before: datetime | None = None) -> None:
    run_job.using(queue_name=job.queue, run_after=not_before).enqueue(job.pk)


def _me() -> str:
    """Names this process and this moment: who held a job before never passes for who holds it now."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{opaque_id()}"
