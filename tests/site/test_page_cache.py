"""Kept pages: right on the next request, the same to the byte, before everything else, and never anybody's own."""

import gzip
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections
from django.utils import timezone

from handschlag.foundation import revisions
from handschlag.foundation.models import Revision
from handschlag.foundation.page_cache import front, keeping
from handschlag.foundation.page_cache.kept import Kept
from handschlag.foundation.page_cache.store import Store
from handschlag.site.in_front import with_kept_pages
from tests.site import kept_pages

pytestmark = pytest.mark.django_db
SUMMER_ENDS = datetime(2027, 10, 31, 1, 0, tzinfo=UTC)  # clocks in Berlin go back from 3 to 2


class Answer:
    def __init__(self, status, headers, body, from_django):
        self.status, self.headers, self.body, self.from_django = status, headers, body, from_django

    @property
    def text(self):
        is_packed = self.headers.get("Content-Encoding") == "gzip"
        return (gzip.decompress(self.body) if is_packed else self.body).decode()


@pytest.fixture
def site(settings):
    """The site as the web server has it, with pages of our own."""
    settings.ROOT_URLCONF = "tests.site.kept_pages"
    kept_pages.MADE.clear()
    kept_pages.UNTIL.clear()
    # As with Django's own test client: the connection is that of the test, and stays.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield WSGIHandler()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def ask(site):
    def asked(address, method="GET", *, host="127.0.0.1", scheme="http", **headers):
        path, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": host,
            "SERVER_PORT": "80",
            "HTTP_HOST": host,
            "wsgi.input": BytesIO(),
            "wsgi.url_scheme": scheme,
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        came, seen = [], []

        def counted(environ, start_response):
            came.append(environ)
            return site(environ, start_response)

        body = with_kept_pages(counted)(environ, lambda status, headers, *_: seen.append((status, headers)))
        (status, sent), *_ = seen
        return Answer(int(status[:3]), dict(sent), b"".join(body), bool(came))

    return asked


@pytest.fixture
def clock(monkeypatch):
    def set_to(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_to


def test_the_second_visitor_gets_the_same_before_django_for_one_look_up(ask, django_assert_num_queries):
    first = ask("/kept/de/forum")
    with django_assert_num_queries(1):
        second = ask("/kept/de/forum")

    assert (first.from_django, second.from_django) == (True, False)
    assert (first.status, first.headers, first.body) == (second.status, second.headers, second.body)
    assert first.text.startswith("<p>Größe 1</p>")


def test_a_kept_page_has_every_header_of_a_page(ask):
    ask("/kept/de/forum")

    headers = ask("/kept/de/forum").headers

    assert {name: headers.get(name) for name in ("Cache-Control", "X-Frame-Options", "Vary", "Content-Type")} == {
        "Cache-Control": "public, no-cache",
        "X-Frame-Options": "DENY",
        "Vary": "Cookie, Accept-Encoding",
        "Content-Type": "text/html; charset=utf-8",
    }
    named = ("Content-Security-Policy", "Permissions-Policy", "Referrer-Policy", "X-Content-Type-Options", "ETag")
    assert [name for name in named if name not in headers] == []
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("scope", ["forum", "all"])
def test_a_change_shows_on_the_next_request(ask, scope):
    before = ask(f"/kept/de/{scope}").text
    revisions.bump("forum", "public")

    after = ask(f"/kept/de/{scope}")

    assert (before[:14], after.text[:14], after.from_django) == ("<p>Größe 1</p>", "<p>Größe 2</p>", True)


@pytest.mark.parametrize(("scope", "stream"), [("other", "public"), ("forum", "plan")])
def test_a_change_elsewhere_does_not_matter(ask, scope, stream):
    ask("/kept/de/forum")
    revisions.bump(scope, stream)

    assert ask("/kept/de/forum").from_django is False


@pytest.mark.parametrize(
    ("until", "zone"),
    [(SUMMER_ENDS, "the second hour of two"), (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "an hour that is left out")],
)
def test_a_page_is_true_to_the_second_whatever_clocks_do(ask, clock, until, zone):
    kept_pages.UNTIL["forum"] = until
    clock(until - timedelta(hours=2))
    ask("/kept/de/forum")

    clock(until - timedelta(seconds=1))
    before = ask("/kept/de/forum").from_django
    kept_pages.UNTIL["forum"] = until + timedelta(days=1)
    clock(until)
    after = ask("/kept/de/forum").from_django

    assert (before, after) == (False, True)


def test_what_is_over_when_it_is_made_is_not_kept(ask, clock):
    clock(SUMMER_ENDS)
    kept_pages.UNTIL["forum"] = SUMMER_ENDS

    assert [ask("/kept/de/forum").from_django for _ in range(2)] == [True, True]
    assert len(front.STORE) == 0


def test_a_row_that_goes_and_comes_back_is_a_change(ask):
    for scope in ("a", "b"):
        revisions.bump(scope, "public")
    ask("/kept/de/all")
    Revision.objects.get(scope="b").delete()
    revisions.bump("b", "public")

    assert ask("/kept/de/all").from_django is True


@pytest.mark.parametrize("known", ["ETAG", 'W/"x", ETAG', "*"])
def test_who_has_it_gets_no_body(ask, known):
    etag = ask("/kept/de/forum").headers["ETag"]

    again = ask("/kept/de/forum", if_none_match=known.replace("ETAG", etag))

    assert (again.status, again.body, again.from_django) == (304, b"", False)
    assert [name for name in again.headers if name.startswith("Content-") and name != "Content-Security-Policy"] == []
    assert again.headers["ETag"] == etag


def test_who_has_another_gets_this_one(ask):
    ask("/kept/de/forum")

    assert ask("/kept/de/forum", if_none_match='W/"another"').status == 200


def test_a_browser_that_has_it_gets_no_body_from_django_either(ask):
    etag = ask("/kept/de/file").headers["ETag"]
    front.clear()

    again = ask("/kept/de/file", if_none_match=etag)

    assert (again.status, again.body, again.from_django) == (304, b"", True)


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "gzip"),
        ("br;q=1.0, GZIP;q=0.5", "gzip"),
        ("gzip;q=0.001", "gzip"),
        ("gzip;q=0", None),
        ("gzip; q=0.000", None),
        ("identity", None),
        ("gzipped", None),
        ("", None),
    ],
)
def test_it_is_compressed_for_those_who_can_read_that(ask, accepted, encoding):
    for _ in range(2):  # made, then kept
        answer = ask("/kept/de/forum", accept_encoding=accepted)

        assert answer.headers.get("Content-Encoding") == encoding
        assert int(answer.headers["Content-Length"]) == len(answer.body)
        assert answer.text.startswith("<p>Größe 1</p>")
        assert (len(answer.body) < 200) is (encoding == "gzip")


