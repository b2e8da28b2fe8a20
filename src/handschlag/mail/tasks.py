"""What the worker does for this flat."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from handschlag.foundation import jobs
from handschlag.foundation.models import Job
from handschlag.mail.services import mailings

AFTER_A_FAULT = timedelta(minutes=1)


def write_out(handle: jobs.Handle) -> None:
    """Put the mails of a released letter into the outbox."""
    mailings.write_out(handle.args["mailing"], now=timezone.now(), beat=handle.beat)


def failed(job: Job) -> None:
    """Writing out has failed for good, perhaps in the middle: it begins again, for nobody may be missing."""
    jobs.start(mailings.KIND, job.args, queue="mail", not_before=timezone.now() + AFTER_A_FAULT)
