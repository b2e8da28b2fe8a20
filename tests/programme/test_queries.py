"""What everybody sees of a programme."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from handschlag.engine.language import Text
from handschlag.foundation import reading
from handschlag.foundation.personal import NOBODY, Audience
from handschlag.privacy.models import Choice, GroupRule
from handschlag.programme import queries
from handschlag.programme.personal import SPEAKING
from tests import factories as make
from tests.programme import programmes

pytestmark = pytest.mark.django_db


def at(minutes):
    return make.OPENING + timedelta(minutes=minutes)


def titles(programme):
    return [str(item.title) for item in programme.items]


def talk(event, title, minutes=0, **facts):
    return make.TalkFactory(event=event, title=Text.of(de=title), starts_at=at(minutes), **facts)


@pytest.fixture
def event():
    return make.EventFactory()


def test_talks_stand_in_the_order_of_their_beginning_and_then_of_their_number(event):
    talk(event, "dritter", 30)
    talk(event, "zweiter", 0, number=900)
    talk(event, "erster", 0, number=800)
    talk(make.EventFactory(), "woanders", 0)

    assert titles(queries.of(event)) == ["erster", "zweiter", "dritter"]


@pytest.mark.parametrize("talks", [1, 3, 200])
def test_a_programme_takes_one_query_whatever_its_length(event, talks, django_assert_num_queries):
    programmes.long(event, talks)

    with django_assert_num_queries(1):
        programme = queries.of(event)

    assert (len(programme), sum(len(item.voices) for item in programme.items)) == (talks, 2 * talks)


def test_the_days_are_those_of_the_place(event):
    event.time_zone = "Asia/Almaty"
    talk(event, "Abend", 9 * 60)  # 18:00 UTC is 23:00 there, and 20:00 UTC the next day
    talk(event, "Nacht", 11 * 60)

    assert [(day.on, len(day.items)) for day in queries.of(event).days] == [
        (date(2027, 3, 10), 1),
        (date(2027, 3, 11), 1),
    ]


def test_the_room_is_the_place_and_a_place_stands_for_none(event):
    room = make.RoomFactory(event=event, name=Text.of(de="Großer Saal"))
    talk(event, "a", room=room)
    talk(event, "b", 1, place=Text.of(de="Werk Riesa"))
    talk(event, "c", 2)

    assert [str(item.place) for item in queries.of(event).items] == ["Großer Saal", "Werk Riesa", ""]


def test_in_a_language_stays_what_is_spoken_or_interpreted_in_it_and_what_says_nothing(event):
    talk(event, "gesprochen", 0, spoken=["ru"])
    talk(event, "gedolmetscht", 1, spoken=["de"], interpreted=["ru"])
    talk(event, "nur deutsch", 2, spoken=["de"])
    talk(event, "Pause", 3, kind="pause")

    programme = queries.of(event).in_language("ru")

    assert (titles(programme), programme.left_out) == (["gesprochen", "gedolmetscht", "Pause"], 1)


def test_languages_are_offered_by_how_much_can_be_followed_in_them(event):
    talk(event, "a", 0, spoken=["ru"], interpreted=["de"])
    talk(event, "b", 1, spoken=["de"])
    talk(event, "c", 2, spoken=["de"], interpreted=["en"])

    assert queries.of(event).languages == ["de", "en", "ru"]


def test_the_beginning_says_how_much_follows(event):
    programmes.long(event, 5)

    shown = queries.of(event).first(3)

    assert (len(shown), shown.left_out) == (3, 2)


def voices(event):
    return [(str(voice.office), reading.plain(voice.name)) for item in queries.of(event).items for voice in item.voices]


def test_without_agreement_the_office_alone_is_shown(event):
    one = talk(event, "a")
    for number, agreed in ((1, False), (2, True)):
        make.SpeakerFactory(
            talk=one, number=number, office=Text.of(de="Rat"), name=Text.of(de="Eva Muster"), has_agreed=agreed
        )

    assert voices(event) == [("Rat", ""), ("Rat", "Eva Muster")]


def test_who_has_neither_office_nor_shown_name_is_not_there(event):
    make.SpeakerFactory(talk=talk(event, "a"), office=Text(), name=Text.of(de="Eva Muster"))

    assert voices(event) == []


@pytest.mark.parametrize(
    ("name", "latin", "written", "language", "shown"),
    [
        ("Айгуль Примерова", "Aigul Primerova", {}, "de", "Aigul Primerova"),
        ("Айгуль Примерова", "Aigul Primerova", {}, "ru", "Айгуль Примерова"),
        ("Айгуль Примерова", "", {}, "de", "Айгуль Примерова"),
        ("Eva Muster", "", {}, "ru", "Eva Muster"),
        ("Eva Muster", "", {"ru": "Ева Мустер"}, "ru", "Ева Мустер"),
        (NOBODY, "", {}, "de", ""),
    ],
)
def test_a_name_is_shown_in_letters_that_the_reader_knows(event, name, latin, written, language, shown):
    person = make.PersonFactory(name=name, name_latin=latin)
    make.SpeakerFactory(talk=talk(event, "a"), person=person, name=Text.of(**written), has_agreed=True)

    with translation.override(language):
        assert [name for _office, name in voices(event)] == [shown]


def test_her_choice_and_the_rule_of_the_host_are_kept(event):
    user = make.UserFactory()
    person = make.PersonFactory(user=user, name="Eva Muster")
    make.SpeakerFactory(talk=talk(event, "a"), person=person, has_agreed=True)
    seen = [voices(event)[0][1]]

    Choice.objects.create(user=user, group=SPEAKING, audience=Audience.PARTICIPANTS)
    seen.append(voices(event)[0][1])
    Choice.objects.all().delete()
    GroupRule.objects.create(host=event.host, group=SPEAKING, widest=Audience.HOST)
    seen.append(voices(event)[0][1])

    assert seen == ["Eva Muster", "", ""]


def test_sources_are_events_of_this_host_with_a_programme(event):
    earlier = make.EventFactory(host=event.host, starts_at=datetime(2026, 3, 10, 9, tzinfo=UTC))
    make.EventFactory(host=event.host)
    for one in (event, earlier, make.EventFactory()):
        make.TalkFactory(event=one)

    assert queries.sources(event) == [earlier]