def test_head_tells_the_length_only(ask):
    whole = ask("/kept/de/forum")

    head = ask("/kept/de/forum", "HEAD")

    assert (head.status, head.body, head.from_django) == (200, b"", False)
    assert head.headers["Content-Length"] == str(len(whole.body))


def test_a_file_keeps_its_own_headers(ask):
    ask("/kept/de/file")

    answer = ask("/kept/de/file")

    assert (answer.from_django, answer.text) == (False, "BEGIN:VCALENDAR")
    assert (answer.headers["Content-Type"], answer.headers["Access-Control-Allow-Origin"]) == (
        "text/calendar; charset=utf-8",
        "*",
    )


@pytest.mark.parametrize("cookie", ["sessionid=abc", "csrftoken=x; sessionid=abc", 'messages="said"'])
def test_whoever_may_be_somebody_gets_her_own_page_that_nobody_keeps(ask, cookie):
    ask("/kept/de/forum")

    answer = ask("/kept/de/forum", cookie=cookie, accept_encoding="gzip")

    assert (answer.from_django, answer.text[:14]) == (True, "<p>Größe 2</p>")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Content-Encoding" not in answer.headers  # what is secret is not compressed
    assert ask("/kept/de/forum").text.startswith("<p>Größe 1</p>")


@pytest.mark.parametrize("cookie", ["csrftoken=x", "_neighbour=1; theme=dark"])
def test_cookies_that_change_nothing_do_not_matter(ask, cookie):
    ask("/kept/de/forum")

    assert ask("/kept/de/forum", cookie=cookie).from_django is False


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("cookie", "it sets a cookie (seen)"),
        ("token", "it sets a cookie (csrftoken)"),
        ("form", "it holds the secret of a form"),
        ("session", "it looked at the session"),
        ("agent", "it varies by user-agent"),
    ],
)
def test_a_view_that_leaks_is_refused_loudly(client, settings, how, why):
    settings.ROOT_URLCONF = "tests.site.kept_pages"

    with pytest.raises(keeping.PageLeaks) as refused:
        client.get(f"/kept/de/leaking/{how}")

    assert str(refused.value) == f"/kept/de/leaking/{how}: {why}"


@pytest.mark.parametrize("how", ["cookie", "token", "form", "session", "agent"])
def test_where_people_read_it_is_sent_once_and_not_kept(ask, settings, caplog, how):
    settings.PAGE_LEAKS_ARE_FATAL = False

    answers = [ask(f"/kept/de/leaking/{how}") for _ in range(2)]

    assert [(one.status, one.from_django, one.headers["Cache-Control"]) for one in answers] == [
        (200, True, "private, no-store")
    ] * 2
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
    assert (len(front.STORE), len(front.WITH_QUERY)) == (0, 0)


def test_visitors_go_past_what_is_only_there_for_people(ask):
    assert ask("/kept/de/bare").text == "short bare"
    assert ask("/kept/de/bare", cookie="sessionid=abc").text == "long bare"
    assert ask("/kept/de/laden").text == "long laden"


