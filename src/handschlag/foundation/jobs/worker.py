"""A worker: does what waits in one queue, one job after the other, until it is told to end."""

from __future__ import annotations

import logging
import signal
import time
from types import FrameType

from django.conf import settings
from django.db import Error, close_old_connections, connection
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from handschlag.foundation.jobs.handle import worker_ends
from handschlag.foundation.jobs.life import reap

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 10.0
"""Between two attempts to reach a database that does not answer."""


def work(queue: str) -> None:
    """Do the jobs of this queue until SIGTERM or SIGINT; the one in work then goes back into the queue."""
    _end_on_signals()
    # Its "starting" and "no more tasks" at each look into the queue would drown everything else.
    logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
    logger.info("Worker of the queue %s is ready", queue)
    next_reaping, pause = 0.0, POLL_SECONDS
    while not worker_ends.is_set():
        try:
            if time.monotonic() >= next_reaping:
                reap(timezone.now())
                next_reaping = time.monotonic() + settings.JOB_LEASE_SECONDS / 3
            _do_what_waits(queue)
            pause = POLL_SECONDS
        except Error as wrong:
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
            logger.warning("The database does not answer, again in %g s: %s", pause, wrong)
            connection.close()
        worker_ends.wait(pause)
    logger.info("Worker of the queue %s has ended", queue)


def _do_what_waits(queue: str) -> None:
    close_old_connections()
    # A look costs one read; the library's worker takes the write lock of the whole database for it.
    while not worker_ends.is_set() and DBTaskResult.objects.ready().filter(queue_name=queue).exists():
        _one_task(queue)


def _one_task(queue: str) -> None:
    db_worker.Worker(
        queue_names=[queue],
        interval=POLL_SECONDS,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    ).run()


def _end_on_signals() -> None:
    def end(_number: int, _frame: FrameType | None) -> None:
        worker_ends.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
