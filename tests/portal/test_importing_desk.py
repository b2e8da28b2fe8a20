"""Editors choose the feeds of partners: they see first what would come."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handschlag.events.roles import Role
from handschlag.portal.models import FeedSource, Notice
from handschlag.portal.views import sources as views
from tests.factories import FeedSourceFactory, HostFactory, MembershipFactory
from tests.serving import END, partner, text

pytestmark = pytest.mark.django_db
FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Kammer Nebenan</title>
<item><guid>1</guid><title>Messe &lt;b&gt;im Mai&lt;/b&gt;</title><description>Kurz.</description></item>
<item><guid>2</guid><title>&lt;script&gt;alert(1)&lt;/script&gt;Zweite</title></item></channel></rss>"""
PAGE = b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head></html>'


@pytest.fixture
def host():
    return HostFactory(slug="wfs")


@pytest.fixture
def editor(host, client, settings):
    settings.FETCHES_FROM_LOOPBACK = True
    user = MembershipFactory(event=None, host=host, role=Role.EDITOR).user
    client.force_login(user)
    return client


def send(client, address, step="look", **more):
    facts = {"address": address, "title": "", "language": "de", "kind": "notice", "shows_at_once": "now", "step": step}
    return client.post("/de/hosts/wfs/feeds/", facts | more)


def has(answer, *parts):
    page = answer.content.decode()
    return [part in page for part in parts]


def test_the_trial_shows_what_would_come_and_keeps_nothing(editor):
    with partner(text(FEED)) as one:
        answer = send(editor, one.address)

    assert (answer.status_code, FeedSource.objects.count(), Notice.objects.count()) == (200, 0, 0)
    shown = has(answer, "Messe im Mai", "Zweite", "<script>alert", f'value="{one.address}"', 'value="Kammer Nebenan"')
    assert shown == [True, True, False, True, True]


def test_a_page_leads_to_the_feed_that_it_names(editor):
    with partner(text(PAGE), text(FEED)) as one:
        answer = send(editor, f"http://127.0.0.1:{one.port}/news")

    assert has(answer, f'value="http://127.0.0.1:{one.port}/feed.xml"', "Messe im Mai") == [True, True]


def test_a_feed_is_added_under_its_own_title_or_the_one_that_was_given(editor, host):
    with partner(text(FEED)) as one:
        assert send(editor, one.address, "add").status_code == 302
        assert (
            send(editor, one.address + "2", "add", title="Nachbarn", kind="tender", shows_at_once="later").status_code
            == 302
        )

    first, second = FeedSource.objects.order_by("pk")
    assert (first.title, first.address, first.kind.key, first.shows_at_once) == (
        "Kammer Nebenan",
        one.address,
        "notice",
        True,
    )
    assert (second.title, second.kind.key, second.shows_at_once) == ("Nachbarn", "tender", False)


@pytest.mark.parametrize(
    "answer",
    [
        text(b"<html><p>Hallo"),
        b"HTTP/1.1 404 Nope\r\nContent-Length: 0" + END,
        b"HTTP/1.1 304 Nope" + END,
    ],
)
def test_what_is_no_feed_is_refused_and_keeps_what_was_typed(editor, answer):
    with partner(answer) as one:
        refused = send(editor, one.address, "add")

    assert (refused.status_code, FeedSource.objects.count()) == (422, 0)
    assert has(refused, f'value="{one.address}"', "aria-invalid") == [True, True]


@pytest.mark.parametrize(
    "address", ["http://169.254.169.254/", "http://[::1]:22/", "file:///etc/passwd", "javascript:alert(1)", ""]
)
def test_addresses_inside_are_refused(client, host, address):
    client.force_login(MembershipFactory(event=None, host=host, role=Role.EDITOR).user)

    assert (send(client, address).status_code, send(client, address, "add").status_code) == (422, 422)


def test_the_same_feed_twice_is_refused(editor, host):
    with partner(text(FEED)) as one:
        FeedSourceFactory(host=host, address=one.address)

        assert send(editor, one.address, "add").status_code == 422


def test_only_so_many_addresses_can_be_tried_in_an_hour(editor, monkeypatch):
    monkeypatch.setattr(views, "TRIALS", views.Limit("x", 2, 3600))
    with partner(text(FEED)) as one:
        assert [send(editor, one.address).status_code for _ in range(3)] == [200, 200, 429]


def test_a_feed_is_switched_off_and_on_read_and_removed(editor, host):
    source = FeedSourceFactory(host=host)
    address = f"/de/hosts/wfs/feeds/{source.public_id}/"

    def after(step):
        answer = editor.post(address, {"step": step})
        return answer.status_code, list(FeedSource.objects.values_list("is_on", flat=True))

    steps = [after(step) for step in ("off", "off", "read", "on", "read", "remove")]
    assert steps == [(302, [False])] * 3 + [(302, [True])] * 2 + [(302, [])]
    assert editor.post(address, {"step": "on"}).status_code == 404


def test_why_a_feed_does_not_come_is_said_in_a_sentence(editor, host):
    FeedSourceFactory(host=host, trouble="status", failures=3)

    assert has(editor.get("/en/hosts/wfs/feeds/"), "has a fault", "(3 times in a row)") == [True, True]


def test_one_feed_and_three_take_the_same_number_of_queries(editor, host, count_queries):
    FeedSourceFactory(host=host)
    editor.get("/de/hosts/wfs/feeds/")
    one = count_queries(lambda: editor.get("/de/hosts/wfs/feeds/"))
    FeedSourceFactory(host=host, kind=host.notice_kinds.first())
    FeedSourceFactory(host=host, kind=host.notice_kinds.first())

    assert count_queries(lambda: editor.get("/de/hosts/wfs/feeds/")) == one


@pytest.fixture
def count_queries():
    def count(deed):
        with CaptureQueriesContext(connection) as queries:
            deed()
        return len(queries)

    return count
