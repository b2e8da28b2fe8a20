"""Pages that several machines share in Redis: found by the next one, true all the same, and missed by nobody."""

import socketserver
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from handschlag.foundation import revisions
from handschlag.foundation.page_cache import front, shared
from handschlag.foundation.page_cache.kept import Kept
from handschlag.site import doctor
from tests.site import kept_pages

pytestmark = pytest.mark.django_db


class Talk(socketserver.StreamRequestHandler):
    """As much of the protocol as a store needs: values, for a time. What it does not know it refuses, as Redis does."""

    def handle(self):
        while line := self.rfile.readline():
            words = [self._word() for _ in range(int(line[1:]))]
            self.wfile.write(self._said(words[0].upper(), words[1:]))

    def _word(self):
        length = int(self.rfile.readline()[1:])
        return self.rfile.read(length + 2)[:-2]

    def _said(self, verb, words):
        kept = self.server.kept
        self.server.asked.append(verb.decode())
        match verb:
            case b"GET":
                value = kept.get(words[0])
                return b"$-1\r\n" if value is None else b"$%d\r\n%s\r\n" % (len(value), value)
            case b"SET":
                kept[words[0]] = words[1]
                self.server.seconds.append(int(words[3]))
                return b"+OK\r\n"
            case b"CLIENT":
                return b"+OK\r\n"
            case b"PING":
                return b"+PONG\r\n"
        return b"-ERR unknown command\r\n"


class Redis(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@pytest.fixture
def redis(settings, monkeypatch):
    with Redis(("127.0.0.1", 0), Talk) as server:
        server.kept, server.asked, server.seconds = {}, [], []
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        settings.REDIS_URL = url = f"redis://127.0.0.1:{server.server_address[1]}/0"
        monkeypatch.setattr(shared, "_rests_until", 0.0)
        yield server
        shared._connection(url).close()
        server.shutdown()


@pytest.fixture
def pages(client, settings):
    """What a visitor is shown, by address; ``elsewhere`` is a machine that has kept nothing itself."""
    settings.ROOT_URLCONF = "tests.site.kept_pages"
    kept_pages.MADE.clear()
    kept_pages.UNTIL.clear()

    def shown(address="/kept/de/forum", *, elsewhere=True):
        if elsewhere:
            front.clear()
        return client.get(address).content.decode()[:14]

    return shown


def test_what_one_machine_has_made_another_finds(redis, pages):
    assert [pages(), pages()] == ["<p>Größe 1</p>", "<p>Größe 1</p>"]
    assert [verb for verb in redis.asked if verb in ("GET", "SET")] == ["GET", "SET", "GET"]


def test_what_a_machine_keeps_itself_it_does_not_ask_for(redis, pages):
    pages()
    redis.asked.clear()

    assert pages(elsewhere=False) == "<p>Größe 1</p>"
    assert redis.asked == []


def test_a_change_shows_on_every_machine(redis, pages):
    pages()
    revisions.bump("forum", "public")

    assert [pages(), pages()] == ["<p>Größe 2</p>", "<p>Größe 2</p>"]


def test_nothing_is_found_when_its_time_is_over(redis, pages, monkeypatch):
    until = datetime(2027, 3, 28, 1, 0, tzinfo=UTC)
    kept_pages.UNTIL["forum"] = until
    monkeypatch.setattr(timezone, "now", lambda: until - timedelta(seconds=90))
    pages()
    monkeypatch.setattr(timezone, "now", lambda: until)

    assert pages() == "<p>Größe 2</p>"
    assert redis.seconds == [90]


def test_pages_with_a_query_are_not_shared(redis, pages):
    assert [pages("/kept/de/asked?kind=trip") for _ in range(2)] == ["<p>Größe 1</p>", "<p>Größe 2</p>"]
    assert redis.asked == []


@pytest.mark.parametrize("value", [b"", b"nonsense", b"{}\n", b"[1]\nx", b'{"scopes": [], "number": 1}\nx'])
def test_what_is_no_page_is_made_anew(redis, pages, value):
    pages()
    (key,) = redis.kept
    redis.kept[key] = value

    assert pages() == "<p>Größe 2</p>"
    assert Kept.from_bytes(redis.kept[key]).number == 0


@pytest.mark.parametrize("setting", ["BASE_URL"])
def test_another_site_in_the_same_store_finds_nothing(redis, pages, settings, setting):
    pages()
    setattr(settings, setting, "https://another.example.org")

    assert pages() == "<p>Größe 2</p>"


def test_without_an_answer_pages_are_made_and_redis_is_left_alone_for_a_while(pages, settings, monkeypatch, caplog):
    monkeypatch.setattr(shared, "_rests_until", 0.0)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    shown = [pages(), pages(elsewhere=False), pages()]

    assert shown == ["<p>Größe 1</p>", "<p>Größe 1</p>", "<p>Größe 2</p>"]
    assert ["Redis does not answer" in record.getMessage() for record in caplog.records] == [True]


def test_a_redis_that_is_silent_costs_a_moment_once(pages, settings, monkeypatch):
    monkeypatch.setattr(shared, "_rests_until", 0.0)
    monkeypatch.setattr(shared, "PATIENCE_SECONDS", 0.02)
    with socketserver.TCPServer(("127.0.0.1", 0), Talk) as silent:  # takes calls, and never says anything
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.server_address[1]}/0"

        assert [pages(), pages(elsewhere=False)] == ["<p>Größe 1</p>", "<p>Größe 1</p>"]


def test_the_doctor_says_whether_redis_answers(redis, settings, monkeypatch):
    there = doctor.kept_pages()
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    gone = doctor.kept_pages()
    settings.REDIS_URL = ""

    assert [one.says for one in (there, gone, doctor.kept_pages())] == [
        "shared in Redis",
        "Redis does not answer: each process keeps its own",
        "each process keeps its own",
    ]
    assert [bool(one.remedy) for one in (there, gone, doctor.kept_pages())] == [False, True, False]
