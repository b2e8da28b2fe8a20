"""What the worker does for this flat."""

from __future__ import annotations

from django.utils import timezone, translation

from handschlag.foundation import jobs
from handschlag.foundation.models import Job
from handschlag.registration.services import imports


def take_over(handle: jobs.Handle) -> None:
    """Take over a file with applications; what is wrong is said in the language of who sent it."""
    with translation.override(handle.args.get("language") or "de"):
        imports.carry_out(handle.args["import"], beat=handle.beat, stop_asked=handle.stop_asked, now=timezone.now)


def failed(job: Job) -> None:
    """The job of an import has failed for good."""
    imports.give_up(job.args["import"])
