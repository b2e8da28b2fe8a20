"""One question and its answer: GET, without cookies, within a time and a size."""

from __future__ import annotations

import gzip
import ssl
import zlib
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from socket import socket
from typing import IO, cast
from urllib.parse import urljoin

from django.conf import settings

from handschlag.foundation.fetching.internet import Deadline, Internet, Line
from handschlag.foundation.fetching.refusals import Refused
from handschlag.foundation.fetching.targets import Target, may_be_asked, target

MOST_REDIRECTS = 3
REDIRECTS = {301, 302, 303, 307, 308}
MOST_MACHINES = 4
"""Addresses of one name that are tried one after the other."""
MOST_AROUND = 100_000
"""Bytes that an answer may have beside its content."""
LONGEST_MARK = 200
THE_INTERNET = Internet()


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer, whatever its ``status``; ``address`` is where it came from after all redirects.

    ``etag`` and ``modified`` are what the server calls this version: given back at the next time, they spare both
    sides the content if it is the same (``status`` 304).
    """

    address: str
    status: int
    body: bytes = b""
    content_type: str = ""
    etag: str = ""
    modified: str = ""

    @property
    def is_ok(self) -> bool:
        return 200 <= self.status < 300


def fetch(
    address: str,
    *,
    most_bytes: int,
    seconds: float,
    accept: str = "*/*",
    etag: str = "",
    modified: str = "",
    wants_body: bool = True,
    internet: Internet = THE_INTERNET,
) -> Fetched:
    """Fetch an address that nobody here has vouched for.

    Parameters
    ----------
    most_bytes
        What the content may have, unpacked.
    seconds
        What all of it may take: looking up, connecting, redirects and reading together.
    accept
        Media types that are asked for, as in the header of this name.
    etag, modified
        What the last answer had; see ``Fetched``.
    wants_body
        Without, the content is not read: enough to know whether an address is alive.
    internet
        Where names are looked up and connections made.

    Raises
    ------
    Refused
        If the address may not be fetched, cannot be reached, or answers too slowly, too much, or nonsense.
    """
    marks = {"If-None-Match": etag, "If-Modified-Since": modified}
    headers = {"Accept": accept, **{name: mark for name, mark in marks.items() if mark}}
    deadline = Deadline.after(seconds)
    for _ in range(1 + MOST_REDIRECTS):
        asked = target(address)
        try:
            answer = _ask(asked, headers, deadline=deadline, internet=internet, most_bytes=most_bytes * wants_body)
        except TimeoutError as wrong:
            raise Refused("slow") from wrong
        if isinstance(answer, Fetched):
            return answer
        address = _onwards(asked, answer)
    raise Refused("redirects")


def _onwards(asked: Target, leads_to: str) -> str:
    try:
        return urljoin(str(asked), leads_to)
    except ValueError as wrong:
        raise Refused("address") from wrong


def _ask(
    asked: Target, headers: Mapping[str, str], *, deadline: Deadline, internet: Internet, most_bytes: int
) -> Fetched | str:
    """The answer, or the address where it leads on to."""
    with closing(_connect(asked, deadline, internet=internet)) as connection:
        line = Line(connection, most_bytes=most_bytes + MOST_AROUND, deadline=deadline)
        try:
            response = _response(asked, headers, line=line)
            if response.status in REDIRECTS and (leads_to := response.getheader("Location")):
                return leads_to
            return _fetched(asked, response, most_bytes=most_bytes)
        except TimeoutError:
            raise
        except (HTTPException, OSError, EOFError, ValueError, zlib.error) as wrong:
            raise Refused("broken") from wrong


def _connect(asked: Target, deadline: Deadline, *, internet: Internet) -> socket:
    machines = _machines(asked, deadline, internet=internet)[:MOST_MACHINES]
    for number, machine in enumerate(machines):
        try:
            connection = internet.dial(machine, asked.port, deadline.left() / (len(machines) - number))
        except OSError as wrong:
            if number == len(machines) - 1:
                raise Refused("slow" if isinstance(wrong, TimeoutError) else "unreachable") from wrong
        else:
            return _encrypted(connection, asked, deadline=deadline) if asked.scheme == "https" else connection
    raise Refused("unknown")


def _machines(asked: Target, deadline: Deadline, *, internet: Internet) -> list[str]:
    """Addresses of the machines behind a name. One that may not be asked is reason enough to ask none of them."""
    try:
        machines = deadline.wait_for(lambda: internet.look_up(asked.host, asked.port))
    except TimeoutError:
        raise
    except (OSError, ValueError) as wrong:
        raise Refused("unknown") from wrong
    if not all(may_be_asked(machine) for machine in machines):
        raise Refused("private")
    return machines


def _encrypted(connection: socket, asked: Target, *, deadline: Deadline) -> socket:
    connection.settimeout(deadline.left())
    try:
        return ssl.create_default_context().wrap_socket(connection, server_hostname=asked.host)
    except ssl.SSLCertVerificationError as wrong:
        raise Refused("certificate") from wrong
    except TimeoutError:
        raise
    except OSError as wrong:
        raise Refused("unreachable") from wrong


def _response(asked: Target, headers: Mapping[str, str], *, line: Line) -> HTTPResponse:
    connection = HTTPConnection(asked.host)
    connection.sock = cast(socket, line)
    fixed = {
        "Host": asked.netloc,
        "User-Agent": f"Handschlag (+{settings.BASE_URL})",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }
    connection.request("GET", asked.path, headers={**fixed, **headers})
    return connection.getresponse()


def _fetched(asked: Target, response: HTTPResponse, *, most_bytes: int) -> Fetched:
    return Fetched(
        address=str(asked),
        status=response.status,
        body=_body(response, most_bytes) if most_bytes else b"",
        content_type=_mark(response, "Content-Type"),
        etag=_mark(response, "ETag"),
        modified=_mark(response, "Last-Modified"),
    )


def _mark(response: HTTPResponse, name: str) -> str:
    """A header in one line; one that is too long to be kept counts as none."""
    value = " ".join((response.getheader(name) or "").split())
    return value if len(value) <= LONGEST_MARK else ""


def _body(response: HTTPResponse, most_bytes: int) -> bytes:
    encoding = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise Refused("broken")
    content = cast(IO[bytes], response)
    reader = content if encoding == "identity" else gzip.GzipFile(fileobj=content)
    body = reader.read(most_bytes + 1)
    if len(body) > most_bytes:
        raise Refused("large")
    if encoding == "identity" and response.length:
        raise Refused("broken")  # it ended before it was over
    return body
