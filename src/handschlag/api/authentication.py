"""Who asks: the token in the header ``Authorization``.

Signed-in browser sessions are not taken, not even for reading: then no page of another site can make somebody's browser
ask here in her name, and an address of the interface shows nothing to whoever only has a cookie.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja.security.http import HttpAuthBase

from handschlag.api import access
from handschlag.api.models import Token
from handschlag.api.problems import Refused
from handschlag.api.services import tokens
from handschlag.api.states import Scope
from handschlag.foundation.errors import RuleBroken

SCHEMES = frozenset({"token", "bearer"})
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class ApiRequest(HttpRequest):
    """A request of a program, as ``TokenAuth`` lets it through."""

    auth: Token


class TokenAuth(HttpAuthBase):
    """``Authorization: Token hs_…`` or ``Authorization: Bearer hs_…``: one query to look, one to count."""

    openapi_scheme = "bearer"
    openapi_description = "A token that a host has given: “Authorization: Token hs_…” or “Authorization: Bearer hs_…”."

    def __call__(self, request: HttpRequest) -> Token:
        scheme, _space, words = request.headers.get("Authorization", "").strip().partition(" ")
        if scheme.lower() not in SCHEMES or not words.strip():
            raise Refused(401, headers={"WWW-Authenticate": "Token"})
        now = timezone.now()
        try:
            token = access.token_behind(words.strip(), now=now)
        except RuleBroken as broken:
            says = " ".join(broken.messages)
            raise Refused(401, code=broken.code or "", detail=says, headers={"WWW-Authenticate": "Token"}) from broken
        tokens.count(token, now=now)
        if request.method not in READING and token.scope != Scope.WRITE:
            raise Refused(403)
        return token
