"""A server as in production, from its start on: ``python -m benchmarks.serving`` prints a line of JSON for each figure.

What the server and a web worker of its spend until they have answered for the first time, what a worker holds after
mixed requests, and how long programs wait for an application when several send at once; beside these a bare
conditional update and an INSERT by as many threads, each with a connection of its own, in the same run. On SQLite, or
where DATABASE_URL says.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sqlite3
import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

box_office: Any = import_module("tests.registration.box_office")  # of the tests, and so without types
PLACES = 100_000
PAGES = ("/de/", "/ru/events/", "/en/events/rush/", "/de/events/rush/apply/", "/de/sign-in/", "/de/search/?q=Forum")
BARE = (
    "CREATE TABLE bare_quota (id INTEGER PRIMARY KEY, taken INTEGER, capacity INTEGER)",
    "CREATE TABLE bare_application (email VARCHAR(254), state VARCHAR(12))",
    f"INSERT INTO bare_quota VALUES (1, 0, {PLACES})",
)
TAKE = "UPDATE bare_quota SET taken = taken + 1 WHERE id = 1 AND taken < capacity"
INSERT = "INSERT INTO bare_application VALUES ('{}', 'approved')"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--requests", type=int, default=150, help="of each client")
    parser.add_argument("--pages", type=int, default=100)
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder, closing(box_office.BoxOffice(Path(folder))) as office:
        for row in _figures(office, args):
            print(json.dumps(row), flush=True)
    return 0


def _figures(office: Any, args: argparse.Namespace) -> Iterator[dict[str, object]]:
    for _start in ("the first one compiles what later ones read", "a later one"):
        office.shut()
        office.open(processes=1)
        _look(office, PAGES[0])
    spent = _spent(office.pid) + _most(_spent, office)
    yield {"what": "CPU s of the server and a web worker until its first page", "value": round(spent, 2)}
    office.shut()
    office.open(processes=2)
    office.announce("rush", PLACES)
    for number in range(args.pages):
        _look(office, PAGES[number % len(PAGES)])
    yield {"what": "MB of a web worker after mixed requests (PSS)", "value": _most(_megabytes, office)}
    asked = _together(lambda: _asker(office), args)
    yield {"what": "an application by the interface, over HTTP", **asked}
    yield {"what": "a conditional update and an INSERT, without HTTP", **_bare(office, args)}


def _together(connect: Callable[[], Callable[[int], None]], args: argparse.Namespace) -> dict[str, float]:
    """Milliseconds by the clock when so many clients do it at the same time."""
    numbers = count(1)

    def client(_number: int) -> list[float]:
        do, waited = connect(), []
        for _ in range(args.requests):
            began = time.perf_counter()
            do(next(numbers))
            waited.append(1000 * (time.perf_counter() - began))
        return waited

    with ThreadPoolExecutor(args.clients) as threads:
        found = sorted(one for waited in threads.map(client, range(args.clients)) for one in waited)
    return {"p50": round(statistics.median(found), 2), "p99": round(found[len(found) * 99 // 100], 2)}


def _asker(office: Any) -> Callable[[int], None]:
    client = box_office.Client(office)

    def ask(number: int) -> None:
        body = {"email": f"applicant{number}@example.org", "name": "Anna Berg"}
        status, answer = client.post("/api/v1/events/rush/applications", body)
        if (status, answer.get("state")) != (201, "approved"):
            raise SystemExit(f"expected a place, got {status} {answer}")

    return ask


def _bare(office: Any, args: argparse.Namespace) -> dict[str, float]:
    with closing(office.connect()) as connection:
        for order in BARE:
            connection.execute(order)

    def connect() -> Callable[[int], None]:
        connection = office.connect()
        begin = "BEGIN IMMEDIATE" if isinstance(connection, sqlite3.Connection) else "BEGIN"

        def take(number: int) -> None:
            connection.execute(begin)
            connection.execute(TAKE)
            connection.execute(INSERT.format(f"applicant{number}@example.org"))
            connection.execute("COMMIT")

        return take

    return _together(connect, args)


def _look(office: Any, path: str) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{office.port}{path}", timeout=60) as answer:
        answer.read()


def _most(figure: Callable[[int], float], office: Any) -> float:
    """Of all web workers."""
    return round(max(figure(pid) for pid in _children(office.pid)), 2)


def _children(pid: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = status.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        if int(after_name[1]) == pid:
            found.append(int(status.parent.name))
    return found


def _spent(pid: int) -> float:
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def _megabytes(pid: int) -> float:
    (size,) = re.findall(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    return int(size) * 1024 / 1e6


if __name__ == "__main__":
    sys.exit(main())
