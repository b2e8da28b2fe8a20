"""The page of the search and its suggestions: for everybody, without a cookie, kept by nobody."""

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone

from handschlag.engine.language import Text
from handschlag.foundation.limits import Braked
from handschlag.portal.pace import Pace
from handschlag.portal.views import search as views
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _unhurried():
    """Nobody has searched yet."""
    views.SEARCHES.forget()
    views.SUGGESTIONS.forget()


@pytest.fixture
def forum():
    event = make.EventFactory(slug="forum", title=Text.of(de="Kooperationsforum Tscheljabinsk", ru="Форум Челябинск"))
    make.NoticeFactory(slug="notice", headline=Text.of(de="Anmeldung offen"), lead=Text.of(de="Forum in Tscheljabinsk"))
    return event


def page(client, language="de", **asked):
    return client.get(f"/{language}/search/?{urlencode(asked)}")


def text(answer):
    return answer.content.decode()


def test_the_page_works_without_a_question(client):
    answer = client.get("/de/search/")

    assert answer.status_code == 200
    assert '<form class="search" action="/de/search/" role="search">' in text(answer)


def test_hits_stand_on_the_page_with_what_was_looked_for(client, forum):
    shown = text(page(client, q="Cheliabinsk"))

    assert 'value="Cheliabinsk"' in shown
    assert '<a href="/de/events/forum/">Kooperationsforum <mark>Tscheljabinsk</mark></a>' in shown
    assert "Forum in <mark>Tscheljabinsk</mark>" in shown


@pytest.mark.parametrize(("language", "title"), [("de", "Tscheljabinsk"), ("ru", "Челябинск")])
def test_each_reader_reads_in_her_language(client, forum, language, title):
    assert f"<mark>{title}</mark></a>" in text(page(client, language, q="Chelyabinsk", kind="event"))


def test_a_kind_is_chosen_by_a_link(client, forum):
    shown = text(page(client, q="Tscheljabinsk", kind="notice"))

    assert "/de/notices/notice/" in shown
    assert 'href="/de/events/forum/"' not in shown
    assert 'href="?q=Tscheljabinsk&amp;kind=event"' in shown
    assert '<input type="hidden" name="kind" value="notice">' in shown


def test_pages_lead_on_and_back(client):
    for number in range(21):
        make.NoticeFactory(headline=Text.of(de=f"Meldung {number}"))

    assert 'rel="next" href="?q=Meldung&amp;page=2"' in text(page(client, q="Meldung"))
    assert 'rel="prev" href="?q=Meldung"' in text(page(client, q="Meldung", page=2))


@pytest.mark.parametrize("asked", [{"page": "x"}, {"page": "-1"}, {"page": "9" * 40}, {"kind": "x"}, {"host": "\0"}])
def test_what_an_address_should_not_say_is_let_be(client, forum, asked):
    answer = page(client, q="Tscheljabinsk", **asked)

    assert answer.status_code == 200
    assert "/de/events/forum/" in text(answer)


def test_one_host_is_searched_alone_and_that_is_said(client, forum):
    make.EventFactory(slug="other", title=Text.of(de="Tscheljabinsk"))

    shown = text(page(client, q="Tscheljabinsk", host=forum.host.slug))

    assert forum.host.name in shown
    assert "/de/events/other/" not in shown
    assert f'<input type="hidden" name="host" value="{forum.host.slug}">' in shown


def test_a_question_without_an_answer_leads_on(client):
    shown = text(page(client, q="<Zwieback>"))

    assert "&lt;Zwieback&gt;" in shown
    assert "<Zwieback>" not in shown
    assert 'href="/de/events/"' in shown


@pytest.mark.parametrize("path", ["/de/search/", "/de/search/?q=forum", "/suggest/de/?q=forum"])
def test_no_cookie_is_set_and_nothing_is_kept(client, forum, path):
    answer = client.get(path)

    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]


def test_an_answer_is_as_it_is_now(client):
    notice = make.NoticeFactory(headline=Text.of(de="Forum"))
    assert f"/de/notices/{notice.slug}/" in text(page(client, q="Forum"))

    type(notice).objects.filter(pk=notice.pk).update(expires_at=timezone.now())

    assert f"/de/notices/{notice.slug}/" not in text(page(client, q="Forum"))


@pytest.mark.parametrize(
    ("language", "title", "says"),
    [("de", "Kooperationsforum Tscheljabinsk", 1), ("ru", "Форум Челябинск", 1)],
)
def test_suggestions_are_in_the_language_of_the_page(client, forum, language, title, says):
    told = client.get(f"/suggest/{language}/?q=cheliab").json()

    assert [(one["title"], one["address"]) for one in told["suggestions"]] == [(title, f"/{language}/events/forum/")]
    assert str(says) in told["says"]


def test_there_are_no_suggestions_in_a_language_that_we_do_not_speak(client):
    assert client.get("/suggest/xx/?q=forum").status_code == 404


@pytest.mark.parametrize("path", ["/de/search/", "/suggest/de/"])
def test_nothing_is_changed_by_searching(client, path):
    assert client.post(path, {"q": "forum"}).status_code == 405


def test_whoever_asks_too_often_waits(client, monkeypatch):
    monkeypatch.setattr(views, "SEARCHES", Pace(most=1))
    monkeypatch.setattr(views, "SUGGESTIONS", Pace(most=1))
    first = page(client, q="forum"), client.get("/suggest/de/?q=forum")
    second = page(client, q="forum"), client.get("/suggest/de/?q=forum")

    assert [answer.status_code for answer in (*first, *second)] == [200, 200, 429, 429]
    assert client.get("/de/search/").status_code == 200


def test_the_pace_begins_anew_after_its_time():
    pace = Pace(most=2, seconds=60)
    for _ in range(2):
        pace.keep("a", now=NOW)
    pace.keep("b", now=NOW)
    with pytest.raises(Braked) as braked:
        pace.keep("a", now=NOW + timedelta(seconds=59))

    assert braked.value.until == NOW + timedelta(seconds=60)
    pace.keep("a", now=NOW + timedelta(seconds=60))


def test_the_script_is_small():
    script = Path(finders.find("portal/suggest.js"))

    assert len(gzip.compress(script.read_bytes())) <= 2000
