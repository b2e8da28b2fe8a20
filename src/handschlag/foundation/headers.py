"""What every answer says to browsers about itself, beyond what the framework says."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

UNUSED = ("accelerometer", "camera", "geolocation", "gyroscope", "magnetometer", "microphone", "payment", "usb")
PERMISSIONS = ", ".join([*(f"{power}=()" for power in UNUSED), "publickey-credentials-get=(self)"])


class HeadersMiddleware:
    """Lets no page use powers that it does not need, be read by other sites, or be kept when it is somebody's own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        answer.setdefault("Permissions-Policy", PERMISSIONS)
        answer.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # By the cookie: asking who it is would cost pages a query that do not care.
        if settings.SESSION_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME in answer.cookies:
            answer.setdefault("Cache-Control", "private, no-store")
        return answer


class PolicyMiddleware(CSPMiddleware):
    """The policy of what may load, as the library's own; that of nearly all answers is put together only once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(get_response)
        self._usual = build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == 200 and not any(name.startswith("_csp") for name in vars(response)):
            response.setdefault(HEADER, self._usual)
            return response
        return super().process_response(request, response)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  (Django names it)
    """A form without its secret: the page was open for too long, or another site has sent it."""
    return render(request, "foundation/stale_form.html", status=403)
