"""What the office does with many at once: ``python -m benchmarks.desk TASK NUMBER`` does it and prints its seconds.

Tasks: ``import-csv`` and ``import-xlsx`` take over a file of so many applications; ``badges`` sets so many badges. In
a site of its own, on an empty SQLite file, or where DATABASE_URL says.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from datetime import UTC, datetime
from typing import Any

NOW = datetime(2027, 1, 12, 9, tzinfo=UTC)
HEAD = ("Mail address", "Contact person", "Organisation", "Country", "Side", "City", "Language")
NAMES = ("Anna Müller", "Olga Wölk", "Алексей Смирнов", "Jürgen Weiß", "Мария Ковалёва")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=("import-csv", "import-xlsx", "badges"))
    parser.add_argument("number", type=int)
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"HANDSCHLAG_DATA": folder, "HANDSCHLAG_DEMO": "1", "HANDSCHLAG_DEBUG": "0"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "handschlag.site.settings"
        with redirect_stdout(sys.stderr):  # the other one is for the answer
            answer = _measured(_badges(args.number) if args.task == "badges" else _import(args.task, args.number))
        print(json.dumps(answer))
    return 0


def _import(task: str, number: int) -> Callable[[], None]:
    """Look at a file and take it over, as the worker does."""
    event, user = _event()
    from django.utils import translation

    from handschlag.foundation import spreadsheets
    from handschlag.registration import spreadsheet_import
    from handschlag.registration.services import importing

    rows = (_row(one) for one in range(number))
    made = spreadsheets.as_csv if task == "import-csv" else spreadsheets.as_xlsx
    more: dict[str, Any] = {"language": "en"} if task == "import-csv" else {"name": "Applications"}
    content = made(HEAD, rows, **more)

    def take_over() -> None:
        with translation.override("en"):
            found = importing.compare(event, spreadsheet_import.read(content, event))
            added, _changed = importing.take_over(event, found, by=user, now=NOW)
        if added != number:
            raise SystemExit(f"expected {number} new applications, got {added}: {found.problems[:3]}")

    return take_over


def _row(number: int) -> tuple[str, ...]:
    name = NAMES[number % len(NAMES)]
    return (f"p{number}@example.org", name, f"Werk {number} GmbH", "DE", "ours", "Köln", "de")


def _badges(number: int) -> Callable[[], None]:
    event, _user = _event()
    from handschlag.registration import badges

    made = [
        badges.Badge(
            name=NAMES[one % len(NAMES)],
            latin="Aleksej Smirnov" if one % len(NAMES) == 2 else "",
            organisation=f"Werk {one} GmbH",
            country="Deutschland",
            languages=("Deutsch (Muttersprache)", "Englisch B2"),
            photo="",
            code=f"T{one:06}.abcdefghijklmnop",
        )
        for one in range(number)
    ]

    def set_them() -> None:
        if not badges.pdf(made, event, language="de").startswith(b"%PDF"):
            raise SystemExit("expected a PDF")

    return set_them


def _event() -> tuple[Any, Any]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from handschlag.accounts.models import User
    from handschlag.engine.language import Text
    from handschlag.events.models import Event, Host
    from handschlag.registration.models import RegistrationRules

    event = Event.objects.create(
        host=Host.objects.create(slug="agency", name="Wirtschaftsförderung (fiktiv)"),
        slug="forum",
        title=Text.of(de="Kooperationsforum Leipzig", en="Forum", ru="Форум"),
        starts_at=datetime(2099, 3, 9, 8, tzinfo=UTC),
        ends_at=datetime(2099, 3, 9, 16, tzinfo=UTC),
        published_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    event.sides.create(key="ours", name=Text.of(de="Deutsche Seite"), number=1)
    RegistrationRules.objects.create(event=event, approval="by_hand")
    return event, User.objects.create(email="office@example.org", name="Anna Amt")


def _measured(task: Callable[[], None]) -> dict[str, float]:
    """Seconds of the clock, and of the processor with those of children."""
    began, spent = time.perf_counter(), _spent()
    task()
    return {"seconds": time.perf_counter() - began, "cpu": _spent() - spent}


def _spent() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


if __name__ == "__main__":
    sys.exit(main())
