"""Operations that create something: 201 with ``Location``, and ``Idempotency-Key``."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpResponse
from django.utils import timezone
from ninja import Header
from ninja.operation import Operation
from ninja.utils import contribute_operation_args, contribute_operation_callback
from pydantic import BaseModel

from handschlag.api.authentication import ApiRequest
from handschlag.api.services import answers
from handschlag.api.services.answers import Created

View = TypeVar("View", bound=Callable[..., tuple[BaseModel, str]])

KEY = Header(
    None,
    alias="Idempotency-Key",
    min_length=1,
    max_length=255,
    pattern=r"^[!-~]+$",
    description="Chosen by the sender, new for each thing to create. Sent again with the same body within 24 hours, "
    "nothing new is created and the first answer is given again.",
)


def creates(view: View) -> View:
    """For a view that returns what it has created and its address."""
    contribute_operation_args(view, "idempotency_key", str, KEY)
    contribute_operation_callback(view, _wrap)
    return view


def _wrap(operation: Operation) -> None:
    # Only now, after the framework has read the signature of the view.
    operation.view_func = _answering(operation.view_func)


def _answering(view: Callable[..., tuple[BaseModel, str]]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answering(request: ApiRequest, *, idempotency_key: str | None = None, **values: Any) -> HttpResponse:
        def create() -> Created:
            shown, location = view(request, **values)
            return Created(shown.model_dump_json(), location)

        if idempotency_key is None:
            return _response(create())
        fingerprint = answers.fingerprint(str(request.method), request.get_full_path(), request.body)
        now = timezone.now()
        return _response(answers.once(request.auth, idempotency_key, fingerprint=fingerprint, create=create, now=now))

    return answering


def _response(created: Created) -> HttpResponse:
    response = HttpResponse(created.body, "application/json", status=created.status)
    response["Location"] = created.location
    return response
