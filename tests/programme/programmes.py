"""Programmes for tests."""

from datetime import timedelta

from handschlag.engine.language import Text
from handschlag.programme.models import Speaker, Talk
from tests import factories as make

SAID = "Was in den letzten Jahren gebaut wurde, was fehlt, und welche Partner dafür gesucht werden ({n})."
LANGUAGES = (["de"], ["ru"], ["de", "ru"], [])


def long(event, talks, *, rooms=4):
    """So many talks over three days, each with two speakers."""
    places = [make.RoomFactory(event=event, name=Text.of(de=f"Saal {n}", ru=f"Зал {n}")) for n in range(rooms)]
    rows = Talk.objects.bulk_create(_talk(event, number, places) for number in range(talks))
    person = make.PersonFactory(name="Айгуль Примерова", name_latin="Aigul Primerova")
    Speaker.objects.bulk_create(
        Speaker(
            talk=talk,
            number=number,
            office=Text.of(de=f"Leiterin {talk.number}", en=f"Head {talk.number}", ru=f"Начальник {talk.number}"),
            person=person if number == 2 else None,
            has_agreed=number == 2,
        )
        for talk in rows
        for number in (1, 2)
    )
    return rows


def _talk(event, number, places):
    starts_at = event.starts_at + timedelta(days=number % 3, minutes=30 * (number // 3 // len(places)))
    titles = {"de": f"Vorhaben {number} im Überblick", "en": f"Project {number} at a glance", "ru": f"Проект {number}"}
    return Talk(
        event=event,
        number=number + 1,
        title=Text.of(**titles),
        abstract=Text.of(**{code: SAID.format(n=number) for code in ("de", "en", "ru")}),
        room=places[number % len(places)],
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=30),
        spoken=LANGUAGES[number % 4],
        interpreted=["en"] if number % 2 else [],
    )
