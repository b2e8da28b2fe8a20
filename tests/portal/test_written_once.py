"""Events, guests and notices are written once until something of them changes, comes, goes or is over."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from handschlag.engine.language import Text
from handschlag.foundation import revisions
from handschlag.foundation.page_cache import front
from handschlag.portal import event_page, narrowing
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HOME, CALENDAR, FORUM, NOTICES = "/de/", "/de/events/", "/de/events/forum/", "/de/notices/"
FILE = "/feeds/de/events.ics"
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    def set_to(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    set_to(NOW)
    return set_to


@pytest.fixture
def rows():
    """A row of each kind that these pages show."""
    host = make.HostFactory(slug="wfs", name="Agentur Nord")
    fair = make.FairFactory(host=host, name="Messe Eins")
    starts_at = NOW + timedelta(days=90)
    event = make.EventFactory(
        slug="forum",
        host=host,
        fair=fair,
        title=Text.of(de="Forum Eins"),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=8),
        registration_closes_at=NOW + timedelta(days=20),
    )
    delegation = make.DelegationFactory(event=event, name=Text.of(de="Gebiet Perm"))
    participant = make.ParticipantFactory(event=event, organisation__name="Gießwerk")
    return {
        "host": host,
        "fair": fair,
        "event": event,
        "delegation": delegation,
        "project": make.InvestmentProjectFactory(delegation=delegation, title=Text.of(de="Vorhaben Eins")),
        "side": participant.side,
        "organisation": participant.organisation,
        "tag": make.TagFactory(host=host, kind="region", slug="perm", name=Text.of(de="Region Eins")),
        "notice": make.NoticeFactory(host=host, slug="meldung", headline=Text.of(de="Meldung Eins")),
        "kind": host.notice_kinds.first(),
    }


def seen(words, *pages):
    """On which of these pages the words stand, whatever was kept of whole pages before."""
    front.clear()
    return [page for page in pages if words in Client().get(page).content.decode().replace("\r\n ", "")]


def change(row, **facts):
    """Past everything that notes when a row has changed."""
    type(row).objects.filter(pk=row.pk).update(**facts)


@pytest.mark.parametrize(
    ("of", "facts", "words", "pages"),
    [
        ("event", {"title": Text.of(de="Anders")}, "Anders", [HOME, CALENDAR, FORUM, FILE]),
        ("event", {"place": Text.of(de="Anders")}, "Anders", [HOME, CALENDAR, FORUM, FILE]),
        ("fair", {"name": "Anders"}, "Anders", [CALENDAR, FORUM]),
        ("host", {"name": "Anders"}, "Anders", [FORUM, FILE]),
        ("delegation", {"name": Text.of(de="Anders")}, "Anders", [FORUM]),
        ("project", {"title": Text.of(de="Anders")}, "Anders", [FORUM]),
        ("organisation", {"name": "Anders"}, "Anders", [FORUM]),
        ("side", {"name": Text.of(de="Anders")}, "Anders", [FORUM]),
        ("notice", {"headline": Text.of(de="Anders")}, "Anders", [HOME, NOTICES]),
        ("notice", {"lead": Text.of(de="Anders")}, "Anders", [NOTICES]),
        ("kind", {"name": Text.of(de="Anders")}, "Anders", [HOME, NOTICES]),
    ],
)
def test_a_change_shows_everywhere_at_once(rows, of, facts, words, pages):
    everywhere = HOME, CALENDAR, FORUM, NOTICES, FILE
    before = seen(words, *everywhere)
    change(rows[of], **facts)

    assert (before, seen(words, *everywhere)) == ([], pages)


@pytest.mark.parametrize(
    ("of", "words", "page"),
    [
        ("delegation", "Gebiet Perm", FORUM),
        ("project", "Vorhaben Eins", FORUM),
        ("notice", "Meldung Eins", HOME),
        ("notice", "Meldung Eins", NOTICES),
    ],
)
def test_what_is_deleted_is_gone_at_once(rows, of, words, page):
    before = seen(words, page)
    rows[of].delete()

    assert (before, seen(words, page)) == ([page], [])


def test_a_name_by_which_notices_are_narrowed_down_shows_at_once(rows):
    tags = [rows["tag"], make.TagFactory(host=rows["host"], kind="region", slug="ural")]
    rows["notice"].tags.add(*tags)
    before = seen("Region Zwei", NOTICES)
    change(rows["tag"], name=Text.of(de="Region Zwei"))

    assert (before, seen("Region Zwei", NOTICES)) == ([], [NOTICES])


def test_another_name_of_a_tag_shows_in_the_calendar_file_at_once(rows):
    rows["event"].tags.add(rows["tag"])
    before = seen("Region Zwei", FILE)
    change(rows["tag"], name=Text.of(de="Region Zwei"))

    assert (before, seen("Region Zwei", FILE)) == ([], [FILE])


def test_the_calendar_file_counts_each_change(rows):
    before = seen("SEQUENCE:0", FILE)
    revisions.bump("forum", "public")

    assert (before, seen("SEQUENCE:0", FILE), seen("SEQUENCE:1", FILE)) == ([FILE], [], [FILE])


def test_what_was_rolled_back_shows_only_while_it_lasted(rows):
    before = seen("Anders", HOME, FORUM)
    with transaction.atomic():
        change(rows["event"], title=Text.of(de="Anders"))
        change(rows["delegation"], name=Text.of(de="Anders"))
        within = seen("Anders", HOME, FORUM)
        transaction.set_rollback(True)

    assert (before, within, seen("Anders", HOME, FORUM)) == ([], [HOME, FORUM], [])


def test_a_notice_appears_and_goes_to_the_second(rows, clock):
    embargo, expiry = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    change(rows["notice"], embargo_until=embargo, expires_at=expiry)
    second = timedelta(seconds=1)
    found = []
    for moment in (embargo - second, embargo, expiry - second, expiry):
        clock(moment)
        found.append(seen("Meldung Eins", HOME, NOTICES))

    assert found == [[], [HOME, NOTICES], [HOME, NOTICES], []]


def test_a_deadline_shows_to_the_second(rows, clock):
    closes, second = rows["event"].registration_closes_at, timedelta(seconds=1)
    found = []
    for moment in (closes, closes + second):
        clock(moment)
        found.append(seen("Anmeldung geschlossen", HOME, CALENDAR, FORUM, FILE))

    assert found == [[], [HOME, CALENDAR, FORUM, FILE]]


def test_an_event_that_is_a_draft_again_is_gone_at_once(rows):
    before = seen("Forum Eins", HOME, CALENDAR, FORUM)
    change(rows["event"], published_at=None)

    assert (before, seen("Forum Eins", HOME, CALENDAR, FORUM)) == ([HOME, CALENDAR, FORUM], [])


def test_each_reader_gets_her_language(rows):
    change(rows["notice"], headline=Text.of(de="Meldung", ru="Новость"))

    found = [seen(words, HOME, "/ru/") for words in ("Meldung</a>", "Новость</a>")]

    assert found == [[HOME], ["/ru/"]]


def beside_talks():
    return event_page.beside_talks("forum", revisions.public("forum"), now=NOW)


def test_what_has_not_changed_is_the_same_thing(rows):
    pages = [
        (lambda: beside_talks().front),
        (lambda: beside_talks().presence.guests),
        (lambda: narrowing.latest(NOW)[0]),
    ]

    assert [page() is page() for page in pages] == [True] * 3


def test_a_delegation_that_has_changed_is_the_only_one_that_is_read_again(rows):
    make.DelegationFactory(event=rows["event"], number=9)

    before = beside_talks().presence.delegations
    change(rows["delegation"], name=Text.of(de="Anders"))
    after = beside_talks().presence.delegations

    assert [one is other for one, other in zip(before, after, strict=True)] == [False, True]
