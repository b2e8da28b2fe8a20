"""Answers ``/rev/<id>`` before Django: the number of a revision and nothing else.

Pages that stay open ask for it each second, so it must cost next to nothing: no middleware, no session, one look-up
through the connection that the thread keeps.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from django.db import Error, connection
from django.utils.http import parse_etags

logger = logging.getLogger(__name__)

Answer: TypeAlias = Callable[..., Any]
Application: TypeAlias = Callable[[dict[str, Any], Answer], Iterable[bytes]]

PREFIX = "/rev/"
ID = re.compile(r"[\w-]{1,22}", re.ASCII)
LOOK_UP = "SELECT number FROM foundation_revision WHERE public_id = %s"
NEVER_STORED = ("Cache-Control", "no-store")


def with_revisions(site: Application) -> Application:
    """The site, with the revisions in front of it."""

    def application(environ: dict[str, Any], start_response: Answer) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith(PREFIX):
            return site(environ, start_response)
        status, headers, body = answer(environ)
        if not status.startswith("304"):
            headers += [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
        start_response(status, [*headers, ("X-Content-Type-Options", "nosniff")])
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

    return application


def answer(environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
    """Status, headers and body for one request."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return "405 Method Not Allowed", [("Allow", "GET, HEAD")], b""
    public_id = environ["PATH_INFO"].removeprefix(PREFIX)
    try:
        number = _number(public_id) if ID.fullmatch(public_id) else None
    except Error as wrong:
        logger.warning("Revision: the database does not answer: %s", wrong)
        return "503 Service Unavailable", [NEVER_STORED, ("Retry-After", "5")], b""
    if number is None:
        return "404 Not Found", [NEVER_STORED], b""
    tag = f'"{number}"'
    known = {etag.removeprefix("W/") for etag in parse_etags(environ.get("HTTP_IF_NONE_MATCH", ""))}
    headers = [("ETag", tag), ("Cache-Control", "no-cache")]
    if tag in known or "*" in known:
        return "304 Not Modified", headers, b""
    return "200 OK", headers, str(number).encode()


def _number(public_id: str) -> int | None:
    """The number, or None for an unknown id. A connection that has died meanwhile is made anew, once."""
    try:
        return _look_up(public_id)
    except Error:
        connection.close()
        return _look_up(public_id)


def _look_up(public_id: str) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(LOOK_UP, [public_id])
        row = cursor.fetchone()
    return None if row is None else row[0]
