"""The programme as iCalendar, read by a parser that we did not write."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from icalendar import Calendar

from handschlag.engine.language import Text
from handschlag.programme import calendar, queries
from tests import factories as make
from tests.programme import programmes

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make.EventFactory(place=Text.of(de="Kongresszentrum, Leipzig"))


def file_of(event):
    return calendar.calendar(event, queries.of(event))


def items(event):
    return Calendar.from_ical(file_of(event)).walk("VEVENT")


def test_an_appointment_says_what_when_where_and_who(event):
    room = make.RoomFactory(event=event, name=Text.of(de="Saal 1; Empore"))
    ends_at = make.OPENING + timedelta(minutes=30)
    words = {"title": Text.of(de="Eröffnung, Teil 1"), "abstract": Text.of(de="Erste Zeile\nZweite \\ Zeile")}
    talk = make.TalkFactory(event=event, number=3, room=room, ends_at=ends_at, spoken=["de"], changes=5, **words)
    make.SpeakerFactory(talk=talk, office=Text.of(de="Rektorin"))

    with translation.override("en"):
        [one] = items(event)

    assert one["SUMMARY"] == "Eröffnung, Teil 1"
    assert one["DESCRIPTION"] == "Erste Zeile\nZweite \\ Zeile\nRektorin\nSpoken: German."
    assert one["LOCATION"] == "Saal 1; Empore, Kongresszentrum, Leipzig"
    assert (one["SEQUENCE"], one["TRANSP"], one["URL"].endswith("#talk-3")) == (5, "OPAQUE", True)
    assert (one.decoded("DTSTART"), one.decoded("DTEND")) == (make.OPENING, ends_at)
    assert one.decoded("DTSTART").tzinfo.key == "Europe/Berlin"
    assert one.errors == []


def test_the_file_knows_its_time_zone_and_what_it_is_called(event):
    file = Calendar.from_ical(file_of(event))

    assert (file["X-WR-CALNAME"], file["METHOD"], [zone.tz_name for zone in file.walk("VTIMEZONE")]) == (
        "Forum",
        "PUBLISH",
        ["Europe/Berlin"],
    )
    assert file.walk("VEVENT") == []


@pytest.mark.parametrize(
    "begins", [datetime(2027, 3, 28, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)]
)
def test_an_appointment_is_right_on_the_day_on_which_the_clocks_change(begins):
    event = make.EventFactory(starts_at=begins, ends_at=begins + timedelta(hours=9))
    make.TalkFactory(event=event, starts_at=begins + timedelta(hours=6), ends_at=begins + timedelta(hours=7))

    [one] = items(event)

    assert one.decoded("DTSTART").astimezone(UTC) == begins + timedelta(hours=6)


def test_an_open_end_is_left_open_and_a_pause_blocks_nothing(event):
    make.TalkFactory(event=event, kind="pause")

    [one] = items(event)

    assert ("DTEND" in one, one["TRANSP"]) == (False, "TRANSPARENT")


def test_a_talk_stays_the_same_appointment_and_counts_its_changes(event):
    talk = make.TalkFactory(event=event)
    [before] = items(event)
    talk.starts_at, talk.changes = make.OPENING + timedelta(hours=1), 1
    talk.save()

    [after] = items(event)

    assert (before["UID"], before["SEQUENCE"], after["SEQUENCE"]) == (after["UID"], 0, 1)
    assert before.decoded("DTSTART") < after.decoded("DTSTART")


@pytest.mark.slow
def test_a_long_programme_is_read_completely_and_no_line_is_too_long(event):
    programmes.long(event, 200)

    file = file_of(event)

    assert len(Calendar.from_ical(file).walk("VEVENT")) == 200
    assert max(len(line) for line in file.split(b"\r\n")) <= 75
    assert b"\n" not in file.replace(b"\r\n", b"")


def test_nobody_puts_another_appointment_into_the_file(event):
    wicked = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\nUID:fremd\rSUMMARY:falsch\u2028\x01"
    make.TalkFactory(event=event, title=Text.of(de=wicked), place=Text.of(de=wicked))

    [one] = items(event)

    assert one["UID"] != "fremd"


def test_the_zone_is_that_of_the_place():
    event = make.EventFactory(time_zone="Asia/Almaty")
    make.TalkFactory(event=event)

    [one] = items(event)

    assert one.decoded("DTSTART").utcoffset() == make.OPENING.astimezone(ZoneInfo("Asia/Almaty")).utcoffset()
