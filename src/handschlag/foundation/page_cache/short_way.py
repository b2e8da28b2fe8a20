"""Leads visitors to kept pages that have to be made, past all that is only there for whoever signs in or sends."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import ResolverMatch, resolve
from django.utils.translation import get_language

from handschlag.foundation.everybody import is_kept
from handschlag.foundation.page_cache import front

MOST_KEPT = 1_000
"""Addresses of which is kept what stands there."""
TOKEN = "CSRF_COOKIE_NEEDS_UPDATE"
"""In the surroundings of a request: a form asked for a secret, which needs a cookie."""


class ShortWayMiddleware:
    """Stands behind all that every answer needs, and ahead of session, form, sign-in and messages.

    Whatever goes wrong on the short way goes wrong again on the long one, where there are pages to say so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return _answer(request) or self.get_response(request)


def _answer(request: HttpRequest) -> HttpResponseBase | None:
    """What a view answers that keeps its page and needs nobody for it."""
    if request.method not in ("GET", "HEAD") or front.is_somebodys(request.META):
        return None
    try:
        match = _resolved(settings.ROOT_URLCONF, get_language(), request.path_info)
        if not is_kept(match.func):
            return None
        request.user, request.resolver_match = AnonymousUser(), match
        answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    except (Http404, AttributeError):  # nothing there; or the view looks at a session that is not there
        return None
    return None if TOKEN in request.META else answer


@lru_cache(MOST_KEPT)
def _resolved(_site: str, _language: str | None, path: str) -> ResolverMatch:
    """What stands at an address; to find it out takes as long as a query. Of what is not there nothing is kept."""
    return resolve(path)
