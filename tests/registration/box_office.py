"""A server as in production, in processes of its own, and many clients that apply at the same time over HTTP."""

import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event as Signal
from typing import NamedTuple

import psycopg

PATIENCE_SECONDS = 120


class Told(NamedTuple):
    """What a client was told about an application; status 0: the server went away before it said anything."""

    email: str
    status: int
    state: str = ""


ROOT = Path(__file__).parents[2]


class BoxOffice:
    def __init__(self, folder, *, settings="handschlag.site.settings"):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self._folder, self._process = folder, None
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "HANDSCHLAG_"))}
        environment |= {"DJANGO_SETTINGS_MODULE": settings, "PYTHONPATH": str(ROOT)}
        self._server = environment.get("DATABASE_URL", "")
        if self._server:
            self._name = f"box_office_{uuid.uuid4().hex}"
            self._on_server(f"CREATE DATABASE {self._name}")
            environment["DATABASE_URL"] = self._server.replace("/postgres?", f"/{self._name}?")
        self._options = {"env": environment, "stdout": subprocess.DEVNULL}
        subprocess.run(self._command("prepare", "--acceptance"), **self._options, check=True)

    def open(self, *, processes=2, within=PATIENCE_SECONDS):
        """Start the web server, which has to answer after so many seconds; returns how many it took."""
        began = time.monotonic()
        command = self._command("web", "--port", str(self.port), "--processes", str(processes))
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, **self._options, stderr=log, start_new_session=True)
        while not self._is_up():
            assert time.monotonic() < began + within, (self._folder / "log").read_text()[-3000:]
            time.sleep(0.05)
        return time.monotonic() - began

    def kill(self):
        """All of its processes at once, as when the power fails."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def shut(self):
        if self._process is not None and self._process.poll() is None:
            self.kill()

    def close(self):
        self.shut()
        if self._server:
            self._on_server(f"DROP DATABASE {self._name} WITH (FORCE)")

    def announce(self, slug, capacity):
        """An event that approves by itself while there are places."""
        times = {"starts_at": "2099-03-10T09:00:00Z", "ends_at": "2099-03-10T16:00:00Z"}
        rules = {"capacity": capacity, "waiting_list": True, "approval": "automatic"}
        body = {"slug": slug, "title": {"en": slug}, **times, **rules}
        with closing(Client(self)) as client:
            status, answer = client.post("/api/v1/events", body)
        assert status == 201, answer

    def sell(self, slug, emails, *, clients, over=None):
        """So many clients share these applications; returns what they were told. They stop when ``over`` is set."""
        queue, over = iter(list(emails)), over or Signal()
        with ThreadPoolExecutor(clients) as threads:
            found = threads.map(lambda _: list(self._buy(slug, queue, over)), range(clients))
        return [told for one in found for told in one]

    def rows(self, question, slug):
        """The answer to a question about an event, which says ``{event}`` for its key."""
        event = f"(SELECT id FROM events_event WHERE slug = '{slug}')"
        with closing(self.connect()) as connection:
            return connection.execute(question.format(event=event)).fetchall()

    @property
    def pid(self):
        """Of the server; its workers are its children."""
        return self._process.pid

    @property
    def token(self):
        return json.loads((self._folder / "acceptance.json").read_text(encoding="utf-8"))["tokens"]["organiser"]

    def _buy(self, slug, queue: Iterable[str], over):
        with closing(Client(self)) as client:
            for email in queue:
                if over.is_set():
                    return
                body = {"email": email, "name": f"Applicant {email}"}
                status, answer = client.post(f"/api/v1/events/{slug}/applications", body, key=f"{slug}.{email}")
                yield Told(email, status, answer.get("state", ""))

    def _command(self, *arguments):
        return [sys.executable, "-m", "handschlag.site.command", *arguments, "--data", str(self._folder)]

    def _is_up(self):
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
                connection.request("GET", "/healthz")
                return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False

    def connect(self):
        """A connection to the database of its own, each statement in its own transaction."""
        if self._server:
            return psycopg.connect(self._options["env"]["DATABASE_URL"], autocommit=True)
        return sqlite3.connect(self._folder / "handschlag.sqlite3", timeout=PATIENCE_SECONDS, isolation_level=None)

    def _on_server(self, order):
        with closing(psycopg.connect(self._server, autocommit=True)) as connection:
            connection.execute(order)


class Client:
    """Asks again and again over one connection, which it opens anew after a failure."""

    def __init__(self, office):
        self._connection = http.client.HTTPConnection("127.0.0.1", office.port, timeout=PATIENCE_SECONDS)
        self._headers = {"Authorization": office.token, "Content-Type": "application/json"}

    def post(self, path, body, *, key=None):
        """Status and answer; 0 and nothing where the server went away."""
        try:
            headers = self._headers | ({"Idempotency-Key": key} if key else {})
            self._connection.request("POST", path, json.dumps(body), headers)
            answer = self._connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException):
            self._connection.close()
            return 0, {}

    def close(self):
        self._connection.close()
