"""Whether there is an account: no form tells, neither by its answer nor by the work that it takes."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.accounts import people

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN, CLOSED = "known@example.org", "other@example.org", "gone0@example.org"
SECRETS = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
FORMS = [
    # address of the form, what is sent, queries that the known one may take more
    ("accounts:sign_in", lambda email: {"email": email}, 1),
    ("account_reset_password", lambda email: {"email": email}, 1),
    ("accounts:sign_in_by_password", lambda email: {"login": email, "password": "wrong words here"}, 1),
]


@pytest.fixture(autouse=True)
def accounts(settings):
    settings.DEMO = False
    people.person(KNOWN, password=people.WORD)
    people.person(CLOSED, password=people.WORD, is_active=False)


def answered(name, sent, email, language="de"):
    """Status, where it leads, what stands there without what differs anyway, and the queries that it took."""
    client = Client()
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(people.address(name, language=language), sent(email))
    taken = [query["sql"] for query in queries.captured_queries]  # the next request begins a new list
    page = client.get(answer.url) if answer.status_code == 302 else answer
    text = SECRETS.sub("", page.content.decode()).replace(email, "her address")
    return (answer.status_code, answer.headers.get("Location"), page.status_code, text), taken


@pytest.mark.parametrize("language", ["de", "en", "ru"])
@pytest.mark.parametrize(("name", "sent", "_more"), FORMS)
def test_no_answer_says_whether_there_is_an_account(name, sent, _more, language):
    answers = [answered(name, sent, email, language)[0] for email in (KNOWN, UNKNOWN, CLOSED)]

    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize(("name", "sent", "more"), FORMS)
def test_both_take_the_same_work(name, sent, more):
    _first, known, unknown = (answered(name, sent, email)[1] for email in ("first@example.org", KNOWN, UNKNOWN))

    def writes(queries):
        return sorted(" ".join(sql.split()[:3]) for sql in queries if sql.startswith(("INSERT", "UPDATE")))

    assert abs(len(known) - len(unknown)) <= more
    assert writes(known) == writes(unknown)
    assert len(writes(known)) >= 3


def test_for_each_a_mail_is_posted():
    for name, sent, _ in FORMS[:2]:
        for email in (KNOWN, UNKNOWN):
            Client().post(reverse(name), sent(email))

    assert [(mail.to_email, mail.kind) for mail in reversed(people.mails())] == [
        (KNOWN, "accounts.code"),
        (UNKNOWN, "accounts.unknown"),
        (KNOWN, "accounts.reset"),
        (UNKNOWN, "accounts.unknown"),
    ]


def test_the_brake_does_not_say_it_either(client):
    def answers(name, email):
        return [client.post(reverse(name), {"email": email}).status_code for _ in range(8)]

    for name in ("accounts:sign_in", "account_reset_password"):
        assert answers(name, KNOWN) == answers(name, UNKNOWN) == [302] * 8
    assert [len(people.mails(email)) for email in (KNOWN, UNKNOWN)] == [5, 5]


def test_whoever_asks_too_often_is_told_when_the_next_code_can_be_sent(client):
    for email in (KNOWN, UNKNOWN):
        for _ in range(6):
            asked = people.ask_for_code(client, email)
        page = client.get(asked.url).content.decode()
        assert "15" in page.split('role="status"')[1].split("</div>")[0]


def test_there_is_nothing_to_be_guessed_where_no_code_was_sent(client):
    for _ in range(6):
        people.ask_for_code(client, KNOWN)

    assert "code" not in client.session["account_login"]["state"]["stages"]["login_by_code"]["data"]


def test_guessing_at_a_known_account_is_braked_no_earlier_than_at_unknown_ones(client):
    """One line sees both closed at the same try, however it takes turns."""

    def guess(email):
        answer = client.post(reverse("accounts:sign_in_by_password"), {"login": email, "password": "wrong words"})
        return answer.status_code

    known, unknown = zip(*((guess(KNOWN), guess(f"other{n}@example.org")) for n in range(10)), strict=True)

    assert known == unknown == (422,) * 6 + (429,) * 4


def test_a_wrong_code_for_nobody_is_refused_like_a_wrong_code():
    statuses = []
    for email in (KNOWN, UNKNOWN):
        client = Client()
        asked = people.ask_for_code(client, email)
        statuses.append([client.post(asked.url, {"code": "0000-0000"}).status_code for _ in range(3)])

    assert statuses[0] == statuses[1] == [422, 422, 302]
