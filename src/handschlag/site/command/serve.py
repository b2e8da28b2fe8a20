"""``handschlag serve``: everything that a host needs on one machine, under one supervisor."""

from __future__ import annotations

import argparse
import fcntl
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EADDRINUSE
from pathlib import Path

from handschlag.site import QUEUES, environment
from handschlag.site.command.errors import InputError
from handschlag.site.supervisor import Supervisor

OURSELVES = (sys.executable, "-m", "handschlag.site.command")
SECONDS_TO_LEAVE = 1.0
"""A server that has just been killed may need as long to let go of its port."""


def run(args: argparse.Namespace) -> int:
    refuse_busy_port(args.host, args.port)
    with only_one(environment.read().data):
        prepare()
        supervise(args, greeting=f"Handschlag runs at {environment.read().base_url}/\n")
    return 0


def supervise(args: argparse.Namespace, *, greeting: str) -> None:
    """Run web server and workers until told to end; print the greeting when the first page can be asked for."""
    threads = [] if args.threads is None else ["--threads", str(args.threads)]
    web = [
        *OURSELVES,
        "web",
        "--host",
        args.host,
        "--port",
        str(args.port),
        "--processes",
        str(args.processes),
        *threads,
    ]
    workers = [(f"Worker of the queue {queue}", [*OURSELVES, "worker", "--queue", queue]) for queue in QUEUES]
    Supervisor([("Web server", web), *workers]).run(
        is_ready=lambda: answers(args.host, args.port),
        when_ready=lambda: print(greeting, flush=True),
    )


def prepare(*options: str) -> str:
    """Do what ``handschlag prepare`` does, in a process of its own; returns its answer."""
    done = subprocess.run([*OURSELVES, "prepare", *options], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)
    return done.stdout


def refuse_busy_port(host: str, port: int) -> None:
    """Raise ``InputError`` unless somebody could listen there."""
    deadline = time.monotonic() + SECONDS_TO_LEAVE
    while True:
        try:
            with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
                return
        except OSError as wrong:
            if wrong.errno == EADDRINUSE and time.monotonic() < deadline:
                time.sleep(0.1)
                continue
            why = "it is in use" if wrong.errno == EADDRINUSE else str(wrong.strerror or wrong).lower()
            raise InputError(f"cannot listen at {host}, port {port}: {why}; choose another port") from wrong


def answers(host: str, port: int) -> bool:
    """Does the site answer?"""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    connection = http.client.HTTPConnection(reachable, port, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": "127.0.0.1"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextmanager
def only_one(data: Path) -> Iterator[None]:
    """Raise ``InputError`` if another supervisor runs on this data folder."""
    with (data / "supervisor").open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as wrong:
            file.seek(0)
            raise InputError(
                f"Handschlag already runs on {data} (process {file.read().strip()}); end it first"
            ) from wrong
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
