"""A database, a notebook, and workers in processes of their own."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from contextlib import closing
from pathlib import Path

import psycopg

ROOT = Path(__file__).parents[3]
PATIENCE_SECONDS = 90


class Office:
    def __init__(self, folder):
        self.notes = folder / "notes"
        self._workers = []
        self._environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.foundation.clerk.settings"}
        self._environment |= {"HANDSCHLAG_DATA": str(folder), "PYTHONPATH": str(ROOT)}
        self._file = folder / "handschlag.sqlite3"
        self._server = os.environ.get("DATABASE_URL", "")
        if self._server:
            self._name = f"clerk_{uuid.uuid4().hex}"
            self._on_server(f"CREATE DATABASE {self._name}")
            self._environment["DATABASE_URL"] = self._server.replace("/postgres?", f"/{self._name}?")

    def start(self, *, seconds, times=1):
        """A job that takes so long, announced so often."""
        command = ["start", str(seconds), str(self.notes), str(times)]
        return int(subprocess.run(self._command(*command), **self._options(), capture_output=True, check=True).stdout)

    def worker(self, *, is_careless=False):
        worker = subprocess.Popen(self._command("work"), **self._options(CLERK_IS_CARELESS=str(int(is_careless))))
        self._workers.append(worker)
        return worker

    def lines(self, what):
        written = self.notes.read_text(encoding="ascii").splitlines() if self.notes.exists() else []
        return [line for line in written if line.startswith(what)]

    def ask(self, question):
        """The first row of an answer."""
        with closing(self._connect()) as connection:
            return connection.execute(question).fetchone()

    def job(self):
        return self.ask("SELECT state, tries FROM foundation_job")

    def results(self):
        """How often the result has been written."""
        return self.ask("SELECT coalesce(sum(number), 0) FROM foundation_revision WHERE scope = 'clerk'")[0]

    def wait_until(self, is_so):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not is_so():
            assert time.monotonic() < deadline, f"waited in vain; job {self.job()}, notes {self.lines('')}"
            time.sleep(0.02)

    def close(self):
        for worker in self._workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGKILL)
            worker.wait()
        if self._server:
            self._on_server(f"DROP DATABASE {self._name} WITH (FORCE)")

    def _command(self, *arguments):
        return [sys.executable, "-m", "tests.foundation.clerk", *arguments]

    def _options(self, **variables):
        return {"env": {**self._environment, **variables}, "cwd": ROOT, "text": True}

    def _connect(self):
        if not self._server:
            return sqlite3.connect(self._file, timeout=20)
        return psycopg.connect(self._environment["DATABASE_URL"], autocommit=True)

    def _on_server(self, order):
        with closing(psycopg.connect(self._server, autocommit=True)) as connection:
            connection.execute(order)
