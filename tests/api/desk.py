"""What tests of the interface share: two hosts with an event each, tokens of every kind, and a program that asks."""

import json
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from handschlag.api.services import tokens
from handschlag.api.states import Scope
from handschlag.events.roles import Role
from tests import factories as make

ROOT = "/api/v1"


@dataclass(frozen=True)
class File:
    """Sent as a file of a form, and not as JSON."""

    name: str
    content: bytes


class Program:
    """Asks with a token; without one it is a stranger."""

    def __init__(self, secret="", token=None):
        self.secret, self.token = secret, token
        self._client = Client(raise_request_exception=False)

    def ask(self, method, path, body=None, **headers):
        if isinstance(body, File):
            return self._send(path, body, headers)
        content = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        given = {"Accept-Language": "en"} | {name.replace("_", "-"): value for name, value in headers.items()}
        if self.secret:
            given.setdefault("Authorization", f"Token {self.secret}")
        content_type = given.pop("Content-Type", "application/json")
        return self._client.generic(method, ROOT + path, content, content_type, headers=given)

    def _send(self, path, file, headers):
        given = {"Accept-Language": "en"} | headers
        if self.secret:
            given.setdefault("Authorization", f"Token {self.secret}")
        return self._client.post(ROOT + path, {"file": SimpleUploadedFile(file.name, file.content)}, headers=given)

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def post(self, path, body=None, **headers):
        return self.ask("POST", path, body, **headers)

    def patch(self, path, body=None, **headers):
        return self.ask("PATCH", path, body, **headers)

    def delete(self, path, **headers):
        return self.ask("DELETE", path, **headers)


def program(role=Role.ORGANISER, *, host=None, event=None, scope=Scope.WRITE, by=None, per_minute=10**6, days=1):
    """A program with a new token, given on the command line if by nobody."""
    host = host or (event.host if event else make.HostFactory())
    token, secret = tokens.give(
        f"{role} of {host.slug}",
        role,
        host=host,
        event=event,
        scope=scope,
        days=days,
        per_minute=per_minute,
        by=by,
        now=timezone.now(),
    )
    return Program(secret, token)


NEW_EVENT = {
    "slug": "new",
    "title": {"de": "Neu"},
    "starts_at": "2027-03-10T09:00:00Z",
    "ends_at": "2027-03-10T16:00:00Z",
}
