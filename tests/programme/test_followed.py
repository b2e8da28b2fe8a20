"""A programme is followed talk by talk, and its event beside it: whatever has changed, it shows at once."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from handschlag.engine.language import Text
from handschlag.events.services import forums, hosts
from handschlag.foundation import revisions
from handschlag.foundation.page_cache import front
from handschlag.foundation.personal import Audience
from handschlag.privacy.models import Choice, GroupRule
from handschlag.programme.models import Talk
from handschlag.programme.personal import SPEAKING
from handschlag.programme.services import copying, speakers, talks
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EVERYWHERE = (
    "/de/events/forum/programme/",
    "/feeds/de/events/forum/programme.ics",
    "/feeds/de/events/forum/schedule.json",
    "/feeds/de/events/forum/schedule.xml",
    "/de/events/forum/",
)
CALENDAR = EVERYWHERE[1]
NOW = make.OPENING - timedelta(days=90)
NAME, OFFICE = "Eva Muster", Text.of(de="Amtsleiterin")
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def event():
    return make.EventFactory(slug="forum", place=Text.of(de="Riesa"), starts_at=make.OPENING)


@pytest.fixture
def editor(event):
    return make.MembershipFactory(event=event, role="editor").user


@pytest.fixture
def rows(event, editor):
    """Two talks, a room and somebody who speaks; all pages were made after a change of which is known what it was."""
    room = make.RoomFactory(event=event, name=Text.of(de="Saal Eins"))
    first, second = (
        talks.add_talk(event, {"title": Text.of(de=title), "starts_at": starts_at}, by=editor, now=NOW)
        for title, starts_at in (("Pumpen", make.OPENING), ("Ventile", make.OPENING + HALF_AN_HOUR))
    )
    person = make.PersonFactory(name=NAME, user=make.UserFactory())
    make.SpeakerFactory(talk=first, person=person, office=OFFICE, has_agreed=True)
    talks.change_talk(first, {"room": room}, by=editor, now=NOW)
    seen("Pumpen")
    return {"first": first, "second": second, "room": room, "person": person}


def seen(words, pages=EVERYWHERE):
    """On how many of these pages the words stand."""
    contents = [Client().get(page).content.decode().replace("\r\n ", "") for page in pages]
    return sum(words in content for content in contents)


def statements(page):
    """All that the database is asked for a page."""
    with CaptureQueriesContext(connection) as asked:
        Client().get(page)
    return [one["sql"] for one in asked]


def change(row, **facts):
    """Past everything that notes when a row has changed."""
    type(row).objects.filter(pk=row.pk).update(**facts)


@pytest.mark.parametrize("page", EVERYWHERE)
def test_after_an_edit_that_talk_alone_is_read(rows, editor, page):
    talks.change_talk(rows["first"], {"title": Text.of(de="Armaturen")}, by=editor, now=NOW)

    asked = statements(page)

    assert [("programme_talk" in one, 'public_id" IN' in one) for one in asked] == [
        (False, False),  # the number
        (False, False),  # what has changed since
        (True, True),
    ]


def test_without_an_edit_no_talk_is_read(rows):
    front.clear()

    assert not [one for one in statements(CALENDAR) if "programme_talk" in one]


def test_what_nobody_noted_is_not_read_again_until_all_is(rows):
    """The red control: it shows that talks are indeed not read again."""
    change(rows["second"], title=Text.of(de="Anders"))
    revisions.bump("forum", "public", about=[rows["first"]])
    followed = seen("Anders")
    revisions.bump("forum", "public")

    assert (followed, seen("Anders")) == (0, len(EVERYWHERE))


def title(rows, editor):
    talks.change_talk(rows["second"], {"title": Text.of(de="Armaturen")}, by=editor, now=NOW)
    return "Ventile", "Armaturen"


def place(rows, editor):
    talks.change_talk(rows["first"], {"room": None, "place": Text.of(de="Hof")}, by=editor, now=NOW)
    return "Saal Eins", "Hof"


def who_speaks(rows, editor):
    speakers.set_speakers(rows["first"], [speakers.Speaks(office=Text.of(de="Direktorin"))], by=editor, now=NOW)
    return NAME, "Direktorin"


def another_talk(rows, editor):
    event = rows["first"].event
    talks.remove_talk(rows["second"], by=editor, now=NOW)
    talks.add_talk(event, {"title": Text.of(de="Rohre"), "starts_at": make.OPENING}, by=editor, now=NOW)
    return "Ventile", "Rohre"


def name_of_a_room(rows, _editor):
    change(rows["room"], name=Text.of(de="Werkhalle"))
    revisions.bump("forum", "public")
    return "Saal Eins", "Werkhalle"


def name_of_a_person(rows, _editor):
    rows["person"].name = "Ina Beispiel"
    rows["person"].save()
    return NAME, "Ina Beispiel"


@pytest.mark.parametrize(
    "edit", [title, place, who_speaks, another_talk, name_of_a_room, name_of_a_person], ids=lambda edit: edit.__name__
)
@pytest.mark.parametrize("before", [None, title], ids=["alone", "after another"])
def test_an_edit_shows_everywhere_at_once(rows, editor, edit, before):
    if before is not None and before is not edit:
        before(rows, editor)
    old, new = edit(rows, editor)

    assert (seen(old), seen(new)) == (0, len(EVERYWHERE))


def choose(rows):
    Choice.objects.create(user=rows["person"].user, group=SPEAKING, audience=Audience.PARTICIPANTS)


def rule(rows):
    GroupRule.objects.create(host=rows["first"].event.host, group=SPEAKING, widest=Audience.HOST)


def go(rows):
    rows["person"].delete()


@pytest.mark.parametrize("hide", [choose, rule, go], ids=lambda hide: hide.__name__)
def test_a_name_that_may_no_longer_be_shown_is_gone_at_once(rows, hide):
    before = seen(NAME)
    hide(rows)

    assert (before, seen(NAME)) == (len(EVERYWHERE), 0)


@pytest.mark.parametrize("decided", [Choice, GroupRule])
def test_a_decision_that_is_taken_back_shows_at_once(rows, decided):
    choose(rows) if decided is Choice else rule(rows)
    before = seen(NAME)
    decided.objects.get().delete()

    assert (before, seen(NAME)) == (0, len(EVERYWHERE))


def test_a_talk_that_is_moved_takes_its_new_place(rows, editor):
    def order():
        content = Client().get(CALENDAR).content.decode()
        return content.index("Pumpen") < content.index("Ventile")

    before = order()
    talks.move_talk(rows["first"], make.OPENING + 3 * HALF_AN_HOUR, room=None, by=editor, now=NOW)

    assert (before, order()) == (True, False)


def test_all_that_is_moved_along_shows_its_new_time(rows, editor):
    later = make.OPENING + 10 * HALF_AN_HOUR
    zone = ZoneInfo(rows["first"].event.time_zone)
    talks.move_talk(rows["first"], later, room=None, and_following=True, by=editor, now=NOW)

    content = Client().get(CALENDAR).content.decode()
    times = [f"DTSTART;TZID={zone.key}:{at.astimezone(zone):%Y%m%dT%H%M%S}" for at in (later, later + HALF_AN_HOUR)]
    assert [content.count(time) for time in times] == [1, 1]


def test_a_whole_programme_that_is_copied_shows_at_once(rows, editor):
    source = make.EventFactory(slug="before", host=rows["first"].event.host)
    make.TalkFactory(event=source, title=Text.of(de="Turbinen"), starts_at=source.starts_at)
    Talk.objects.filter(event__slug="forum").delete()
    copying.copy(source, rows["first"].event, by=editor, now=NOW)

    assert seen("Turbinen") == len(EVERYWHERE)


def test_another_time_zone_of_the_event_shows_at_once(rows, editor):
    before = seen("TZID=Asia/Almaty", [CALENDAR])
    forums.change(rows["first"].event, {"time_zone": "Asia/Almaty"}, by=editor, now=NOW)

    assert (before, seen("TZID=Asia/Almaty", [CALENDAR])) == (0, 1)


def test_another_title_of_the_event_shows_at_once(rows, editor):
    forums.change(rows["first"].event, {"title": Text.of(de="Gipfel")}, by=editor, now=NOW)
    talks.change_talk(rows["first"], {"title": Text.of(de="Armaturen")}, by=editor, now=NOW)

    assert (seen("Gipfel"), seen("Armaturen")) == (len(EVERYWHERE), len(EVERYWHERE))


def test_another_name_of_the_host_shows_at_once(rows, editor):
    host, page = rows["first"].event.host, EVERYWHERE[-1:]
    before = seen("Agentur Süd", page)
    hosts.change_details(host, {"name": "Agentur Süd", "short_name": "", "address": ""}, by=editor, now=NOW)
    after = "Agentur Süd" in Client().get(*page).content.decode()  # not made without a change of its number

    assert (before, after) == (0, True)


def test_what_nobody_noted_of_the_event_is_not_read_again_until_all_is(rows):
    """The red control: it shows that the event is indeed not read again."""
    change(rows["first"].event, title=Text.of(de="Gipfel"))
    revisions.bump("forum", "public", about=[rows["first"]])
    followed = seen("Gipfel")
    revisions.bump("forum", "public")

    assert (followed, seen("Gipfel")) == (0, len(EVERYWHERE))


def test_an_event_that_is_no_longer_shown_takes_its_programme_along(rows, editor):
    forums.withdraw(rows["first"].event, by=editor, now=NOW)

    assert {Client().get(page).status_code for page in EVERYWHERE} == {404}


def test_an_event_whose_time_comes_shows_without_an_edit(rows, editor, monkeypatch):
    event = forums.withdraw(rows["first"].event, by=editor, now=NOW)
    opening = timezone.now() + HALF_AN_HOUR
    forums.publish(event, by=editor, now=timezone.now(), at=opening)
    talks.change_talk(rows["first"], {"title": Text.of(de="Armaturen")}, by=editor, now=NOW)
    before = {Client().get(page).status_code for page in EVERYWHERE}
    monkeypatch.setattr(timezone, "now", lambda: opening)

    assert (before, {Client().get(page).status_code for page in EVERYWHERE}) == ({404}, {200})


def test_what_was_taken_back_shows_only_while_it_lasted(rows, editor):
    with transaction.atomic():
        talks.change_talk(rows["first"], {"title": Text.of(de="Anders")}, by=editor, now=NOW)
        within = seen("Anders")
        transaction.set_rollback(True)
    at_once = seen("Pumpen")
    front.clear()
    talks.change_talk(rows["second"], {"title": Text.of(de="Armaturen")}, by=editor, now=NOW)  # has the same number

    everywhere = len(EVERYWHERE)
    assert (within, at_once, seen("Anders"), seen("Pumpen"), seen("Armaturen")) == (
        everywhere,
        everywhere,
        0,
        everywhere,
        everywhere,
    )
