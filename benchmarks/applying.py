"""What an application in a browser costs: ``python -m benchmarks.applying`` prints a line of JSON for each way.

Four requests: the page, an address, the mailed code, the form. Somebody who has never been here applies each time. The
yardstick is a page of the same site that asks the database nothing but whose it is.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from typing import Any

from benchmarks.applicants import NUMBERS, digits, forum, ready
from benchmarks.visitor import Answer, Visitor

CODE = re.compile(r"\d{4}-\d{4}")
FORM = {
    "step": "send",
    "language": "de",
    "country": "DE",
    "side": "ours",
    "size": "small",
    "people": "1",
    "p0-level_de": "native",
    "p0-level_en": "B2",
}
TRANSACTIONS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET ")
STEPS = ("page", "address", "code", "form")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=60, help="applications of each way")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"HANDSCHLAG_DATA": folder, "HANDSCHLAG_DEMO": "1", "HANDSCHLAG_DEBUG": "0"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "handschlag.site.settings"
        with redirect_stdout(sys.stderr):  # the other one is for answers
            rows = _rows(args.rounds)
        for row in rows:
            print(json.dumps(row))
    return 0


def _rows(rounds: int) -> list[dict[str, Any]]:
    ready()
    from handschlag.site.wsgi import application

    ways = {
        "decided by hand": _ways(application, forum("by-hand", approval="by_hand")),
        "approved by itself": _ways(application, forum("automatic", approval="automatic")),
    }
    for way in ways.values():
        for _ in range(3):
            _once(way())
    found: dict[str, list[list[float]]] = {name: [] for name in ways}
    yardstick = []
    for _ in range(rounds):
        yardstick.append(_cpu(lambda: Visitor(application).get("/de/")))
        for name, way in ways.items():
            found[name].append(_once(way()))
    page = statistics.median(yardstick)
    asked = {}
    for name, way in ways.items():
        _once(way())  # the first one after another has been approved notes how the organisation of that one sounds
        asked[name] = _statements(way())
    return [_row(name, found[name], page, asked[name]) for name in ways]


def _row(name: str, times: list[list[float]], page: float, asked: list[list[str]]) -> dict[str, Any]:
    steps = [statistics.median(one[number] for one in times) for number in range(len(STEPS))]
    whole = statistics.median(map(sum, times))
    return {
        "way": f"in a browser, {name}",
        "requests": len(STEPS),
        "sql": sum(map(len, asked)),
        "real": sum(not one.startswith(TRANSACTIONS) for some in asked for one in some),
        "steps": ", ".join(str(len(some)) for some in asked),
        **{f"ms_{step}": digits(ms) for step, ms in zip(STEPS, steps, strict=True)},
        "ms": digits(whole),
        "page": digits(page),
        "ratio": digits(whole / page),
    }


def _ways(application: Any, event: Any) -> Callable[[], list[Callable[[], Answer]]]:
    """The four requests of somebody new."""
    path = f"/de/events/{event.slug}/apply/"

    def somebody() -> list[Callable[[], Answer]]:
        visitor, email = Visitor(application), f"browser{next(NUMBERS)}@example.org"
        name, firm = "Anna Berg", f"Werk {email.partition('@')[0]} GmbH"
        form = FORM | {"contact_name": name, "organisation_name": firm, "p0-name": name}
        return [
            lambda: visitor.get(path),
            lambda: visitor.post(path, {"step": "address", "email": email}),
            lambda: visitor.post(path, {"step": "code", "code": _code(email)}),
            lambda: visitor.post(path, form),
        ]

    return somebody


CODES: dict[str, str] = {}
"""By address: looked up before the request that needs it, which is measured without it."""


def _code(email: str) -> str:
    return CODES.pop(email)


def _read_mail() -> None:
    """What somebody does while nobody measures."""
    from handschlag.foundation.models import OutgoingMail

    for mail in OutgoingMail.objects.filter(is_secret=True).order_by("-pk")[:1]:
        CODES[mail.to_email] = CODE.search(mail.text)[0]  # type: ignore[index]


def _once(requests: list[Callable[[], Answer]]) -> list[float]:
    """Milliseconds of the processor for each."""
    spent = []
    for step, request in zip(STEPS, requests, strict=True):
        if step == "code":
            _read_mail()
        began = time.process_time()
        answer = request()
        spent.append(1000 * (time.process_time() - began))
        _checked(answer, step)
    return spent


def _checked(answer: Answer, step: str) -> None:
    if answer.status != (302 if step == "form" else 200):
        raise RuntimeError(f"{step}: {answer.status}")


def _cpu(do: Callable[[], object]) -> float:
    began = time.process_time()
    do()
    return 1000 * (time.process_time() - began)


def _statements(requests: list[Callable[[], Answer]]) -> list[list[str]]:
    """Of each request, as Django counts them: what begins and ends a transaction is a statement, too."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = []
    for step, request in zip(STEPS, requests, strict=True):
        if step == "code":
            _read_mail()
        with CaptureQueriesContext(connection) as queries:
            _checked(request(), step)
        found.append([one["sql"] for one in queries.captured_queries])
    return found


if __name__ == "__main__":
    sys.exit(main())
