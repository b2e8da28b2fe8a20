"""The interface as a whole: its operations, how it reads and refuses, and its description."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.parser import Parser

from handschlag.api import document, problems
from handschlag.api.authentication import TokenAuth
from handschlag.api.operations import application_files, applications, events, hosts, roles
from handschlag.api.problems import Refused

DESCRIPTION = """\
Programs read and change here what a host's people read and change on pages, by the same rules.

- A host gives a token for a role at one event or at all of its events: `Authorization: Token hs_…` (or `Bearer`).
  What the role may not see is not found (404). A token of scope `read` changes nothing (403).
- Every refusal is `application/problem+json` with a stable `code`; its words are in the language of `Accept-Language`
  (German, English or Russian).
- Lists take `page` and `page_size` and answer `count` and `results`.
- What creates something answers 201 with `Location` and takes `Idempotency-Key`: sent again with the same key and body
  within 24 hours, nothing new is created and the first answer comes again; with another body it is refused.
- Times are in UTC, days are days. Ids are opaque; an event is known by its slug.
"""


class JsonParser(Parser):
    """Takes JSON and nothing else, in the narrow sense: no NaN, no infinity."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise Refused(415)
        return json.loads(request.body, parse_constant=_refuse)


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


class Interface(NinjaAPI):
    """The framework's, with names of operations that stay, and a complete description."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(self, **options: Any) -> Any:
        with translation.override("en"):
            return document.complete(super().get_openapi_schema(**options))


api = Interface(
    title="Handschlag",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    docs_decorator=lambda view: csrf_exempt(require_safe(view)),
    urls_namespace="api",
    auth=TokenAuth(),
    parser=JsonParser(),
)
problems.register(api)
for router in (hosts.router, events.router, roles.router, applications.router, application_files.router):
    api.add_router("", router)
