"""What the worker calls."""

from __future__ import annotations

from django.utils import timezone

from handschlag.foundation.jobs import Handle
from handschlag.foundation.models import Job, JobState
from handschlag.portal.models import FeedSource
from handschlag.portal.services import importing, links


def check_links(handle: Handle) -> None:
    """Look at the links that are due, unless another worker is at it: nobody is asked by two at once."""
    others = Job.objects.filter(kind=links.KIND, state=JobState.RUNNING, pk__lt=handle.job.pk)
    if not others.exists():
        links.look_at_due(now=timezone.now, beat=handle.beat)


def read_feed(handle: Handle) -> None:
    """Read the feed of a partner, unless it has been switched off or given up meanwhile."""
    source = FeedSource.objects.select_related("host", "kind").filter(pk=handle.args["source"], is_on=True).first()
    if source is not None:
        importing.bring_in(source, now=timezone.now(), beat=handle.beat)
