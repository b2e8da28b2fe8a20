"""Further links: what may be one, and whether somebody still answers there."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from handschlag.engine.language import Text
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.jobs import Handle
from handschlag.foundation.models import Job, JobState, Revision
from handschlag.portal import notice_page, tasks
from handschlag.portal.models import NoticeLink
from handschlag.portal.services import links
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 10, 3, 10, tzinfo=UTC)
DAY = timedelta(days=1)
LABEL = Text.of(de="Hallenplan", en="Map of the halls", ru="План залов")


class Answers(BaseHTTPRequestHandler):
    """Says what its server is told to, and notes who asks at the same time."""

    def do_GET(self):
        server = self.server
        with server.lock:
            server.at_once.append(server.asked - server.answered)
            server.asked += 1
        self.send_response(server.statuses.get(self.path, 200))
        self.send_header("Content-Type", "application/pdf; charset=x")
        self.send_header("Content-Length", "4")
        if self.path == "/inside":
            self.send_header("Location", "http://169.254.1.1/")
        with server.lock:
            server.answered += 1  # nothing is sent yet: who asked may be content with the head, and ask again
        self.end_headers()
        self.wfile.write(b"%PDF")

    def log_message(self, *_):
        """Not on the screen."""


@contextmanager
def running():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.lock, server.statuses, server.at_once, server.asked, server.answered = threading.Lock(), {}, [], 0, 0
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def partner(settings):
    settings.FETCHES_FROM_LOOPBACK = True
    with running() as server:
        server.address = f"http://127.0.0.1:{server.server_port}"
        yield server


def refusal(address, label=LABEL, **facts):
    with pytest.raises(RuleBroken) as refused:
        links.add(make.NoticeFactory(), address, label=label, by=None, now=NOW, **facts)
    return refused.value.code


def look(*, at=NOW, beats=None):
    return links.look_at_due(now=lambda: at, beat=lambda: beats is None or beats.append(at))


def shown(link, at=NOW):
    return notice_page.way(link, at)


def fresh(link):
    return NoticeLink.objects.get(pk=link.pk)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("javascript:alert(1)", "address"),
        ("data:text/html,x", "address"),
        ("//evil.example/", "address"),
        ("/\\evil.example", "address"),
        ("messe.example", "address"),
        ("", "address"),
        ("ftp://messe.example/", "scheme"),
        ("https://me:secret@messe.example/", "password"),
        ("https://messe.example:8443/", "port"),
        ("https://messe.example/" + "x" * 500, "long"),
    ],
)
def test_what_leads_nowhere_or_to_harm_is_no_link(address, code):
    assert refusal(address) == code
    assert not NoticeLink.objects.exists()


def test_a_link_needs_a_label():
    assert refusal("https://messe.example/", label=Text.of(de="\u202e ")) == "label"


def test_a_notice_has_a_link_once_and_so_many_at_most():
    link = make.NoticeLinkFactory()
    with pytest.raises(RuleBroken) as twice:
        links.add(link.notice, link.address, label=LABEL, by=None, now=NOW)
    for _ in range(links.MOST - 1):
        make.NoticeLinkFactory(notice=link.notice)
    with pytest.raises(RuleBroken) as many:
        links.add(link.notice, "https://messe.example/", label=LABEL, by=None, now=NOW)

    assert [twice.value.code, many.value.code] == ["twice", "many"]


def test_a_link_stands_at_the_end_and_is_looked_at_at_once():
    notice = make.NoticeFactory()
    made = [
        links.add(notice, address, label=LABEL, kind="map", languages=["de", "en", "de"], by=None, now=NOW)
        for address in ("https://messe.eu/plan", "/events/forum-2019/", "https://messe.example/")
    ]

    assert [(one.number, one.check_at) for one in made] == [(1, NOW), (2, None), (3, None)]
    assert made[0].languages == ["de", "en"]
    assert list(links.due(NOW)) == made[:1]


def test_at_another_address_nobody_has_looked_yet():
    link = make.NoticeLinkFactory(checked_at=NOW, is_alive=False, failures=3, failing_since=NOW, said="404")
    by = make.UserFactory()

    renamed = links.change(link, link.address, label=LABEL, kind="page", languages=[], by=by, now=NOW)
    moved = links.change(link, "https://messe.eu/", label=LABEL, kind="page", languages=[], by=by, now=NOW + DAY)

    assert (renamed.is_alive, renamed.said) == (False, "404")
    assert (moved.is_alive, moved.failures, moved.said, moved.check_at) == (None, 0, "", NOW + DAY)
    links.remove(moved, by=by, now=NOW)
    assert not NoticeLink.objects.exists()


def test_an_address_that_answers_is_reachable_and_looked_at_again_a_day_later(partner):
    link = make.NoticeLinkFactory(address=f"{partner.address}/a", check_at=NOW)

    assert look() == 1

    kept = fresh(link)
    assert (kept.is_alive, kept.said, kept.content_type, kept.checked_at) == (True, "200", "application/pdf", NOW)
    assert timedelta(hours=20) <= kept.check_at - NOW <= timedelta(hours=28)
    assert "04:10" in shown(kept).check
    assert shown(kept).content == "PDF"


def test_an_address_counts_as_gone_only_after_it_has_failed_on_three_days(partner):
    link = make.NoticeLinkFactory(address=f"{partner.address}/gone", check_at=NOW)
    partner.statuses["/gone"] = 404
    said = []
    for at in (NOW, NOW + timedelta(hours=1), NOW + DAY, NOW + 2 * DAY):
        NoticeLink.objects.update(check_at=at)
        look(at=at)
        kept = fresh(link)
        said.append((kept.is_alive, kept.failures, kept.failing_since))

    assert said == [(None, 1, NOW), (None, 1, NOW), (None, 2, NOW), (False, 3, NOW)]
    assert shown(kept).is_gone
    partner.statuses.clear()
    NoticeLink.objects.update(check_at=NOW)
    look(at=NOW + 3 * DAY)
    assert (fresh(link).is_alive, fresh(link).failures, fresh(link).failing_since) == (True, 0, None)


def test_a_reachable_address_stays_so_for_two_bad_days(partner):
    link = make.NoticeLinkFactory(
        address=f"{partner.address}/b", check_at=NOW, is_alive=True, checked_at=NOW - DAY, said="200"
    )
    partner.statuses["/b"] = 503

    look()

    assert (fresh(link).is_alive, fresh(link).failures) == (True, 1)


@pytest.mark.parametrize(
    ("said", "somebody"),
    [
        *((said, True) for said in ("200", "204", "304", "401", "403", "429")),
        *((said, False) for said in ("404", "410", "500", "slow", "private", "")),
    ],
)
def test_whoever_answers_at_all_is_there(said, somebody):
    assert links.answers(said) == somebody


def test_nobody_follows_to_a_private_network(partner):
    link = make.NoticeLinkFactory(address=f"{partner.address}/inside", check_at=NOW)
    partner.statuses["/inside"] = 302

    look()

    assert fresh(link).said in {"private", "port"}


def test_a_private_address_is_not_asked():
    link = make.NoticeLinkFactory(address="http://127.0.0.1/", check_at=NOW)

    look()

    assert (fresh(link).said, fresh(link).failures) == ("private", 1)


def test_one_address_is_asked_after_the_other_and_the_lease_is_kept(partner):
    for number in range(12):
        make.NoticeLinkFactory(address=f"{partner.address}/{number}", check_at=NOW)
    beats = []

    assert look(beats=beats) == 12

    assert (partner.asked, set(partner.at_once)) == (12, {0})
    assert len(beats) == 14
    assert look() == 0


def test_pages_are_made_anew_once_for_a_host_and_a_few_links(partner):
    notice = make.NoticeFactory(host__slug="wfs")
    for number in range(3):
        make.NoticeLinkFactory(notice=notice, address=f"{partner.address}/{number}", check_at=NOW)

    look()

    assert Revision.objects.get(scope="host:wfs", stream="public").number == 1


def test_what_was_changed_while_it_was_asked_stays_as_it_was_changed():
    link = make.NoticeLinkFactory(check_at=NOW)
    NoticeLink.objects.update(address="https://messe.eu/new")

    links.note([(link, "404", "")], now=NOW)

    assert (fresh(link).said, fresh(link).failures) == ("", 0)


def test_links_of_drafts_and_of_the_archive_are_not_looked_at():
    make.NoticeLinkFactory(notice__published_at=None, check_at=NOW)
    make.NoticeLinkFactory(notice__archived_at=NOW, check_at=NOW)
    make.NoticeLinkFactory(check_at=NOW + timedelta(seconds=1))

    assert list(links.due(NOW)) == []
    assert not links.begin_check(NOW)


def test_a_worker_is_told_once_of_what_is_due():
    make.NoticeLinkFactory(check_at=NOW)

    assert [links.begin_check(NOW), links.begin_check(NOW)] == [True, False]
    assert Job.objects.filter(kind=links.KIND).count() == 1


def test_of_two_workers_one_lets_the_other_look(partner):
    link = make.NoticeLinkFactory(address=f"{partner.address}/a", check_at=NOW)
    jobs = [Job.objects.create(kind=links.KIND, state=JobState.RUNNING, holder="me") for _ in range(2)]

    tasks.check_links(Handle(jobs[1]))

    assert (partner.asked, fresh(link).checked_at) == (0, None)


def test_what_is_known_of_a_link_is_said_in_words():
    alive = NoticeLink(label=LABEL, is_alive=True, checked_at=NOW)
    gone = NoticeLink(label=LABEL, is_alive=False, checked_at=NOW, failing_since=NOW - 2 * DAY, failures=3)
    new = NoticeLink(label=LABEL)
    bad = NoticeLink(label=LABEL, is_alive=True, checked_at=NOW, failures=1)

    assert len({shown(alive).check, shown(alive, NOW + DAY).check, shown(gone).check, shown(bad).check, ""}) == 5
    assert shown(new).check == ""
    assert "04:10" in shown(alive).check
    assert "8. März 2027" in shown(gone).check


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/events/forum-2019/", "/de/events/forum-2019/"),
        ("/ru/events/forum-2019/", "/ru/events/forum-2019/"),
        ("/feeds/de/notices.atom", "/feeds/de/notices.atom"),
        ("https://messe.example/", "https://messe.example/"),
    ],
)
def test_a_link_to_this_site_leads_to_the_readers_language(address, leads_to):
    assert shown(NoticeLink(label=LABEL, address=address)).address == leads_to
