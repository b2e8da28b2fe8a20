"""Keeps ready pages for visitors who are not signed in.

A page is kept under its address (which holds the language) and the number of the revision that it shows, so
nothing ever has to be thrown away: a change raises the number. Pages for those who are signed in are not kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers


@dataclass(frozen=True, slots=True)
class Page:
    """A page, and until when it is true if nobody changes anything."""

    html: str
    until: datetime


def answer(request: HttpRequest, number: object, make: Callable[[], Page], *, now: datetime) -> HttpResponse:
    """The page that ``make`` makes, from the store where there is one; 304 for a browser that has it already."""
    # A page's links keep the query, so pages with a query are others; keeping them would let anybody fill the store.
    if settings.SESSION_COOKIE_NAME in request.COOKIES or request.GET:
        response = HttpResponse(make().html)
        response["Cache-Control"] = "private, no-store"
    else:
        response = _stored(request, f"page:{request.path}:{number}", make, now)
    patch_vary_headers(response, ["Cookie"])
    return response


def _stored(request: HttpRequest, key: str, make: Callable[[], Page], now: datetime) -> HttpResponse:
    kept: tuple[str, str] | None = cache.get(key)
    if kept is None:
        page = make()
        kept = page.html, f'"{hashlib.sha256(page.html.encode()).hexdigest()[:24]}"'
        cache.set(key, kept, timeout=max(1, int((page.until - now).total_seconds())))
    html, etag = kept
    response = HttpResponse(html)
    response["Cache-Control"] = "public, no-cache"
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response
