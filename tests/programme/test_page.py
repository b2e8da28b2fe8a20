"""The programme as everybody reads it: complete, cheap, in her language, and harmless."""

import gzip
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from handschlag.engine.language import Text
from handschlag.foundation import revisions
from handschlag.foundation.personal import Audience
from handschlag.privacy.services import rules
from handschlag.programme.personal import SPEAKING
from handschlag.programme.services import talks
from tests import factories as make
from tests.programme import programmes

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>\"'&\u202e"


@pytest.fixture
def event():
    return make.EventFactory(place=Text.of(de="Kongresszentrum"))


def address(event, query=""):
    return reverse("programme:programme", args=[event.slug]) + query


def read(client, event, query=""):
    return client.get(address(event, query)).content.decode()


def numbers(page):
    return [int(number) for number in re.findall(r'<li id="talk-(\d+)"', page)]


@pytest.mark.parametrize("talks", [1, 3, 200])
def test_the_whole_programme_takes_four_queries_and_few_bytes(client, event, talks, django_assert_num_queries):
    programmes.long(event, talks)

    with django_assert_num_queries(4):
        answer = client.get(address(event))

    assert sorted(numbers(answer.content.decode())) == list(range(1, talks + 1))
    assert len(gzip.compress(answer.content)) < 40_000


def test_a_talk_is_shown_with_all_that_belongs_to_it(client, event):
    room = make.RoomFactory(event=event, name=Text.of(de="Großer Saal"))
    words = {"title": Text.of(de="Eröffnung"), "abstract": Text.of(de="Grußworte.\n\nDanach Kaffee.")}
    facts = {"room": room, "ends_at": make.OPENING + timedelta(minutes=30), "spoken": ["de"], "interpreted": ["ru"]}
    talk = make.TalkFactory(event=event, number=1, capacity=40, **words, **facts)
    make.SpeakerFactory(talk=talk, office=Text.of(de="Rektorin"), name=Text.of(de="Eva Muster"), has_agreed=True)
    make.SpeakerFactory(talk=talk, office=Text.of(de="Dekan"), name=Text.of(de="Max Niemand"))

    page = read(client, event)

    for said in ("10:00–10:30", "Eröffnung", "<p>Grußworte.</p>", "<p>Danach Kaffee.</p>", "Großer Saal", "DE → RU"):
        assert said in page
    assert ["Eva Muster" in page, "Dekan" in page, "Niemand" in page] == [True, True, False]


@pytest.mark.parametrize(("query", "shown"), [("", [1, 2, 3]), ("?language=ru", [1, 3]), ("?language=xx", [1, 2, 3])])
def test_a_language_can_be_chosen_by_a_link(client, event, query, shown):
    make.TalkFactory(event=event, number=1, spoken=["ru"])
    make.TalkFactory(event=event, number=2, spoken=["de"])
    make.TalkFactory(event=event, number=3, kind="pause")

    page = read(client, event, query)

    assert numbers(page) == shown
    assert f'href="{address(event)}?language=ru"' in page


def test_one_language_is_no_choice(client, event):
    make.TalkFactory(event=event, spoken=["de"])

    assert "?language=" not in read(client, event)


def test_several_days_are_named_and_can_be_jumped_to(client, event):
    for number, hours in ((1, 0), (2, 24)):
        make.TalkFactory(event=event, number=number, starts_at=make.OPENING + timedelta(hours=hours))

    page = read(client, event)

    assert re.findall(r'id="day-(\d)">([^<]+)<', page) == [
        ("1", "Mittwoch, 10. März 2027"),
        ("2", "Donnerstag, 11. März 2027"),
    ]
    assert page.count('href="#day-') == 2


def test_a_date_that_is_not_certain_is_not_shown(client):
    event = make.EventFactory(when_text=Text.of(de="02. bis Juni 2027"))
    make.TalkFactory(event=event)

    page = read(client, event)

    assert ["März" in page, "02. bis Juni 2027" in page] == [False, True]


def test_an_event_without_a_programme_says_so(client, event):
    assert numbers(read(client, event)) == []
    assert client.get(address(event)).status_code == 200


@pytest.mark.parametrize("facts", [{"published_at": None}, {"published_at": make.OPENING.replace(year=2090)}])
def test_nobody_reads_what_is_not_published(client, facts):
    assert client.get(address(make.EventFactory(**facts))).status_code == 404


def test_a_change_is_seen_with_the_next_request(client, event):
    editor = make.MembershipFactory(event=event, role="editor").user
    talk = make.TalkFactory(event=event, title=Text.of(de="Alt"))
    before = read(client, event)

    talks.change_talk(talk, {"title": Text.of(de="Neu gefasst")}, by=editor, now=make.OPENING)

    assert ["Neu gefasst" in before, "Neu gefasst" in read(client, event)] == [False, True]


def speaking(event):
    person = make.PersonFactory(user=make.UserFactory(), name="Eva Muster")
    make.SpeakerFactory(talk__event=event, person=person, has_agreed=True)
    return person


def test_a_name_goes_from_the_page_as_soon_as_she_or_the_host_wants_it(client, event):
    person = speaking(event)
    shown = ["Muster" in read(client, event)]
    now = make.OPENING

    rules.choose({SPEAKING: Audience.HOST}, by=person.user, now=now)
    shown.append("Muster" in read(client, event))
    rules.choose({SPEAKING: Audience.PUBLIC}, by=person.user, now=now)
    shown.append("Muster" in read(client, event))
    rules.decide(SPEAKING, host=event.host, widest=Audience.PARTICIPANTS, days=None, by=person.user, now=now)
    shown.append("Muster" in read(client, event))

    assert shown == [True, False, True, False]


def test_a_new_name_is_shown_at_once(client, event):
    person = speaking(event)
    read(client, event)
    person.name = "Eva Beispiel"
    person.save()

    assert "Beispiel" in read(client, event)


def test_a_page_is_kept_as_long_as_nothing_changes(client, event):
    """Red control of the two above: a page that nobody tells of a change does not know it."""
    person = speaking(event)
    read(client, event)
    type(person).objects.update(name="Eva Beispiel")
    kept = read(client, event)
    revisions.bump(event.slug, "public")

    assert ["Beispiel" in kept, "Beispiel" in read(client, event)] == [False, True]


@pytest.mark.parametrize("language", ["de", "en", "ru"])
def test_hostile_words_stay_words(client, event, language):
    text = Text.of(**{language: HOSTILE})
    room = make.RoomFactory(event=event, name=text)
    talk = make.TalkFactory(event=event, title=text, abstract=text, room=room)
    make.SpeakerFactory(talk=talk, office=text, name=text, has_agreed=True)

    page = client.get(f"/{language}/events/{event.slug}/programme/").content.decode()

    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 5


def test_visitors_get_no_cookie_and_nothing_twice(client, event):
    first = client.get(address(event))
    again = client.get(address(event), headers={"If-None-Match": first["ETag"]})

    assert (dict(first.cookies), again.status_code, again.content) == ({}, 304, b"")


def test_the_page_of_the_event_shows_the_beginning_and_leads_to_the_rest(client, event):
    programmes.long(event, 31)

    page = client.get(reverse("portal:event", args=[event.slug])).content.decode()

    assert page.count('<span class="room">') == 30
    assert f'href="{address(event)}"' in page
