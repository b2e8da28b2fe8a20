"""What the function of a job gets to see of it."""

from __future__ import annotations

import threading
from typing import Any

from django.utils import timezone

from handschlag.foundation.jobs import lease
from handschlag.foundation.models import Job

worker_ends = threading.Event()
"""Set when this process has been told to end: its job goes back into the queue at the next heartbeat."""


class LeaseLost(BaseException):
    """The job is somebody else's by now. Nothing may be written any more; let it pass."""


class Interrupted(BaseException):
    """The worker ends, and its job goes back into the queue. Let it pass (``finally`` may tidy up)."""


class Handle:
    """A job in the hands of the function that does it."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.args: dict[str, Any] = job.args

    def beat(self, progress: dict[str, Any] | None = None) -> None:
        """Say that the work goes on, and how far it is: one UPDATE by primary key, for which once a second is fine.

        Without it the job counts as abandoned after ``JOB_LEASE_SECONDS`` and another worker takes it. Inside a
        transaction nobody else can take the job before its commit.

        Raises
        ------
        LeaseLost, Interrupted
            The function has to leave everything as it is; neither is an ``Exception``, so none catches it by accident.
        """
        if worker_ends.is_set():
            raise Interrupted
        fields = {} if progress is None else {"progress": progress}
        if not lease.renew(self.job, now=timezone.now(), **fields):
            raise LeaseLost(f"job {self.job.public_id} ({self.job.kind}) is no longer held by {self.job.holder}")
        self.job.progress = fields.get("progress", self.job.progress)

    def stop_asked(self) -> bool:
        """Does somebody want the work to end early? What has been reached by then is kept."""
        return Job.objects.filter(pk=self.job.pk, stop_asked=True).exists()
