"""Asks WSGI applications as a web server does, without a network, and measures what an answer costs.

A process that offers this reads orders from its standard input, a line of JSON each, and answers each with a line:
so several applications can be measured in turn, and whatever else the machine does meets all of them alike.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from io import BytesIO
from itertools import cycle
from types import MappingProxyType, TracebackType
from typing import Any

from benchmarks.command import ROOT

Application = Callable[..., Any]
VISITORS = cycle(range(0x10000))
"""Everybody asks once: nobody is slowed down for having asked too often."""


def ask(application: Application, address: str, *, cookie: str = "", accept_encoding: str = "") -> bytes:
    """The body of the answer; anything but 200 ends all."""
    headers = {"REQUEST_METHOD": "GET", "HTTP_COOKIE": cookie, "HTTP_ACCEPT_ENCODING": accept_encoding}
    return _answer(application, address, headers, b"", expected="200")


def post(application: Application, address: str, body: object, *, authorization: str) -> bytes:
    """The same for a program that creates something; anything but 201 ends all."""
    content = json.dumps(body).encode()
    headers = {
        "REQUEST_METHOD": "POST",
        "HTTP_AUTHORIZATION": authorization,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(content)),
    }
    return _answer(application, address, headers, content, expected="201")


def _answer(
    application: Application, address: str, headers: Mapping[str, str], content: bytes, *, expected: str
) -> bytes:
    path, _, query = address.partition("?")
    environ = {
        **headers,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "127.0.0.1:8000",
        "REMOTE_ADDR": f"2001:db8:{next(VISITORS):x}::1",
        "wsgi.input": BytesIO(content),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
    }
    answered: list[str] = []
    answer = application(environ, lambda status, _headers, *_: answered.append(status))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    if not answered[0].startswith(expected):
        raise RuntimeError(f"{address}: expected {expected}, got {answered[0]}")
    return body


def take_orders(application: Application, *, ways: Mapping[str, Callable[[], None]] = MappingProxyType({})) -> None:
    """Answer orders until there are no more; an order may name what is to be done before each request."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for line in sys.stdin:
        order = json.loads(line)
        prepare = ways[order["after"]] if order["after"] else lambda: None
        prepare()
        body = ask(application, order["address"])
        prepare()
        with CaptureQueriesContext(connection) as queries:
            ask(application, order["address"])
        asked = len(queries)  # before the next request, which forgets them
        cpu, wall = _times(application, order["address"], order["repeats"], prepare)
        size = {"kb": len(body) / 1000, "kb_compressed": len(gzip.compress(body)) / 1000}
        print(json.dumps({"sql": asked, "cpu": cpu, "wall": wall, **size}), flush=True)


def _times(
    application: Application, address: str, repeats: int, prepare: Callable[[], None]
) -> tuple[list[float], list[float]]:
    """Seconds of the processor and of the clock on the wall, for each request."""
    cpu, wall = [], []
    for _ in range(repeats):
        prepare()
        began, began_cpu = time.perf_counter(), time.process_time()
        ask(application, address, accept_encoding="gzip")
        cpu.append(time.process_time() - began_cpu)
        wall.append(time.perf_counter() - began)
    return cpu, wall


class Offering(AbstractContextManager["Offering"]):
    """A module that takes orders, running in a process of its own as long as the block lasts."""

    def __init__(self, module: str, *arguments: str) -> None:
        self._module = module
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
            encoding="utf-8",
        )

    def measured(self, address: str, *, repeats: int, after: str = "") -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        order = {"address": address, "repeats": repeats, "after": after}
        print(json.dumps(order), file=self._process.stdin, flush=True)
        answer = self._process.stdout.readline()
        if not answer:
            raise SystemExit(f"{self._module}: ended at {address}; it says above why")
        found: dict[str, Any] = json.loads(answer)
        return found

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()
