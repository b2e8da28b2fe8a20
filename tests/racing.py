"""Two who do something at the same time, in threads with connections of their own."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event as Signal

from django.db import IntegrityError, connection, connections, transaction

from handschlag.foundation.errors import RuleBroken

PATIENCE_SECONDS = 20
# In this database: tests that run beside this one have others in the same server.
WAITING = """
SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()
"""


def copy_for_threads(folder, monkeypatch):
    """SQLite's test database lives in memory, which two connections cannot write as they would a file: they get a copy.

    To be called when all rows are there.
    """
    if connection.vendor == "sqlite":
        path = str(folder / "copy.sqlite3")
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode = WAL")  # of many who would do it at once all but one find it locked
        monkeypatch.setitem(connections.settings["default"], "NAME", path)


def at_once(first, second):
    """What becomes of both; the first keeps its transaction open until the second one waits for it."""
    has_written, may_end = Signal(), Signal()

    def hold():
        with transaction.atomic():
            outcome = first()
            has_written.set()
            may_end.wait(PATIENCE_SECONDS)
        return outcome

    with ThreadPoolExecutor(2) as threads:
        one = threads.submit(with_own_connection, hold)
        has_written.wait(PATIENCE_SECONDS)
        other = threads.submit(with_own_connection, second)
        wait_until_it_waits(other)
        may_end.set()
        return one.result(), other.result()


def with_own_connection(step):
    """What it returns, or what has stopped it."""
    try:
        return step()
    except RuleBroken as broken:
        return broken.code
    except IntegrityError as error:
        return error.__cause__.diag.constraint_name
    finally:
        connections.close_all()


def wait_until_it_waits(other):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while connection.vendor == "postgresql" and not other.done():
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
        assert time.monotonic() < deadline
        time.sleep(0.01)
    time.sleep(0.1)  # SQLite does not say who waits; if nobody does by now, one comes after the other: just as well


def in_a_thread(function, *arguments):
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(with_own_connection, lambda: function(*arguments)).result()
