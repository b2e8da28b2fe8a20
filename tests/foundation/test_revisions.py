"""Revisions: they rise with a change, and ``/rev/<id>`` in front of Django tells the number for next to nothing."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from handschlag.foundation import revisions
from handschlag.foundation.models import Job, Revision
from handschlag.site.rev import with_revisions


def numbers():
    return {str(row).split()[0]: row.number for row in Revision.objects.all()}


@pytest.mark.django_db
def test_each_stream_of_each_scope_has_its_own_number():
    revisions.bump("forum", "public", "plan")
    revisions.bump("forum", "plan")
    revisions.bump("other", "plan")

    assert numbers() == {"forum/public": 1, "forum/plan": 2, "other/plan": 1}


@pytest.mark.django_db
def test_whoever_asks_first_makes_the_revision_and_keeps_its_address():
    first = revisions.current("forum", "day")
    revisions.bump("forum", "day")
    second = revisions.current("forum", "day")

    assert (first.number, second.number, first.public_id == second.public_id) == (0, 1, True)


@pytest.mark.django_db
def test_a_change_that_is_rolled_back_does_not_count():
    revisions.bump("forum", "plan")
    with transaction.atomic():
        revisions.bump("forum", "plan")
        transaction.set_rollback(True)

    assert numbers() == {"forum/plan": 1}


@pytest.mark.django_db
def test_a_bump_is_one_statement_for_each_stream(django_assert_num_queries):
    revisions.bump("forum", "plan", "public")
    with django_assert_num_queries(2):
        revisions.bump("forum", "plan", "public")


def ask(path, method="GET", known=None):
    """Status, headers and body of the answer."""
    answer = {}

    def start_response(status, headers):
        answer.update(status=int(status[:3]), headers=dict(headers))

    def django(environ, start_response):
        start_response("200 OK", [("X-From", "Django")])
        return [b"a page"]

    environ = {"REQUEST_METHOD": method, "PATH_INFO": path}
    if known is not None:
        environ["HTTP_IF_NONE_MATCH"] = known
    body = b"".join(with_revisions(django)(environ, start_response))
    return answer["status"], answer["headers"], body


@pytest.fixture
def address(db):
    revisions.bump("forum", "plan")
    return f"/rev/{revisions.current('forum', 'plan').public_id}"


def test_the_number_is_told_in_one_query(address, django_assert_num_queries):
    with django_assert_num_queries(1):
        status, headers, body = ask(address)

    assert (status, body) == (200, b"1")
    assert headers == {
        "ETag": '"1"',
        "Cache-Control": "no-cache",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": "1",
        "X-Content-Type-Options": "nosniff",
    }


@pytest.mark.parametrize("known", ['"1"', 'W/"1"', '"0", "1"', "*"])
def test_who_knows_the_number_gets_no_body(address, known):
    status, headers, body = ask(address, known=known)

    assert (status, headers["ETag"], "Content-Length" in headers, body) == (304, '"1"', False, b"")


@pytest.mark.parametrize("known", ['"0"', '"11"', "1", "", "nonsense"])
def test_who_knows_another_number_gets_this_one(address, known):
    assert ask(address, known=known)[::2] == (200, b"1")


def test_head_tells_the_length_only(address):
    status, headers, body = ask(address, method="HEAD")

    assert (status, headers["Content-Length"], body) == (200, "1", b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_but_reading_is_allowed(address, method):
    status, headers, _ = ask(address, method=method)

    assert (status, headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "queries"),
    [("/rev/unknown", 1), ("/rev/", 0), ("/rev/a/b", 0), ("/rev/ä", 0), ("/rev/" + "x" * 23, 0), ("/rev/'--", 0)],
)
def test_an_unknown_id_is_not_found(path, queries, django_assert_num_queries):
    with django_assert_num_queries(queries):
        assert ask(path)[::2] == (404, b"")


@pytest.mark.parametrize("path", ["/", "/revision", "/de/rev/abc"])
def test_all_other_addresses_are_djangos(path):
    assert ask(path) == (200, {"X-From": "Django"}, b"a page")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="a SQLite file cannot be restarted")
def test_a_restart_of_the_database_is_survived():
    revisions.bump("forum", "plan")
    address = f"/rev/{revisions.current('forum', 'plan').public_id}"
    pid = connection.connection.info.backend_pid
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    other.close()

    assert ask(address)[::2] == (200, b"1")


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_said_so(monkeypatch):
    for name, nowhere in {"NAME": "/nowhere/at/all.sqlite3", "HOST": "/nowhere"}.items():
        monkeypatch.setitem(connections.settings["default"], name, nowhere)

    with ThreadPoolExecutor(1) as another_thread:  # which has no connection yet
        status, headers, _ = another_thread.submit(ask, "/rev/abc").result()

    assert (status, headers["Retry-After"], headers["Cache-Control"]) == (503, "5", "no-store")


@pytest.mark.django_db
def test_what_is_known_of_changes_is_asked_for_once_and_again_where_it_reaches_back_too_little(
    django_assert_num_queries,
):
    for key in ("a", "b", "c"):
        revisions.bump("forum", "public", about=[Job(public_id=key)])
    number = revisions.public("forum")

    with django_assert_num_queries(2):
        found = [[one.number for one in number.told(since=since)] for since in (2, 3, 1, 3)]

    assert found == [[2, 3], [3], [1, 2, 3], [3]]
