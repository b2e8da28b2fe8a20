"""What a search costs among very many notices and events: ``python -m benchmarks.searching`` prints a row for each.

In one process, without a network, on the database that ``DATABASE_URL`` names (usually SQLite in a folder of its own;
``scripts/with-postgres.sh`` gives one of PostgreSQL). The words of the made-up notices are as unevenly frequent as
those of a language; ``ms`` and ``p95`` are of the clock on the wall.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from benchmarks import asking

LATIN = "ber gen tal kow lin mar ost nik sta ver wil zen dor fal grun hal jas kir lom nov pol ros sam tur"
CYRILLIC = "бер ген тал ков лин мар ост ник ста вер вил зен дор фал гру хал яс кир лом нов пол рос сам тур"
"""Syllables of which words are made up."""
QUESTIONS = {
    "a rare name": "Cheliabinsk",
    "the same in Cyrillic": "Челябинск",
    "a word of each notice": "Maschinenbau",
    "three words": "Forum Leipzig Maschinenbau",
    "a beginning": "masch",
    "a slip": "Tscheljabnisk",
    "words of which one is nowhere": "Leipzig Raumfahrtmedizin",
    "what is nowhere": "Zwiebackverordnung",
}
"""What somebody may type, and what is special about it."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notices", type=int, default=10_000)
    parser.add_argument("--events", type=int, default=500)
    parser.add_argument("--repeats", type=int, default=40, help="requests for each question")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"HANDSCHLAG_DATA": folder, "HANDSCHLAG_DEBUG": "0"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "handschlag.site.settings"
        for row in _measured(args.notices, args.events, args.repeats):
            print(json.dumps(row, ensure_ascii=False), flush=True)
    return 0


def _measured(notices: int, events: int, repeats: int) -> Iterator[dict[str, Any]]:
    import django  # reads the environment

    django.setup()
    from django.core.management import call_command

    from handschlag.portal.views import search as views
    from handschlag.site import made

    call_command("migrate", verbosity=0)
    made.collect_static_files()
    yield _filled(notices, events)
    from handschlag.site.wsgi import application  # looks for the static files, which are there by now

    for name, words in QUESTIONS.items():
        for way, address in (("page", "/de/search/?q="), ("suggestions", "/suggest/de/?q=")):
            views.SEARCHES.forget()
            views.SUGGESTIONS.forget()
            yield {"asked": name, "way": way, **_cost(application, address + quote(words), repeats)}


def _cost(application: asking.Application, address: str, repeats: int) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        asking.ask(application, address)
    asked = len(queries)  # before the next request, which forgets them
    wall, cpu = [], []
    for _ in range(repeats):
        began, began_cpu = time.perf_counter(), time.process_time()
        asking.ask(application, address)
        wall.append(time.perf_counter() - began)
        cpu.append(time.process_time() - began_cpu)
    times = {"ms": statistics.median(wall), "p95": statistics.quantiles(wall, n=20)[-1], "cpu": statistics.median(cpu)}
    return {"sql": asked, **{name: float(f"{1000 * seconds:.3g}") for name, seconds in times.items()}}


def _filled(notices: int, events: int) -> dict[str, Any]:
    """Make the rows, and say how long the index took."""
    from handschlag.portal import search
    from handschlag.portal.models import SearchWord

    chance = random.Random(1)
    latin, cyrillic = _words(LATIN.split(), chance), _words(CYRILLIC.split(), chance)
    _rows(notices, events, lambda count: {"de": _text(latin, count, chance), "ru": _text(cyrillic, count, chance)})
    began = time.perf_counter()
    written = search.heal()
    seconds = time.perf_counter() - began
    return {"asked": "made anew", "entries": written, "words": SearchWord.objects.count(), "seconds": round(seconds, 1)}


def _rows(notices: int, events: int, text: Any) -> None:
    from django.utils import timezone

    from handschlag.engine.language import Text
    from handschlag.events.models import Event, Host
    from handschlag.portal.models import Notice

    now = timezone.now()
    host = Host.objects.create(slug="host", name="Agency")
    kinds = list(host.notice_kinds.all())

    def said(count: int, *, first: str = "") -> Text:
        return Text.of(**{code: f"{first} {words}".strip() for code, words in text(count).items()})

    Notice.objects.bulk_create(
        (
            Notice(
                host=host,
                kind=kinds[number % len(kinds)],
                slug=f"n{number}",
                headline=said(6, first="Forum in Tscheljabinsk" if number % 500 == 0 else ""),
                lead=said(25, first="Leipzig:" if number % 20 == 0 else ""),
                body=said(120, first="Maschinenbau"),
                shown_on=(now - timedelta(days=number % 3000)).date(),
                published_at=now,
            )
            for number in range(notices)
        ),
        batch_size=500,
    )
    Event.objects.bulk_create(
        Event(
            host=host,
            slug=f"e{number}",
            title=said(5, first="Forum"),
            lead=said(30),
            starts_at=now + timedelta(days=number),
            ends_at=now + timedelta(days=number, hours=6),
        )
        for number in range(events)
    )


def _words(syllables: Sequence[str], chance: random.Random) -> list[str]:
    """Twenty thousand words of two to four syllables."""
    return ["".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(20_000)]


def _text(words: Sequence[str], count: int, chance: random.Random) -> str:
    """So many words, few of them very often and most of them seldom."""
    return " ".join(words[min(len(words) - 1, int(chance.paretovariate(0.6)) - 1)] for _ in range(count))


if __name__ == "__main__":
    sys.exit(main())
