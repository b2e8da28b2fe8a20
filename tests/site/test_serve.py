"""The whole on one machine: ``handschlag serve`` with its web server and workers, and what happens to them."""

import http.client
import json
import multiprocessing
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from handschlag.site import QUEUES

PATIENCE_SECONDS = 120

pytestmark = pytest.mark.server


class Site:
    """A running site on a free port, with a data folder of its own."""

    def __init__(self, folder, *options):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.folder = folder
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "HANDSCHLAG_", "DATABASE_"))}
        self._command = [sys.executable, "-m", "handschlag.site.command", "serve", "--data", str(folder)]
        self._command += ["--port", str(self.port), *options]
        self._environment = environment
        self.start()

    def start(self):
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(self._command, env=self._environment, stdout=subprocess.PIPE, stderr=log)

    def get(self, path, **headers):
        """Status and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        with closing(connection):
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def is_up(self):
        try:
            return self.get("/healthz")[0] == 200
        except OSError:
            return False

    def wait_until(self, is_so):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not is_so():
            assert time.monotonic() < deadline, (self.folder / "log").read_text()[-3000:]
            time.sleep(0.05)

    def processes(self, command):
        """Its processes that run this command, oldest first."""
        found = []
        for path in Path("/proc").glob("[0-9]*"):
            try:
                words = (path / "cmdline").read_text().split("\0")
                state = (path / "stat").read_text().rpartition(")")[2].split()[0]
                ours = f"HANDSCHLAG_DATA={self.folder}".encode() in (path / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if ours and state != "Z" and words[3:4] == [command]:
                found.append(int(path.name))
        return sorted(found)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site"))
    try:
        site.wait_until(lambda: site.is_up() and len(site.processes("worker")) == len(QUEUES))
        yield site
    finally:
        site.process.kill()  # its children end with it
        site.process.wait()
        site.process.stdout.close()


def test_a_revision_is_told_in_front_of_django(site):
    with closing(sqlite3.connect(site.folder / "handschlag.sqlite3")) as database, database:
        database.execute("INSERT INTO foundation_revision (scope, stream, public_id, number) VALUES ('a', 'b', 'c', 3)")

    assert site.get("/rev/c") == (200, b"3")
    assert site.get("/rev/c", **{"If-None-Match": '"3"'}) == (304, b"")
    assert site.get("/rev/d") == (404, b"")


def test_the_static_files_are_collected_and_named_after_their_content(site):
    manifest = json.loads((site.folder / "static" / "staticfiles.json").read_text(encoding="utf-8"))
    name = manifest["paths"]["foundation/hs.css"]

    assert (site.get(f"/static/{name}")[0], name != "foundation/hs.css") == (200, True)


@pytest.mark.parametrize("command", ["web", "worker"])
def test_a_killed_process_is_replaced(site, command):
    before = site.processes(command)
    killed = before[0]

    os.kill(killed, signal.SIGKILL)

    site.wait_until(lambda: len(site.processes(command)) == len(before) and killed not in site.processes(command))
    site.wait_until(site.is_up)


def test_a_killed_web_process_is_replaced_by_the_server(site):
    server, worker = site.processes("web")

    os.kill(worker, signal.SIGKILL)

    site.wait_until(lambda: len(site.processes("web")) == 2 and worker not in site.processes("web"))
    site.wait_until(site.is_up)
    assert site.processes("web")[0] == server


@pytest.mark.skipif(multiprocessing.get_start_method() != "fork", reason="processes share nothing here")
def test_a_web_process_shares_most_of_the_site_with_the_server(site):
    """Without that it has 110 MB of its own and shares four."""
    worker = site.processes("web")[-1]
    site.get("/de/")

    kilobytes = dict(re.findall(r"^(\w+):\s+(\d+) kB", Path(f"/proc/{worker}/smaps_rollup").read_text(), re.MULTILINE))

    assert int(kilobytes["Shared_Dirty"]) > int(kilobytes["Private_Dirty"])


def test_a_killed_supervisor_takes_all_with_it_and_its_successor_starts_at_once(site):
    site.process.kill()
    site.process.wait()
    site.process.stdout.close()

    site.start()

    site.wait_until(lambda: site.is_up() and len(site.processes("worker")) == len(QUEUES))
    assert len(site.processes("web")) == 2


def test_ctrl_c_ends_all_and_says_where_it_was(site):
    site.process.send_signal(signal.SIGINT)

    assert site.process.wait(10) == 0
    assert site.process.stdout.read().decode() == f"Handschlag runs at http://127.0.0.1:{site.port}/\n\n"
    assert (site.processes("web"), site.processes("worker"), site.is_up()) == ([], [], False)


def test_the_web_never_loads_the_compiler_of_the_planner():
    """It takes a second and 60 MB; planning is the workers' affair."""
    program = """
import sys
from handschlag.site.wsgi import application
from django.urls import get_resolver
get_resolver().url_patterns
print(sorted({"numba", "numpy", "llvmlite"} & sys.modules.keys()))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
