"""The site as visitors see it: ``python -m benchmarks.visitors`` takes orders.

Besides the demonstration there is a forum like the yardstick's page (20 talks) and one with 200; with ``--many`` there
are 500 events and 10,000 notices instead, all of them in the search.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

from benchmarks import asking

OPENING = datetime(2027, 3, 9, 8, tzinfo=UTC)
EDITS = count(1)
TALKS = {"forum-20": 20, "forum-200": 200}
CITIES = ("Leipzig", "Almaty", "Tscheljabinsk", "Taschkent", "Wrocław", "Dresden", "Perm", "Tiflis")
SUBJECTS = ("Pumpen und Armaturen", "Windkraft", "Maschinenbau", "Abwasser", "Lebensmittel", "Fördermittel")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", action="store_true", help="a host with very many events and notices")
    parser.add_argument("--events", type=int, default=500)
    parser.add_argument("--notices", type=int, default=10_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"HANDSCHLAG_DATA": folder, "HANDSCHLAG_DEMO": "1", "HANDSCHLAG_DEBUG": "0"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "handschlag.site.settings"
        with redirect_stdout(sys.stderr):  # the other one is for answers
            application, ways = _site(args)
        asking.take_orders(application, ways=ways)
    return 0


def _site(args: argparse.Namespace) -> tuple[asking.Application, dict[str, Callable[[], None]]]:
    """The site, and what can be done to it before each request."""
    import django

    django.setup()
    from django.core.management import call_command

    from handschlag.site import demo, made

    call_command("migrate", verbosity=0)
    made.collect_static_files()
    if args.many:
        _add_very_many(args.events, args.notices)
    else:
        demo.load()
        for slug, talks in TALKS.items():
            _add_forum(slug, talks)
    from handschlag.foundation import fragments
    from handschlag.foundation.page_cache import front
    from handschlag.site.wsgi import application

    def forget_all() -> None:
        front.clear()
        fragments.forget()

    edits = {f"an edit of {slug}": partial(_edit_talk, slug) for slug in (*TALKS, "forum-2019")}
    return application, {"no page": front.clear, "nothing": forget_all} | edits


def _edit_talk(slug: str) -> None:
    """Another title for the first talk of an event."""
    from django.db.models import F

    from handschlag.foundation import revisions
    from handschlag.programme.models import Talk

    talk = Talk.objects.get(event__slug=slug, number=1)
    talk.title = _text(f"Vortrag {next(EDITS)}")
    talk.changes = F("changes") + 1
    talk.save()
    revisions.bump(slug, "public", about=[talk])


def _text(words: str) -> Any:
    from handschlag.engine.language import Text

    return Text.of(de=words, en=f"{words} (English)", ru=f"{words} (по-русски)")


def _add_forum(slug: str, talks: int) -> None:
    from handschlag.events.models import Event, Host
    from handschlag.programme.models import Speaker, Talk

    event = _event(Event, Host.objects.earliest("pk"), slug, OPENING)
    event.save()
    room = event.rooms.create(name=_text("Großer Saal"))
    words = "Erfahrungen aus Leipzig und was daraus für andere Städte folgt, mit Zahlen aus drei Jahren. "
    rows = [
        Talk(
            event=event,
            number=number,
            title=_text(f"{SUBJECTS[number % 6]} {number}"),
            abstract=_text(words),
            room=room,
            starts_at=OPENING + timedelta(minutes=20 * number),
            ends_at=OPENING + timedelta(minutes=20 * number + 20),
            spoken=["de"],
            interpreted=["ru"],
        )
        for number in range(1, talks + 1)
    ]
    Talk.objects.bulk_create(rows)
    offices = _text("Leiterin der Abteilung Wasserwirtschaft")
    Speaker.objects.bulk_create(
        Speaker(talk=talk, number=1, office=offices) for talk in Talk.objects.filter(event=event)
    )


def _event(model: Any, host: Any, slug: str, starts_at: datetime, city: str = "Leipzig") -> Any:
    return model(
        host=host,
        slug=slug,
        title=_text(f"Kooperationsforum {city} {slug}"),
        lead=_text("Unternehmen und Behörden zweier Regionen treffen sich an Tischen. " * 2),
        place=_text(city),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=8),
        registration_closes_at=starts_at - timedelta(days=30),
        languages=["de", "ru"],
        countries=["KZ"],
        published_at=datetime(2018, 1, 1, tzinfo=UTC),
    )


def _add_very_many(events: int, notices: int) -> None:
    from handschlag.events.models import Event, Host, Tag
    from handschlag.foundation import revisions
    from handschlag.portal import kinds
    from handschlag.portal.models import Notice
    from handschlag.portal.search import rebuilding

    host = Host.objects.create(slug="agency", name="Wirtschaftsförderung (fiktiv)")
    kinds.begin(host)
    first = datetime(2019, 1, 7, 8, tzinfo=UTC)
    rows = [
        _event(Event, host, f"forum-{number}", first + timedelta(days=7 * number), CITIES[number % 8])
        for number in range(events)
    ]
    Event.objects.bulk_create(rows)
    for number in range(events):  # as many as there are when each has been changed once
        revisions.bump(f"forum-{number}", "public")
    tags = [Tag(host=host, kind="region", slug=city.lower(), name=_text(city)) for city in CITIES]
    Tag.objects.bulk_create(tags)
    _add_notices(host, notices, list(host.notice_kinds.all()), tags)
    print(Notice.objects.count(), "notices", rebuilding.rebuild(), "entries")


def _add_notices(host: Any, notices: int, kinds: Sequence[Any], tags: Sequence[Any]) -> None:
    from handschlag.portal.models import Notice

    rows = [
        Notice(
            host=host,
            kind=kinds[number % len(kinds)],
            slug=f"notice-{number}",
            headline=_text(f"{SUBJECTS[number % 6]} in {CITIES[number % 8]}: Nachricht {number}"),
            location=_text(CITIES[number % 8]),
            lead=_text("Gesucht werden Partner mit Erfahrung in drei Schichten und einem Lager vor Ort. "),
            body=_text("Was zu tun ist, steht in der Ausschreibung. **Fristen** gelten in Ortszeit.\n\n" * 3),
            shown_on=date(2019, 1, 7) + timedelta(days=number % 2900),
            published_at=datetime(2019, 1, 7, tzinfo=UTC),
        )
        for number in range(notices)
    ]
    Notice.objects.bulk_create(rows, batch_size=500)
    through = Notice.tags.through
    made = Notice.objects.order_by("pk").values_list("pk", flat=True)
    through.objects.bulk_create(
        (through(notice_id=pk, tag_id=tags[number % len(tags)].pk) for number, pk in enumerate(made)), batch_size=500
    )


if __name__ == "__main__":
    sys.exit(main())
