"""The organiser's list of very many applications: ``python -m benchmarks.organisers`` prints a line of JSON for each.

Pages are asked of the WSGI application, in turn with the yardstick, the start page of the same site. Files are taken
out whole; how much memory that takes is the highest that the process needs meanwhile, less what it has before.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout, suppress
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.applicants import NOW, digits, forum, ready
from benchmarks.visitor import Visitor

AT_ONCE = 2_000
NAMES = ("Anna Berg", "Boris Müller", "Clara Schmidt", "Dmitri Iwanow", "Айгуль Садыкова", "Jan Kowalski", "Elena Roth")
TRADES = ("Pumpen", "Windkraft", "Maschinenbau", "Abwasser", "Lebensmittel", "Станкостроение", "Gießerei", "Optik")
STATES = ("submitted", "approved", "approved", "refused", "submitted")
CHANGED = "first page, after a change"
PAGES = {
    "first page": "",
    CHANGED: "?",
    "one state": "?state=submitted",
    "one country": "?country=PL",
    "sorted by organisation": "?sort=organisation",
    "a search, many": "?q=pumpen",
    "a search, one": "?q=werk+4711",
    "last page": "?page=9999",
}


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=15)
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"HANDSCHLAG_DATA": folder, "HANDSCHLAG_DEMO": "1", "HANDSCHLAG_DEBUG": "0"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "handschlag.site.settings"
        with redirect_stdout(sys.stderr):  # the other one is for answers
            rows = list(_rows(args.sizes, args.rounds))
        for row in rows:
            print(json.dumps(row))
    return 0


def _rows(sizes: Sequence[int], rounds: int) -> Iterator[dict[str, Any]]:
    ready()
    from django.db import connection

    from handschlag.site.wsgi import application

    events = {size: forum(f"forum-{size}", approval="by_hand") for size in sizes}
    for size, event in events.items():
        _fill(event, size)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    visitor = _office(application, events[sizes[0]].host)
    ways = {
        (name, size): f"/de/events/{event.slug}/applications/{query}"
        for name, query in PAGES.items()
        for size, event in events.items()
    }
    yield from _pages(visitor, ways, rounds)
    for kind in ("csv", "xlsx"):
        yield _file(visitor, events[sizes[0]], sizes[0], kind)


def _pages(visitor: Visitor, ways: dict[tuple[str, int], str], rounds: int) -> Iterator[dict[str, Any]]:
    spent: dict[tuple[str, int], list[float]] = {way: [] for way in ways}
    yardstick = []
    for number in range(rounds + 2):  # the first two make ready
        page = _cpu(visitor, "/de/")
        times = {way: _cpu_of(visitor, way, address) for way, address in ways.items()}
        if number > 1:
            yardstick.append(page)
            for way, ms in times.items():
                spent[way].append(ms)
    page = statistics.median(yardstick)
    for (name, size), address in ways.items():
        ms = statistics.median(spent[name, size])
        body = visitor.get(address).body
        _change(name, size)
        yield {
            "what": name,
            "size": size,
            "sql": _statements(visitor, address),
            "ms": digits(ms),
            "kb": digits(len(gzip.compress(body)) / 1000),
            "ratio": digits(ms / page),
        }


def _file(visitor: Visitor, event: Any, size: int, kind: str) -> dict[str, Any]:
    """What it costs to take all applications out."""
    page = statistics.median(_cpu(visitor, "/de/") for _ in range(5))
    address = f"/de/events/{event.slug}/applications/export.{kind}"
    before = _memory()
    began = time.process_time()
    answer = visitor.get(address, keep=False)
    ms = 1000 * (time.process_time() - began)
    assert answer.status == 200, answer.status
    return {
        "what": kind.upper(),
        "size": size,
        "ms": digits(ms),
        "kb": digits(answer.size / 1000),
        "ratio": digits(ms / page),
        "growth_mb": digits(_peak() - before) if before is not None else None,
    }


def _cpu(visitor: Visitor, address: str) -> float:
    began = time.process_time()
    answer = visitor.get(address, accept_encoding="gzip")
    ms = 1000 * (time.process_time() - began)
    if answer.status != 200:
        raise RuntimeError(f"{address}: {answer.status}")
    return ms


def _cpu_of(visitor: Visitor, way: tuple[str, int], address: str) -> float:
    _change(*way)
    return _cpu(visitor, address)


def _change(name: str, size: int) -> None:
    """An application has changed, where that is looked at: so they are counted anew."""
    from handschlag.foundation import revisions
    from handschlag.registration.listing import STREAM

    if name == CHANGED:
        revisions.bump(f"forum-{size}", STREAM)


def _statements(visitor: Visitor, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        visitor.get(address)
    return len(queries)


def _memory() -> float | None:
    """MB that the process has now, from where its highest is counted anew; None where the system does not say."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
        return _status("VmRSS")
    return None


def _peak() -> float:
    return _status("VmHWM")


def _status(name: str) -> float:
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(lines[name].split()[0]) / 1024


def _office(application: Any, host: Any) -> Visitor:
    """Somebody who decides about the applications of a host, signed in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from handschlag.accounts.models import User
    from handschlag.accounts.session_store import SessionStore
    from handschlag.events.models import Membership
    from handschlag.events.roles import Role

    user = User.objects.create_user("office@example.org", name="Anna Amt", language="de")
    Membership.objects.create(user=user, host=host, role=Role.ORGANISER)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return Visitor(application, cookies={settings.SESSION_COOKIE_NAME: str(session.session_key)})


def _fill(event: Any, size: int) -> None:
    """So many applications, in large portions."""
    from handschlag.companies.models import Organisation
    from handschlag.registration.models import Applicant, Application

    side = event.sides.get()
    numbers = iter(range(size))
    while some := list(islice(numbers, AT_ONCE)):
        firms = Organisation.objects.bulk_create(
            Organisation(name=f"{TRADES[number % len(TRADES)]} Werk {number} GmbH", country="DE") for number in some
        )
        rows = Application.objects.bulk_create(
            Application(
                event=event,
                organisation=firm,
                side=side,
                state=STATES[number % len(STATES)],
                email=f"a{event.pk}-{number}@example.org",
                contact_name=NAMES[number % len(NAMES)],
                country=("DE", "PL", "KZ", "UZ")[number % 4],
                size=("small", "medium", "large")[number % 3],
                submitted_at=NOW + timedelta(seconds=number * 7919 % size),
                sorted_as=firm.name.casefold(),
                found_by=_words(NAMES[number % len(NAMES)], TRADES[number % len(TRADES)], number),
            )
            for number, firm in zip(some, firms, strict=True)
        )
        Applicant.objects.bulk_create(
            Applicant(
                application=row,
                name=row.contact_name,
                email=row.email,
                languages=[{"language": "de", "level": "B2"}],
                is_contact=True,
            )
            for row in rows
        )


KNOWN: dict[tuple[str, str], str] = {}


def _words(name: str, trade: str, number: int) -> str:
    """As ``finding.sounds`` writes it; what is the same in many rows is thought of once."""
    from handschlag.registration import finding

    if (name, trade) not in KNOWN:
        KNOWN[name, trade] = finding.sounds([name, trade, "Werk GmbH", "example org"])
    return f"{KNOWN[name, trade]}{number} "


if __name__ == "__main__":
    sys.exit(main())
