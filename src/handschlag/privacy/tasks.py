"""What the worker calls."""

from __future__ import annotations

from django.utils import timezone

from handschlag.foundation.jobs import Handle
from handschlag.privacy.models import RetentionRun
from handschlag.privacy.services import retention


def retain(handle: Handle) -> None:
    """Today's run; one that is done is not done again."""
    run = RetentionRun.objects.filter(pk=handle.args["run"], ended_at=None).first()
    if run is not None:
        retention.carry_out(now=timezone.now(), run=run, beat=handle.beat)
