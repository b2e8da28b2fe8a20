"""Notices and events as feeds, read by parsers that are not ours."""

import io
import json
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from handschlag.engine.language import Text
from handschlag.foundation import revisions
from handschlag.portal import feeds
from handschlag.portal.models import Notice
from tests.factories import EventFactory, FeedSourceFactory, HostFactory, NoticeFactory, TagFactory

pytestmark = pytest.mark.django_db
NAMES = {"a": "http://www.w3.org/2005/Atom"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def atom(client, path="/feeds/de/notices.atom"):
    answer = client.get(path)
    assert answer.status_code == 200
    found = feedparser.parse(io.BytesIO(answer.content), response_headers={"content-type": answer["Content-Type"]})
    assert (found.bozo, found.version) == (False, "atom10")
    return found


def titles(client, path="/feeds/de/notices.atom"):
    return [entry.title for entry in atom(client, path).entries]


def items(client, path="/feeds/de/notices.json"):
    return json.loads(client.get(path).content)["items"]


def root(client, path="/feeds/de/notices.atom"):
    return ElementTree.fromstring(client.get(path).content)


def notice(**more):
    words = {name: Text.of(de=f"{name} de", en=f"{name} en", ru=f"{name} ru") for name in ("headline", "lead", "body")}
    return NoticeFactory(**(words | more))


def test_an_atom_feed_has_all_that_the_standard_asks_for(client, settings):
    made = notice()
    found = atom(client)

    (entry,) = found.entries
    own = [link.href for link in found.feed.links if link.rel == "self"]
    assert (own, found.feed.title, found.feed.language) == (
        [f"{settings.BASE_URL}/feeds/de/notices.atom"],
        "Meldungen – Handschlag" if found.feed.title.startswith("M") else found.feed.title,
        "de",
    )
    assert (entry.title, entry.summary, entry.author) == ("headline de", "lead de", made.host.name)
    assert (entry.link, entry.content[0].value) == (f"{settings.BASE_URL}/de/notices/{made.slug}/", "<p>body de</p>")
    assert found.feed.updated == entry.updated


def test_a_json_feed_has_all_that_the_standard_asks_for(client, settings):
    made = notice()
    told = json.loads(client.get("/feeds/ru/notices.json").content)

    assert {name: told[name] for name in ("version", "feed_url", "home_page_url", "language")} == {
        "version": "https://jsonfeed.org/version/1.1",
        "feed_url": f"{settings.BASE_URL}/feeds/ru/notices.json",
        "home_page_url": f"{settings.BASE_URL}/ru/notices/",
        "language": "ru",
    }
    (item,) = told["items"]
    assert (item["title"], item["summary"], item["content_html"]) == ("headline ru", "lead ru", "<p>body ru</p>")
    assert (item["url"], item["authors"]) == (
        f"{settings.BASE_URL}/ru/notices/{made.slug}/",
        [{"name": made.host.name}],
    )


def test_the_id_of_an_entry_is_the_same_in_every_form_and_language_and_after_every_change(client, settings):
    made = notice()
    ids = {items(client)[0]["id"], items(client, "/feeds/ru/notices.json")[0]["id"], atom(client).entries[0].id}
    Notice.objects.filter(pk=made.pk).update(slug="other", headline=Text.of(de="Anders"))
    settings.BASE_URL = "https://other.example"
    revisions.bump("host:x", "public")

    assert ids == {items(client)[0]["id"]}
    assert next(iter(ids)).startswith("urn:uuid:")


def test_times_are_those_of_appearing_and_of_the_last_change(client):
    made = notice(embargo_until=datetime(2019, 1, 2, 9, tzinfo=UTC))
    Notice.objects.filter(pk=made.pk).update(changed_at=datetime(2019, 3, 1, tzinfo=UTC))

    (item,) = items(client)
    assert (item["date_published"], item["date_modified"]) == ("2019-01-02T09:00:00+00:00", "2019-03-01T00:00:00+00:00")


def test_words_of_another_language_say_so_each_for_itself(client):
    notice(headline=Text.of(de="Nur deutsch"), body=Text.of(ru="Только по-русски"))

    entry = root(client, "/feeds/en/notices.atom").find("a:entry", NAMES)
    spoken = {name: entry.find(f"a:{name}", NAMES).get(LANG) for name in ("title", "summary", "content")}
    assert spoken == {"title": "de", "summary": None, "content": "ru"}
    assert items(client, "/feeds/en/notices.json")[0]["language"] == "de"


def test_what_is_hidden_and_what_is_over_is_left_out_to_the_second(client):
    now = timezone.now()
    soon, just = now + timedelta(hours=1), now - timedelta(seconds=1)
    notice(published_at=None, headline=Text.of(de="Entwurf"))
    notice(published_at=soon, headline=Text.of(de="Geplant"))
    notice(embargo_until=soon, headline=Text.of(de="Sperrfrist"))
    notice(expires_at=just, headline=Text.of(de="Abgelaufen"))
    notice(archived_at=just, headline=Text.of(de="Archiv"))
    notice(embargo_until=just, expires_at=soon, headline=Text.of(de="Aktuell"))

    assert titles(client) == ["Aktuell"]


def test_what_came_from_a_partner_is_left_to_the_partners_own_feed(client):
    source = FeedSourceFactory()
    notice(host=source.host, feed=source)

    assert titles(client) == []


def test_a_feed_can_be_narrowed_down_as_the_list_of_notices_can(client):
    host = HostFactory()
    tag = TagFactory(host=host, slug="ural")
    notice(host=host, headline=Text.of(de="Ural")).tags.add(tag)
    notice(headline=Text.of(de="Andere"))
    notice(
        host=host, kind=host.notice_kinds.get(key="tender"), headline=Text.of(de="Auftrag"), shown_on=date(2018, 1, 1)
    )

    assert titles(client, "/feeds/de/notices.atom?region=ural") == ["Ural"]
    assert titles(client, "/feeds/de/notices.atom?kind=tender") == ["Auftrag"]
    assert titles(client, f"/feeds/de/notices.atom?host={host.slug}") == ["Ural", "Auftrag"]
    assert atom(client, "/feeds/de/notices.atom?region=ural").entries[0].tags[-1].term == "ural"


def test_an_empty_feed_is_a_feed(client):
    assert (titles(client), items(client)) == ([], [])


@pytest.mark.parametrize("path", ["/feeds/xx/notices.atom", "/feeds/de/notices.rss"])
def test_there_is_no_feed_in_other_languages_or_forms(client, path):
    assert client.get(path).status_code == 404


def test_links_to_pages_of_this_site_are_whole(client, settings):
    notice(body=Text.of(de="Zur [Seite](/de/events/x/) und [hinaus](https://a.example/)."))

    told = items(client)[0]["content_html"]
    assert (f'href="{settings.BASE_URL}/de/events/x/"' in told, 'href="https://a.example/"' in told) == (True, True)


HOSTILE = "<script>alert(1)</script> ]]> & \u202e \x01\x0b \ufffe **x** [y](javascript:alert(2))"


def test_hostile_words_are_harmless_in_both_forms(client):
    text = Text.of(de=HOSTILE)
    notice(headline=text, lead=text, body=text)

    told = atom(client).entries[0]
    assert ("<script" in told.content[0].value, "javascript:" in told.content[0].get("href", "")) == (False, False)
    assert told.title.startswith("<script>alert(1)</script> ]]> &")
    assert "<script" not in items(client)[0]["content_html"]
    assert root(client).find("a:entry/a:title", NAMES).get("type") is None  # plain text, for every reader


def test_a_reader_that_has_it_already_is_told_so_until_something_changes(client):
    made = notice()
    etag = client.get("/feeds/de/notices.atom")["ETag"]
    assert client.get("/feeds/de/notices.atom", headers={"If-None-Match": etag}).status_code == 304

    Notice.objects.filter(pk=made.pk).update(headline=Text.of(de="Neu"))
    revisions.bump(f"host:{made.host.slug}", "public")

    assert titles(client) == ["Neu"]


def test_programs_of_other_sites_may_read_it_and_no_cookie_is_set(client):
    answer = client.get("/feeds/ru/notices.json", headers={"Accept-Language": "de"})

    headers = [answer[name] for name in ("Access-Control-Allow-Origin", "Content-Type", "Content-Language")]
    assert headers == ["*", feeds.JSON, "ru"]
    assert (dict(answer.cookies), answer["Cross-Origin-Resource-Policy"]) == ({}, "cross-origin")


def test_one_notice_and_three_take_the_same_number_of_queries(client):
    def asked():
        revisions.bump("host:x", "public")
        with CaptureQueriesContext(connection) as queries:
            client.get("/feeds/de/notices.atom")
        return len(queries)

    tag = TagFactory()
    notice(host=tag.host).tags.add(tag)
    asked()
    one = asked()
    for _ in range(2):
        notice(host=tag.host).tags.add(tag)

    assert asked() == one


def test_events_that_are_to_come_are_a_feed_too(client, settings):
    later = timezone.now() + timedelta(days=30)
    event = EventFactory(title=Text.of(de="Forum A"), starts_at=later, ends_at=later + timedelta(hours=6))
    EventFactory(starts_at=later, ends_at=later + timedelta(hours=6), published_at=None)

    found = atom(client, "/feeds/de/events.atom")

    assert [(one.title, one.author) for one in found.entries] == [("Forum A", event.host.name)]
    assert found.entries[0].link.endswith(f"/events/{event.slug}/")


def test_a_feed_names_itself_in_the_other_languages(client, settings):
    links = [(link.rel, link.href) for link in atom(client).feed.links if "/feeds/" in link.href]

    base = f"{settings.BASE_URL}/feeds"
    assert links == [("self", f"{base}/de/notices.atom")] + [
        ("alternate", f"{base}/{code}/notices.atom") for code in ("en", "ru")
    ]


def test_nothing_personal_stands_in_a_feed_of_events(client):
    later = timezone.now() + timedelta(days=30)
    EventFactory(starts_at=later, ends_at=later + timedelta(hours=6), contact_email="office@example.org")

    assert b"office@example.org" not in client.get("/feeds/de/events.atom").content


def test_the_title_of_a_feed_is_in_its_language(client):
    with translation.override("ru"):
        expected = translation.gettext("Notices")

    assert atom(client, "/feeds/ru/notices.atom").feed.title == f"{expected} – Handschlag"
