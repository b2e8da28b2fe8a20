"""A worker is told that there is something to send."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import DateTimeField
from django.db.models.sql import InsertQuery
from django.utils import timezone

from handschlag.foundation import jobs
from handschlag.foundation.jobs import lease
from handschlag.foundation.models import Job, JobState, OutgoingMail
from handschlag.foundation.prepared import Prepared

KIND = "outbox.deliver"
QUEUE = "mail"
KEPT_FOR = timedelta(days=1)
"""That a delivery was made says little; what was sent stands in the outbox."""


def wake(at: datetime) -> None:
    """Let a worker look at that time, at once if it is over. Called in a transaction, it waits for the commit.

    Only then a delivery that is already waiting will see what was written, so one is enough for many mails.
    """
    transaction.on_commit(partial(_wake, at), robust=True)


def _wake(at: datetime) -> None:
    now = timezone.now()
    if not _WAITING.ask(in_time=_in_time(at, now)):
        jobs.start(KIND, {}, queue=QUEUE, not_before=at if at > now else None)


def _in_time(at: datetime, now: datetime) -> datetime:
    """Until when the lease of a delivery may run that waits and does not come too late."""
    return max(at, now) + lease.length()


_WAITING: Prepared[tuple[int]] = Prepared(
    lambda in_time: (
        Job.objects.filter(kind=KIND, state=JobState.QUEUED, leased_until__lte=in_time).order_by().values_list("pk")[:1]
    ),
    in_time=DateTimeField(),
)


def put(mail: OutgoingMail) -> bool:
    """Write a new mail. True if a delivery waits that is certain to see it; else somebody has to ``wake`` one.

    Certain is what nobody can begin before this has ended: on SQLite one writes at a time, and on PostgreSQL the
    delivery that was found stays locked, though not for as long as a whole transaction, in which this says False.
    """
    insert = InsertQuery(OutgoingMail)
    insert.insert_values([field for field in OutgoingMail._meta.concrete_fields if not field.primary_key], [mail])
    [(sql, values)] = insert.get_compiler(connection=connection).as_sql()
    asked, sought = _awaited(_in_time(mail.due_at, timezone.now()))
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} RETURNING id, {asked}", (*values, *sought))
        mail.pk, is_awaited = cursor.fetchone()
    mail._state.adding, mail._state.db = False, connection.alias
    return bool(is_awaited)


def _awaited(in_time: datetime) -> tuple[str, tuple[Any, ...]]:
    if connection.vendor != "sqlite" and connection.in_atomic_block:
        return "FALSE", ()
    sql, values = _WAITING.sql(in_time=in_time)
    return f"EXISTS ({sql}{'' if connection.vendor == 'sqlite' else ' FOR SHARE SKIP LOCKED'})", values


def is_at_work() -> bool:
    """Does a delivery go on? One that only waits may wait for tomorrow."""
    return Job.objects.filter(kind=KIND, state=JobState.RUNNING).exists()


def forget_old(now: datetime) -> None:
    """Delete the rows of deliveries that ended long ago."""
    Job.objects.filter(kind=KIND, ended_at__lt=now - KEPT_FOR).delete()
