"""What an application costs: ``python -m benchmarks.applicants`` prints a line of JSON for each way to send one.

Beside them stands the least that such a thing can be: a conditional update of the number of places and an INSERT, in
one transaction. All take turns, in a site of its own on an empty SQLite file, or where DATABASE_URL says.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from datetime import UTC, datetime
from itertools import count
from typing import Any

PLACES = 100_000
NOW = datetime(2027, 1, 12, 9, tzinfo=UTC)
NUMBERS = count(1)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--repeats", type=int, default=40, help="of each way in a round")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"HANDSCHLAG_DATA": folder, "HANDSCHLAG_DEMO": "1", "HANDSCHLAG_DEBUG": "0"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "handschlag.site.settings"
        with redirect_stdout(sys.stderr):  # the other one is for answers
            ways = _site()
            rows = _measured(ways, args.rounds, args.repeats)
        for row in rows:
            print(json.dumps(row))
    return 0


def _site() -> Mapping[str, Callable[[], object]]:
    """The ways to send an application, by name; each call sends another one."""
    ready()
    return _ways()


def ready() -> None:
    """A site without content, for which the environment says where it lies."""
    import django

    django.setup()
    from django.core.management import call_command

    from handschlag.site import made

    call_command("migrate", verbosity=0)
    made.collect_static_files()


def _ways() -> Mapping[str, Callable[[], object]]:
    from django.db import transaction
    from django.db.models import F

    from handschlag.registration.models import Application, Quota
    from handschlag.registration.services import applying

    event = forum("forum", approval="automatic")
    side, asker = event.sides.get(), _Asker(event)
    user = asker.user

    @transaction.atomic
    def bare() -> None:
        Quota.objects.filter(event=event, side=None, taken__lt=F("capacity")).update(taken=F("taken") + 1)
        Application.objects.create(event=event, email=_email(), contact_name="Anna Berg", state="approved")

    def draft() -> Application:
        return applying.begin(event, _email(), contact_name="Anna Berg", side=side, size="small")

    drafts = iter(draft, None)

    def register() -> None:
        facts = {"email": _email(), "contact_name": "Anna Berg", "side": side, "size": "small"}
        applying.register(event, facts, by=user, now=NOW)

    return {
        "a conditional update and an INSERT": bare,
        "a draft is sent": lambda: applying.submit(next(drafts), by=None, now=NOW),
        "entered and sent in one go": register,
        "the same through the interface for programs": asker.ask,
    }


class _Asker:
    """A program that enters applications, asked as the web server does."""

    def __init__(self, event: Any) -> None:
        from handschlag.api.services import tokens
        from handschlag.api.states import Scope
        from handschlag.events.roles import Role
        from handschlag.site.wsgi import application

        facts = {"host": event.host, "event": event, "scope": Scope.WRITE, "days": 1, "per_minute": 10**6}
        token, self._secret = tokens.give("Benchmark", Role.ORGANISER, by=None, now=datetime.now(UTC), **facts)
        self.user = token.user
        self._path = f"/api/v1/events/{event.slug}/applications"
        self._application = application

    def ask(self) -> None:
        from benchmarks import asking

        body = {"email": _email(), "name": "Anna Berg", "side": "ours", "size": "small"}
        asking.post(self._application, self._path, body, authorization=f"Token {self._secret}")


def forum(slug: str, *, approval: str) -> Any:
    """An event of one side, with room for everybody under two quotas."""
    from handschlag.engine.language import Text
    from handschlag.events.models import Event, Host
    from handschlag.registration.models import Quota, RegistrationRules

    host, _ = Host.objects.get_or_create(slug="agency", name="Wirtschaftsförderung (fiktiv)")
    event = Event.objects.create(
        host=host,
        slug=slug,
        title=Text.of(de="Kooperationsforum Leipzig", en="Forum", ru="Форум"),
        starts_at=datetime(2099, 3, 9, 8, tzinfo=UTC),
        ends_at=datetime(2099, 3, 9, 16, tzinfo=UTC),
        published_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    side = event.sides.create(key="ours", name=Text.of(de="Deutsche Seite"), number=1)
    RegistrationRules.objects.create(event=event, approval=approval)
    for number, one in enumerate((None, side)):
        Quota.objects.create(event=event, number=number, side=one, capacity=PLACES)
    return event


def _email() -> str:
    return f"applicant{next(NUMBERS)}@example.org"


def _measured(ways: Mapping[str, Callable[[], object]], rounds: int, repeats: int) -> list[dict[str, Any]]:
    found: dict[str, list[dict[str, float]]] = {name: [] for name in ways}
    asked = {name: _queries(way) for name, way in ways.items()}
    grown = {name: _growth(way, rounds * repeats) for name, way in ways.items()}
    for _ in range(rounds):
        for name, way in ways.items():
            found[name].append(_round(way, repeats))
    bare = next(iter(ways))
    return [
        {
            "way": name,
            "sql": asked[name],
            **{key: digits(statistics.median(one[key] for one in found[name])) for key in found[name][0]},
            **{key: digits(size) for key, size in grown[name].items()},
            "ratio": digits(_ratio(found[name], found[bare])),
        }
        for name in ways
    ]


def _round(way: Callable[[], object], repeats: int) -> dict[str, float]:
    """Milliseconds of the processor and of the clock on the wall, for each."""
    cpu, wall = [], []
    for _ in range(repeats):
        began, began_cpu = time.perf_counter(), time.process_time()
        way()
        cpu.append(1000 * (time.process_time() - began_cpu))
        wall.append(1000 * (time.perf_counter() - began))
    last = sorted(wall)
    return {
        "ms": statistics.median(cpu),
        "p50": statistics.median(wall),
        "p99": last[min(len(last) - 1, len(last) * 99 // 100)],
    }


def _growth(way: Callable[[], object], repeats: int) -> dict[str, float]:
    """By how many kB the database grows with each, and how many of them stay when the letters are deleted."""
    from handschlag.foundation.models import OutgoingMail

    OutgoingMail.objects.all().delete()
    sizes = [_database_bytes()]
    for _ in range(repeats):
        way()
    sizes.append(_database_bytes())
    OutgoingMail.objects.all().delete()
    sizes.append(_database_bytes())
    return {name: (size - sizes[0]) / 1000 / repeats for name, size in zip(("kb", "kept"), sizes[1:], strict=True)}


def _queries(way: Callable[[], object]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _ in range(3):
        way()
    with CaptureQueriesContext(connection) as queries:
        way()
    return len(queries)


def _database_bytes() -> int:
    from django.db import connection

    question = (
        "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        if connection.vendor == "sqlite"
        else "SELECT pg_database_size(current_database())"
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM" if connection.vendor == "sqlite" else "VACUUM FULL")
        cursor.execute(question)
        return int(cursor.fetchone()[0])


def _ratio(ours: Sequence[Mapping[str, float]], theirs: Sequence[Mapping[str, float]]) -> float:
    return statistics.median(one["ms"] / other["ms"] for one, other in zip(ours, theirs, strict=True))


def digits(number: float) -> float:
    """As many as mean something."""
    return float(f"{number:.3g}")


if __name__ == "__main__":
    sys.exit(main())
