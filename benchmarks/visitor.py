"""Somebody who looks at pages and sends forms: asked of the WSGI application as by a web server, without a network."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from benchmarks.asking import VISITORS, Application

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    size: int
    """Bytes of the body, also where it was not kept."""


@dataclass(slots=True)
class Visitor:
    """Keeps cookies, and sends with each form the token of the page on which it stood."""

    application: Application
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    line: int = field(default_factory=lambda: next(VISITORS))

    def get(self, address: str, *, accept_encoding: str = "", keep: bool = True) -> Answer:
        """``keep``: what is very long can be let go as it comes."""
        path, _, query = address.partition("?")
        return self._ask({"REQUEST_METHOD": "GET", "QUERY_STRING": query}, path, b"", accept_encoding, keep=keep)

    def post(self, path: str, form: Mapping[str, str]) -> Answer:
        content = urlencode({"csrfmiddlewaretoken": self.token, **form}).encode()
        headers = {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(content)),
        }
        return self._ask(headers, path, content, "", keep=True)

    def _ask(
        self, headers: Mapping[str, str], path: str, content: bytes, accept_encoding: str, *, keep: bool
    ) -> Answer:
        said: list[tuple[str, list[tuple[str, str]]]] = []
        environ = self._environ(headers, path, content, accept_encoding)
        answer = self.application(environ, lambda status, back, *_: said.append((status, back)))
        parts, size = [], 0
        for part in answer:
            size += len(part)
            parts += [part] if keep else []
        if hasattr(answer, "close"):
            answer.close()
        status, back = said[0]
        body = b"".join(parts)
        self._remember(back, body)
        return Answer(int(status.split()[0]), dict(back), body, size)

    def _environ(self, headers: Mapping[str, str], path: str, content: bytes, accept_encoding: str) -> dict[str, Any]:
        return {
            "QUERY_STRING": "",
            **headers,
            "PATH_INFO": path,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "HTTP_HOST": "127.0.0.1:8000",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "HTTP_ACCEPT_ENCODING": accept_encoding,
            "REMOTE_ADDR": f"2001:db8:{self.line:x}::1",
            "wsgi.input": BytesIO(content),
            "wsgi.url_scheme": "http",
            "wsgi.errors": sys.stderr,
        }

    def _remember(self, headers: list[tuple[str, str]], body: bytes) -> None:
        for name, value in headers:
            if name.lower() == "set-cookie":
                self.cookies |= {key: one.value for key, one in SimpleCookie(value).items()}
        found = TOKEN.search(body.decode(errors="ignore"))
        if found:
            self.token = unescape(found[1])