def test_both_ways_say_the_same_of_a_page(ask):
    short, long = ask("/kept/de/bare").headers, ask("/kept/de/laden").headers

    told = {"ETag", "Content-Length"}
    assert {name: short[name] for name in short if name not in told} == {
        name: long[name] for name in long if name not in told
    }


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_is_not_there_is_said_at_the_end_of_the_long_way(client, method):
    answer = client.generic(method, "/de/events/there-is-none/")

    assert (answer.status_code, hasattr(answer.wsgi_request, "session")) == (404, True)


def test_an_address_has_to_name_its_language(client, settings):
    settings.ROOT_URLCONF = "tests.site.kept_pages"

    with pytest.raises(keeping.PageLeaks, match="it varies by accept-language"):
        client.get("/kept/forum")


def test_a_page_that_is_no_success_is_not_kept(ask):
    assert [ask("/kept/de/broken").status for _ in range(2)] == [503, 503]
    assert len(front.STORE) == 0


def test_a_query_that_the_page_would_write_itself_is_kept_and_no_other(ask):
    for query in ("kind=trip", "kind=trip&x=1", "x=1", ""):
        ask(f"/kept/de/asked?{query}")

    again = {query: ask(f"/kept/de/asked?{query}").from_django for query in ("kind=trip", "kind=trip&x=1", "x=1", "")}

    assert again == {"kind=trip": False, "kind=trip&x=1": True, "x=1": True, "": True}
    assert (len(front.STORE), len(front.WITH_QUERY)) == (0, 1)


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS", "DELETE"])
def test_only_reading_is_answered_in_front(ask, method):
    ask("/kept/de/forum")

    assert ask("/kept/de/forum", method).from_django is True


def test_hosts_and_schemes_are_kept_apart(ask):
    ask("/kept/de/forum")

    assert ask("/kept/de/forum", host="localhost").from_django is True
    assert ask("/kept/de/forum", scheme="https").from_django is True


def test_a_page_kept_with_encryption_is_not_sent_without(ask, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ask("/kept/de/forum", x_forwarded_proto="https")

    kinds = [
        ask("/kept/de/forum", x_forwarded_proto=value).from_django for value in ("https", "https,http", "http", "")
    ]

    assert kinds == [False, False, True, False]  # the third was kept for the fourth


def test_a_host_that_is_not_ours_gets_nothing(ask, settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    ask("/kept/de/forum")

    assert [ask("/kept/de/forum", host="evil.example").status for _ in range(2)] == [400, 400]
    assert len(front.STORE) == 1


def test_without_anybody_in_front_the_middleware_finds_it(client, settings, django_assert_num_queries):
    settings.ROOT_URLCONF = "tests.site.kept_pages"
    kept_pages.MADE.clear()

    first = client.get("/kept/de/forum")
    with django_assert_num_queries(1):
        second = client.get("/kept/de/forum")

    assert (len(kept_pages.MADE), first.content) == (1, second.content)


def test_a_database_that_does_not_answer_is_left_to_django(ask, monkeypatch, caplog):
    ask("/kept/de/forum")
    for name, nowhere in {"NAME": "/nowhere/at/all.sqlite3", "HOST": "/nowhere"}.items():
        monkeypatch.setitem(connections.settings["default"], name, nowhere)

    with ThreadPoolExecutor(1) as another_thread:  # which has no connection yet
        answer = another_thread.submit(ask, "/kept/de/forum").result()

    assert (answer.status, answer.from_django) == (500, True)
    assert "the database does not answer" in caplog.text


def kept(size, number=0):
    body = bytes(size)
    return Kept((), number, SUMMER_ENDS, (("ETag", 'W/"1"'),), body)


def test_a_store_forgets_what_was_not_asked_for_the_longest():
    store = Store(10 * kept(1000).size)
    for number in range(10):
        store.put(str(number), kept(1000, number))
    store.get("0")
    store.put("10", kept(1000, 10))

    assert [number for number in range(11) if store.get(str(number)) is None] == [1]


def test_a_store_never_holds_more_than_its_bytes():
    store = Store(50_000)
    for number in range(500):
        store.put(f"{number % 70}", kept(number * 37 % 14_000, number))
        assert store.bytes <= 50_000

    store.clear()

    assert (store.bytes, len(store)) == (0, 0)


def test_what_would_fill_a_quarter_is_not_kept_and_what_it_replaces_goes():
    store = Store(40_000)
    store.put("page", kept(1000))
    store.put("page", kept(10_000))

    assert (store.get("page"), store.bytes) == (None, 0)


def test_a_page_comes_back_from_bytes_as_it_went():
    one = Kept(("forum", "host:ä"), 2**140 + 7, SUMMER_ENDS, (("ETag", 'W/"1"'), ("Vary", "Cookie")), b"\x00\n\xff")

    assert Kept.from_bytes(one.to_bytes()) == one


def test_a_number_that_was_asked_for_in_front_is_not_asked_for_again(django_assert_num_queries):
    environ = {front.NUMBER: revisions.public("forum")}
    revisions.bump("forum", "public")
    revisions.bump("other", "public")

    with django_assert_num_queries(1):
        assert (front.number(environ, "forum"), front.number(environ, "other")) == (0, 1)
