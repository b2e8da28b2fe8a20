"""The OpenAPI document: what the framework writes, and what every operation also answers."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import models_json_schema

from handschlag.api.problems import CONTENT_TYPE, TITLES, Problem

ALWAYS = (400, 401, 404, 413, 429, 500)
"""What any operation may answer, whoever asks."""
PLACE = "#/components/schemas/{model}"
CHANGING = frozenset({"post", "put", "patch", "delete"})
HEADERS = {
    401: {"WWW-Authenticate": "How to say who asks."},
    429: {"Retry-After": "After how many seconds to try again."},
}


def complete(document: dict[str, Any]) -> dict[str, Any]:
    """Add what the framework does not know: problems, ``Location``, and which words are in which language."""
    _, schemas = models_json_schema([(Problem, "serialization")], ref_template=PLACE)
    document["components"]["schemas"].update(schemas["$defs"])
    document["components"]["schemas"] = dict(sorted(document["components"]["schemas"].items()))
    for operations in document["paths"].values():
        for method, operation in operations.items():
            _complete(operation, method)
    return document


def _complete(operation: dict[str, Any], method: str) -> None:
    answers = operation["responses"]
    if 201 in answers:
        answers[201]["headers"] = _headers({"Location": "Where the new thing is."})
    also = [403] if method in CHANGING else []
    also += [422] if method in CHANGING or operation["parameters"] else []
    also += [415] if "requestBody" in operation else []
    for status in sorted((*ALWAYS, *also)):
        answers[status] = _problem(status)
    operation["responses"] = {str(status): answers[status] for status in sorted(answers)}


def _problem(status: int) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": str(TITLES[status]),
        "content": {CONTENT_TYPE: {"schema": {"$ref": PLACE.format(model="Problem")}}},
    }
    if status in HEADERS:
        answer["headers"] = _headers(HEADERS[status])
    return answer


def _headers(described: dict[str, str]) -> dict[str, Any]:
    return {name: {"description": says, "schema": {"type": "string"}} for name, says in described.items()}
