"""Keeps what views for everybody have answered, once all middlewares have had it; the first of them all."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from handschlag.foundation.page_cache import front
from handschlag.foundation.page_cache.kept import Kept
from handschlag.foundation.page_cache.pages import Claim, PageForEverybody

logger = logging.getLogger(__name__)

MAY_VARY_BY = {"cookie", "accept-encoding"}
FORM_SECRET = b"csrfmiddlewaretoken"


class PageLeaks(Exception):
    """A page that is said to be the same for everybody is not."""


class KeepingMiddleware:
    """Answers from what is kept, and keeps what everybody may see."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Where nobody stands in front of Django (a test, another web server), it is looked for here.
        kept = None if front.LOOKED in request.META else front.found(request.META)
        if kept is not None:
            return _sent(kept, request)
        response = self.get_response(request)
        if not isinstance(response, PageForEverybody) or response.claim is None or response.status_code != 200:
            return response
        return self._kept(request, response, response.claim)

    def _kept(self, request: HttpRequest, response: PageForEverybody, claim: Claim) -> HttpResponse:
        _say_that_the_address_names_the_language(request, response)
        if why := leak(request, response):
            return _refused(response, request, why)
        kept = Kept.of(response, scopes=claim.number.scopes, number=int(claim.number), until=claim.until)
        front.keep(request.META, kept)
        return _as_kept(response, kept, request)


def _say_that_the_address_names_the_language(request: HttpRequest, response: HttpResponse) -> None:
    """Django takes only pages for one language whose address begins with it; those for machines have it further on."""
    if any(f"/{code}/" in request.path for code, _ in settings.LANGUAGES):
        others = (name.strip() for name in response["Vary"].split(","))
        response["Vary"] = ", ".join(name for name in others if name.lower() != "accept-language")


def leak(request: HttpRequest, response: HttpResponse) -> str:
    """What in the answer is somebody's own; empty if nothing is."""
    session = getattr(request, "session", None)
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",")} - MAY_VARY_BY
    if response.cookies:
        return f"it sets a cookie ({', '.join(response.cookies)})"
    if session is not None and (session.accessed or session.modified):
        return "it looked at the session"
    if varies:
        return f"it varies by {', '.join(sorted(varies))}"
    if FORM_SECRET in response.content:
        return "it holds the secret of a form"
    return ""


def _refused(response: HttpResponse, request: HttpRequest, why: str) -> HttpResponse:
    """Loud where somebody develops; where people read, it is sent to this one reader, and written down."""
    if settings.PAGE_LEAKS_ARE_FATAL:
        raise PageLeaks(f"{request.path}: {why}")
    logger.error("%s is said to be the same for everybody, but %s: it is not kept", request.path, why)
    response["Cache-Control"] = "private, no-store"
    return response


def _as_kept(response: HttpResponse, kept: Kept, request: HttpRequest) -> HttpResponse:
    """What whoever asks for the kept page gets, without another response for it."""
    if kept.is_known(request.META):
        return _sent(kept, request)
    headers, response.content = kept.body(request.META)
    for name, value in headers:
        response.headers[name] = value
    return response


def _sent(kept: Kept, request: HttpRequest) -> HttpResponse:
    status, headers, body = kept.answer(request.META)
    return HttpResponse(body, status=int(status[:3]), headers=dict(headers))
