"""Every refusal of the interface, and every failure, as ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

import json
import logging
import math
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from pydantic import BaseModel, Field

from handschlag.api import faults
from handschlag.api.faults import Fault
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.limits import Braked

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
ROOT = "/api/"
TITLES = {
    400: _("The request cannot be read"),
    401: _("A token is needed"),
    403: _("The token does not allow this"),
    404: _("Not found"),
    405: _("Not possible here"),
    413: _("Too large"),
    415: _("Not JSON"),
    422: _("Refused"),
    429: _("Too many requests"),
    500: _("Something went wrong on our side"),
}
USUAL = {
    # status: code and detail, where nothing more is known
    400: ("malformed", _("The request is not well formed. Please look at how it is put together.")),
    401: ("no_token", _("Send the header “Authorization: Token …” with a token that the host has given you.")),
    403: ("scope", _("This token only reads. Ask the host for one that may change something.")),
    404: ("not_found", _("There is nothing at this address, or nothing that this token may see.")),
    405: ("method", _("This address does not take this method. The header “Allow” names those that it takes.")),
    413: ("too_large", _("The request is larger than anything that is taken here. Please send less at once.")),
    415: ("media_type", _("Please send JSON, with the header “Content-Type: application/json”.")),
    422: ("input", _("Some of what was sent cannot be taken. “errors” names each field and what is wrong with it.")),
    429: ("too_many", _("Too many requests. The header “Retry-After” says after how many seconds to try again.")),
    500: ("broken", _("Nothing was changed. Please try again; if it stays so, tell the host the reference.")),
}


class Problem(BaseModel):
    """Why a request was not carried out, and what to do."""

    type: str = Field(
        description="Names the kind of problem; the same for the same code.",
        examples=["urn:handschlag:problem:not_found"],
    )
    title: str = Field(description="The kind of problem in the reader's language (Accept-Language).")
    status: int = Field(ge=400, le=599)
    detail: str = Field(description="What is wrong and what to do, in the reader's language.")
    code: str = Field(description="Stable, for programs.", examples=["not_found"])
    errors: list[Fault] | None = Field(None, description="For input: each thing that is wrong.")
    reference: str | None = Field(None, description="For failures on our side: under which number the log tells more.")


class Refused(Exception):
    """A request is not carried out; ``status`` and ``code`` say why, and ``USUAL`` in words."""

    def __init__(
        self, status: int, *, code: str = "", detail: Any = "", headers: Mapping[str, str] | None = None
    ) -> None:
        usual_code, usual_detail = USUAL[status]
        self.status = status
        self.code = code or usual_code
        self.detail = detail or usual_detail
        self.headers = dict(headers or {})
        super().__init__(self.code)


def answer(refused: Refused, **more: Any) -> HttpResponse:
    """The refusal in the language of the request."""
    problem = Problem(
        type=f"urn:handschlag:problem:{refused.code}",
        title=str(TITLES[refused.status]),
        status=refused.status,
        detail=str(refused.detail),
        code=refused.code,
        **more,
    )
    told = {name: value for name, value in problem.model_dump(mode="json").items() if value is not None}
    response = HttpResponse(json.dumps(told, ensure_ascii=False), CONTENT_TYPE, status=refused.status)
    for name, value in refused.headers.items():
        response[name] = value
    return response


def register(api: NinjaAPI) -> None:
    """Let an interface answer each kind of refusal and failure in this form."""
    for kind, turn in TURNS.items():
        api.add_exception_handler(kind, lambda _request, exc, turn=turn: answer(turn(exc)))  # type: ignore[misc]
    api.add_exception_handler(ValidationError, _input)
    api.add_exception_handler(Exception, _failure)


def _broken(exc: RuleBroken) -> Refused:
    return Refused(422, code=exc.code or "", detail=" ".join(exc.messages))


def _braked(exc: Braked) -> Refused:
    seconds = max(1, math.ceil((exc.until - timezone.now()).total_seconds()))
    return Refused(429, headers={"Retry-After": str(seconds)})


def _http(exc: HttpError) -> Refused:
    """What the framework refuses by itself: a body that cannot be read, and why."""
    if isinstance(exc.__cause__, Refused):
        return exc.__cause__
    return Refused(exc.status_code if exc.status_code in USUAL else 400)


TURNS: dict[type[Exception], Callable[[Any], Refused]] = {
    Refused: lambda exc: exc,
    Http404: lambda _exc: Refused(404),
    RuleBroken: _broken,
    Braked: _braked,
    HttpError: _http,
    RequestDataTooBig: lambda _exc: Refused(413),
    UnreadablePostError: lambda _exc: Refused(400),
}


def _input(_request: HttpRequest, exc: Any) -> HttpResponse:
    return answer(Refused(422), errors=[faults.fault(error) for error in exc.errors])


def _failure(request: HttpRequest, exc: Any) -> HttpResponse:
    reference = secrets.token_hex(5)
    logger.error("Reference %s: %s %s failed", reference, request.method, request.path, exc_info=exc)
    return answer(Refused(500), reference=reference)


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Below ``/api/`` nobody gets a page, whoever refuses: what is none of ours already is turned into a problem."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path_info.startswith(ROOT):
            if response.status_code >= 400 and response.get("Content-Type") != CONTENT_TYPE:
                response = _in_our_form(request, response)
            response.setdefault("Cache-Control", "private, no-store")
            patch_vary_headers(response, ("Authorization", "Accept-Language"))
        return response

    return respond


def _in_our_form(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    kept = {name: response[name] for name in ("Allow", "Retry-After") if name in response}
    if response.status_code >= 500:
        reference = secrets.token_hex(5)
        logger.error("Reference %s: %s %s failed, see above", reference, request.method, request.path)
        return answer(Refused(500), reference=reference)
    return answer(Refused(response.status_code if response.status_code in USUAL else 400, headers=kept))
