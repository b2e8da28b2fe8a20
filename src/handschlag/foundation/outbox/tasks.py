"""What the worker does for the outbox, and what is due by the clock."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from handschlag.foundation import jobs
from handschlag.foundation.models import Job
from handschlag.foundation.outbox import delivery, news, secrets, waking

AFTER_A_FAULT = timedelta(minutes=1)


def deliver(handle: jobs.Handle) -> None:
    """Send what is due, and let a worker look again when the next mail is."""
    put_in_order(timezone.now())
    ends = delivery.deliver(beat=_Beat(handle))
    if due := min(filter(None, (ends, news.next_due())), default=None):
        waking.wake(due)


def failed(_job: Job) -> None:
    """A delivery has failed for good, and mails may be waiting."""
    waking.wake(timezone.now() + AFTER_A_FAULT)


def tick(now: datetime) -> int:
    """What is due by the clock; wakes a worker if something is. Returns how many mails of news were written."""
    written = put_in_order(now)
    waking.forget_old(now)
    due = delivery.next_due()
    if due is not None and due <= now:
        waking.wake(now)
    return written


def watch(now: datetime) -> None:
    """Wake a worker if a mail or news are due: whoever should have done it may have died just then."""
    due = min(filter(None, (delivery.next_due(), news.next_due())), default=None)
    if due is not None and due <= now and not waking.is_at_work():
        waking.wake(now)


def put_in_order(now: datetime) -> int:
    """Gather news whose time has come, and erase words that are not kept."""
    secrets.erase_old(now)
    return len(news.gather(now))


class _Beat:
    """A heartbeat of the job now and then, however many mails there are."""

    def __init__(self, handle: jobs.Handle) -> None:
        self._handle = handle
        self._next = 0.0

    def __call__(self) -> None:
        if time.monotonic() >= self._next:
            self._handle.beat()
            self._next = time.monotonic() + settings.JOB_LEASE_SECONDS / 10
