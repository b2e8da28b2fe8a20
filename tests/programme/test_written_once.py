"""Talks are written once until something of them changes: then they are written anew, on page and in files."""

from datetime import timedelta

import pytest
from django.test import Client

from handschlag.engine.language import Text
from handschlag.foundation import revisions
from handschlag.foundation.personal import Audience
from handschlag.privacy.models import Choice, GroupRule
from handschlag.programme import queries
from handschlag.programme.personal import SPEAKING
from tests import factories as make

pytestmark = pytest.mark.django_db
EVERYWHERE = (
    "/de/events/forum/programme/",
    "/de/events/forum/",
    "/feeds/de/events/forum/programme.ics",
    "/feeds/de/events/forum/schedule.json",
    "/feeds/de/events/forum/schedule.xml",
)
NAME, OFFICE = "Eva Muster", "Amtsleiterin"


@pytest.fixture
def speaker():
    event = make.EventFactory(slug="forum", place=Text.of(de="Riesa"))
    times = {"starts_at": event.starts_at, "ends_at": event.starts_at + timedelta(minutes=30)}
    talk = make.TalkFactory(event=event, title=Text.of(de="Pumpen"), room=make.RoomFactory(event=event), **times)
    make.TalkFactory(event=event, title=Text.of(de="Ventile"), **times)
    person = make.PersonFactory(name=NAME, user=make.UserFactory())
    return make.SpeakerFactory(talk=talk, person=person, office=Text.of(de=OFFICE), has_agreed=True)


def seen(words, pages=EVERYWHERE):
    """On how many of these pages each of the words stands."""
    revisions.bump("forum", "public")
    contents = [Client().get(page).content.decode().replace("\r\n ", "") for page in pages]
    return [sum(word in content for content in contents) for word in words]


def change(row, **facts):
    """Past everything that notes when a row has changed."""
    type(row).objects.filter(pk=row.pk).update(**facts)


@pytest.mark.parametrize(
    ("of", "facts", "before", "after"),
    [
        (lambda one: one.talk, {"title": Text.of(de="Armaturen")}, "Pumpen", "Armaturen"),
        (lambda one: one.talk, {"abstract": Text.of(de="Lehren")}, "Lehren", "Lehren"),
        (lambda one: one.talk.room, {"name": Text.of(de="Werkhalle")}, "Werkhalle", "Werkhalle"),
        (lambda one: one, {"office": Text.of(de="Direktorin")}, OFFICE, "Direktorin"),
        (lambda one: one.person, {"name": "Ina Beispiel"}, NAME, "Ina Beispiel"),
    ],
    ids=["title", "abstract", "room", "office", "name"],
)
def test_a_change_shows_everywhere_at_once(speaker, of, facts, before, after):
    had = seen([before, after])
    change(of(speaker), **facts)
    has = seen([before, after])

    everywhere = len(EVERYWHERE)
    assert had == ([0, 0] if before == after else [everywhere, 0])
    assert has == ([everywhere, everywhere] if before == after else [0, everywhere])


def withdraw(speaker):
    change(speaker, has_agreed=False)


def choose(speaker):
    Choice.objects.create(user=speaker.person.user, group=SPEAKING, audience=Audience.PARTICIPANTS)


def rule(speaker):
    GroupRule.objects.create(host=speaker.talk.event.host, group=SPEAKING, widest=Audience.HOST)


@pytest.mark.parametrize("hide", [withdraw, choose, rule])
def test_a_name_that_may_no_longer_be_shown_is_gone_at_once(speaker, hide):
    before = seen([NAME])
    hide(speaker)

    assert (before, seen([NAME])) == ([len(EVERYWHERE)], [0])


def test_nothing_is_kept_of_a_name_that_is_not_shown(speaker):
    withdraw(speaker)
    seen([NAME])

    (kept,) = [item for item in queries.of(speaker.talk.event).items if item.voices]
    assert NAME not in f"{kept!r}{kept.written._pieces}"
    assert OFFICE in str(kept.written._pieces)


def test_another_place_and_time_zone_of_the_event_show_at_once(speaker):
    event = speaker.talk.event
    change(speaker.talk, room=None)
    files = [page for page in EVERYWHERE if page.endswith((".json", ".xml"))]
    before = seen(["<room>Riesa", '"room":"Riesa"', "+01:00"], files)
    change(event, place=Text.of(de="Almaty"), time_zone="Asia/Almaty")

    assert before == [1, 1, 2]
    assert seen(["<room>Almaty", '"room":"Almaty"', "+05:00", "+01:00"], files) == [1, 1, 2, 0]


def test_only_what_has_changed_is_read_again(speaker):
    event = speaker.talk.event
    before = {item.number: item for item in queries.of(event).items}
    change(speaker.talk, title=Text.of(de="Armaturen"))

    again = {item.number: item for item in queries.of(event).items}

    assert {number for number, item in again.items() if item is before[number]} == set(again) - {speaker.talk.number}
