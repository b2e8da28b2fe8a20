"""What the pages of the demonstration cost: ``python -m benchmarks.pages`` prints a row of JSON for each.

In one process, without a network: the application is called as the web server calls it. Times are of the processor,
medians of many requests; the baseline is the page that says that all is well, which does nothing else.
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
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from benchmarks import asking

BASELINE = "/healthz"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=30, help="requests of which the median is taken")
    parser.add_argument("--moves", type=int, default=3_000_000, help="of the plan that pages show")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"HANDSCHLAG_DATA": folder, "HANDSCHLAG_DEMO": "1", "HANDSCHLAG_DEBUG": "0"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "handschlag.site.settings"
        for row in _measured(args.repeats, args.moves):
            print(json.dumps(row, ensure_ascii=False), flush=True)
    return 0


def _measured(repeats: int, moves: int) -> Iterator[Mapping[str, Any]]:
    import django  # reads the environment

    django.setup()
    pages = _prepared(moves)
    from handschlag.site.wsgi import application  # looks for the static files, which are there by now

    baseline = _cost(application, BASELINE, "", repeats)["ms"]
    for name, address, cookie in pages:
        cost = _cost(application, address, cookie, repeats)
        yield {"page": name, **cost, "ratio": float(f"{cost['ms'] / baseline:.2g}")}


def _prepared(moves: int) -> list[tuple[str, str, str]]:
    """The demonstration with a published plan: name, address and cookie of each page that is measured."""
    from django.core.management import call_command

    from handschlag.foundation import revisions
    from handschlag.site import demo, made

    call_command("migrate", verbosity=0)
    made.collect_static_files()
    demo.load()
    organiser, run, plan = _published(moves)
    forum = "/de/events/forum-2019"
    planning = f"{forum}/planning/plans/{plan}/"
    return [
        ("all is well (the baseline)", BASELINE, ""),
        ("number of a revision", f"/rev/{revisions.current('forum-2019', 'plan').public_id}", ""),
        ("public page, kept", f"{forum}/", ""),
        ("public page, made anew", f"{forum}/", organiser),
        ("my forum", f"{forum}/my/", _cookie("representative")),
        ("agenda for print", f"{forum}/my/agenda/", _cookie("representative")),
        ("interpreter's day", f"{forum}/interpreting/", _cookie("interpreter")),
        ("planning", f"{forum}/planning/", organiser),
        ("planning run with its result", f"{forum}/planning/runs/{run}/", organiser),
        ("plan: 240 meetings by time", planning, organiser),
        ("plan by participant", f"{planning}?by=person", organiser),
        ("plan by interpreter", f"{planning}?by=interpreter", organiser),
    ]


def _published(moves: int) -> tuple[str, str, str]:
    from django.utils import timezone

    from handschlag.events.models import Event
    from handschlag.meetings.choices import Choices
    from handschlag.meetings.services import planning, publishing

    event = Event.objects.get(slug="forum-2019")
    organiser = event.host.memberships.filter(role="organiser").earliest("pk").user
    run = planning.start(event, Choices(moves=moves), by=organiser, now=timezone.now())
    planning.carry_out(run.public_id, beat=lambda _progress: None, stop_asked=lambda: False)
    run.refresh_from_db()
    publishing.publish(run.plan, by=organiser, now=timezone.now())
    return _cookie("organiser"), run.public_id, run.plan.public_id


def _cookie(role: str) -> str:
    """The session of the first of a role at the forum of 2019, or at all forums of its host."""
    from django.db.models import Q
    from django.test import Client

    from handschlag.events.models import Membership

    here = Q(event__slug="forum-2019") | Q(event=None, host__events__slug="forum-2019")
    client = Client()
    client.force_login(Membership.objects.filter(here, role=role).earliest("pk").user)
    return f"sessionid={client.cookies['sessionid'].value}"


def _cost(application: Callable[..., Any], address: str, cookie: str, repeats: int) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    body = asking.ask(application, address, cookie=cookie)  # once for what is made on the first request
    with CaptureQueriesContext(connection) as queries:
        body = asking.ask(application, address, cookie=cookie)
    asked = len(queries)
    times = []
    for _ in range(repeats):
        before = time.process_time()
        asking.ask(application, address, cookie=cookie)
        times.append(time.process_time() - before)
    return {
        "sql": asked,
        "kb": round(len(body) / 1000, 1),
        "kb_compressed": round(len(gzip.compress(body)) / 1000, 1),
        "ms": float(f"{1000 * statistics.median(times):.3g}"),
    }


if __name__ == "__main__":
    sys.exit(main())
