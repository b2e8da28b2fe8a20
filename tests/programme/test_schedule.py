"""The schedule files: as their readers expect them, complete, harmless, and quick."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import jsonschema_rs
import pytest
from django.urls import reverse
from django.utils import translation

from handschlag.engine.language import Text
from handschlag.programme import queries, schedule
from tests import factories as make
from tests.programme import programmes, shapes

pytestmark = pytest.mark.django_db

HOSTILE = "</title><script>alert(1)</script> & \"'<![CDATA[ ]]> \x0b\x1b\ufffe \u202eabc \\"


@pytest.fixture
def event():
    return make.EventFactory(place=Text.of(de="Kongresszentrum", ru="Конгресс-центр"))


def made(event, version=7):
    return schedule.schedule(event, queries.of(event), version=version)


def as_data(event):
    return json.loads(schedule.as_json(made(event)))


def events_of(data):
    return [one for day in data["schedule"]["conference"]["days"] for room in day["rooms"].values() for one in room]


@pytest.mark.parametrize("talks", [0, 1, 30])
@pytest.mark.parametrize("language", ["de", "ru"])
def test_both_files_are_as_their_readers_expect(event, talks, language):
    programmes.long(event, talks)

    with translation.override(language):
        both = made(event)

    assert [
        error.message
        for error in jsonschema_rs.validator_for(shapes.SCHEDULE_JSON).iter_errors(json.loads(schedule.as_json(both)))
    ] == []
    assert shapes.faults(schedule.as_xml(both)) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<subtitle/>", ""),
        ('id="1"', 'id="0"'),
        ("<duration>00:30</duration>", "<duration>30</duration>"),
        ("<version>7</version>", "<version>7</version><other/>"),
        ('guid="', 'guid="x'),
    ],
)
def test_a_file_that_is_not_as_expected_is_found_out(event, right, wrong):
    programmes.long(event, 1)
    xml = schedule.as_xml(made(event)).decode()

    assert shapes.faults(xml.replace(right, wrong, 1)) != []


def test_both_files_say_the_same(event):
    programmes.long(event, 12)
    both = made(event)

    data, root = json.loads(schedule.as_json(both)), ElementTree.fromstring(schedule.as_xml(both))

    in_json = {one["guid"]: one for one in events_of(data)}
    in_xml = {one.get("guid"): one for one in root.findall("day/room/event")}
    assert in_json.keys() == in_xml.keys()
    for guid, one in in_json.items():
        for name in ("title", "room", "start", "duration", "slug", "abstract", "language", "type", "date", "url"):
            assert (in_xml[guid].findtext(name) or "") == one[name]
        assert [person.text for person in in_xml[guid].findall("persons/person")] == [
            person["name"] for person in one["persons"]
        ]


def test_an_event_says_what_it_is(event):
    room = make.RoomFactory(event=event, name=Text.of(de="Großer Saal"))
    ends_at = make.OPENING + timedelta(minutes=95)
    talk = make.TalkFactory(
        event=event,
        number=4,
        title=Text.of(de="Eröffnung"),
        room=room,
        ends_at=ends_at,
        spoken=["de"],
        interpreted=["ru"],
    )
    make.SpeakerFactory(talk=talk, name=Text.of(de="Eva Muster"), office=Text.of(de="Rektorin"), has_agreed=True)

    with translation.override("en"):
        [one] = events_of(as_data(event))

    assert {name: one[name] for name in ("id", "date", "start", "duration", "room", "title", "language", "track")} == {
        "id": 4,
        "date": "2027-03-10T10:00:00+01:00",
        "start": "10:00",
        "duration": "01:35",
        "room": "Großer Saal",
        "title": "Eröffnung",
        "language": "de",
        "track": "Talk",
    }
    assert one["description"] == "Spoken: German. Interpreted into: Russian."
    assert [person["name"] for person in one["persons"]] == ["Eva Muster (Rektorin)"]
    assert one["url"].endswith(f"{reverse('programme:programme', args=[event.slug])}#talk-4".replace("/de/", "/en/", 1))


def test_without_agreement_no_file_holds_the_name(event):
    make.SpeakerFactory(talk__event=event, name=Text.of(de="Eva Muster"))
    both = made(event)

    assert b"Muster" not in schedule.as_json(both) + schedule.as_xml(both)


@pytest.mark.parametrize(
    ("ends", "next_one", "duration"),
    [(20, None, "00:20"), (None, 45, "00:45"), (None, None, "00:00"), (20, 45, "00:20")],
)
def test_an_open_end_is_the_next_beginning_there_and_else_not_guessed(event, ends, next_one, duration):
    begins, room = make.OPENING, make.RoomFactory(event=event)
    ends_at = None if ends is None else begins + timedelta(minutes=ends)
    make.TalkFactory(event=event, room=room, ends_at=ends_at)
    make.TalkFactory(event=event, starts_at=begins + timedelta(minutes=10))
    if next_one is not None:
        make.TalkFactory(event=event, room=room, starts_at=begins + timedelta(minutes=next_one))

    assert events_of(as_data(event))[0]["duration"] == duration


def test_ids_stay_when_a_talk_changes(event):
    talk = make.TalkFactory(event=event)
    [before] = events_of(as_data(event))
    talk.title, talk.starts_at = Text.of(de="Anders"), make.OPENING + timedelta(hours=2)
    talk.save()

    [after] = events_of(as_data(event))

    assert (before["guid"], before["id"], before["slug"]) == (after["guid"], after["id"], after["slug"])
    assert before["title"] != after["title"]


def test_days_are_counted_and_each_has_its_span(event):
    for minutes, length in ((0, 30), (60, 30), (24 * 60, 15)):
        starts_at = make.OPENING + timedelta(minutes=minutes)
        make.TalkFactory(event=event, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=length))

    days = as_data(event)["schedule"]["conference"]["days"]

    assert [(day["index"], day["date"], day["day_start"][11:16], day["day_end"][11:16]) for day in days] == [
        (1, "2027-03-10", "10:00", "11:30"),
        (2, "2027-03-11", "10:00", "10:15"),
    ]


def test_hostile_words_stay_words(event):
    room = make.RoomFactory(event=event, name=Text.of(de=HOSTILE))
    talk = make.TalkFactory(event=event, title=Text.of(de=HOSTILE), abstract=Text.of(de=HOSTILE), room=room)
    make.SpeakerFactory(talk=talk, office=Text.of(de=HOSTILE))
    both = made(event)

    root, [one] = ElementTree.fromstring(schedule.as_xml(both)), events_of(json.loads(schedule.as_json(both)))

    shown = HOSTILE.replace("\x0b", "").replace("\x1b", "").replace("\ufffe", "")
    assert [root.findtext(f"day/room/event/{name}") for name in ("title", "abstract", "room")] == [shown] * 3
    assert root.find("day/room").get("name") == shown
    assert root.find(".//script") is None
    assert one["title"] == HOSTILE


def address(event, name="json", language="de"):
    return reverse(f"schedule:{name}", args=[language, event.slug])


@pytest.mark.parametrize(
    ("name", "content_type"),
    [("xml", "application/xml"), ("json", "application/json"), ("calendar", "text/calendar")],
)
def test_a_file_is_fetched_once_and_then_only_asked_for(client, event, name, content_type, django_assert_num_queries):
    programmes.long(event, 3)

    first = client.get(address(event, name))
    with django_assert_num_queries(1):
        again = client.get(address(event, name), headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, first["Content-Type"].split(";")[0], dict(first.cookies)) == (200, content_type, {})
    assert (again.status_code, again.content) == (304, b"")
    assert first["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("name", ["xml", "json", "calendar"])
@pytest.mark.parametrize("talks", [1, 3])
def test_a_longer_programme_takes_no_more_queries(client, event, name, talks, django_assert_num_queries):
    programmes.long(event, talks)

    with django_assert_num_queries(4):
        client.get(address(event, name))


@pytest.mark.parametrize("name", ["xml", "json", "calendar"])
@pytest.mark.parametrize(
    "facts", [{"published_at": None}, {"published_at": make.OPENING.replace(year=2090)}], ids=["draft", "scheduled"]
)
def test_nobody_reads_what_is_not_published(client, name, facts):
    hidden = make.EventFactory(**facts)

    assert client.get(address(hidden, name)).status_code == 404


def test_a_file_in_a_language_that_there_is_not_is_none(client, event):
    assert client.get(address(event, language="fr")).status_code == 404


def test_a_file_is_in_the_language_of_its_address_whatever_the_reader_likes(client, event):
    make.TalkFactory(event=event, title=Text.of(de="Eröffnung", ru="Открытие"))

    answer = client.get(address(event, language="ru"), headers={"Accept-Language": "de"})

    assert [one["title"] for one in events_of(answer.json())] == ["Открытие"]


@pytest.mark.parametrize(("name", "status"), [("xml", 404), ("json", 404), ("calendar", 200)])
def test_a_date_that_is_not_certain_is_no_date_in_a_file(client, name, status):
    event = make.EventFactory(when_text=Text.of(de="02. bis Juni 2027"))
    make.TalkFactory(event=event)

    answer = client.get(address(event, name))

    assert (answer.status_code, b"BEGIN:VEVENT" in answer.content) == (status, False)
