"""What the worker does for this flat."""

from __future__ import annotations

from django.utils import timezone

from handschlag.foundation import jobs
from handschlag.foundation.models import Job
from handschlag.meetings.services import planning


def plan(handle: jobs.Handle) -> None:
    """Compute the planning run that the job names."""
    planning.carry_out(handle.args["run"], beat=handle.beat, stop_asked=handle.stop_asked)


def failed(job: Job) -> None:
    """The job of a planning run has failed for good."""
    planning.give_up(job.args["run"], now=timezone.now())
