"""Small news are told together, by day, once."""

from datetime import UTC, datetime, timedelta

import pytest

from handschlag.foundation import outbox
from handschlag.foundation.models import News, OutgoingMail
from handschlag.foundation.outbox import news

pytestmark = pytest.mark.django_db

NOON = datetime(2027, 3, 10, 11, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PAGE = "http://127.0.0.1:8000/de/"


def note(line, *, to="anna", now=NOON, **given):
    return outbox.note(to=outbox.Address(f"{to}@example.org", to.title(), "en"), line=line, now=now, **given)


def test_ten_pieces_of_news_become_one_mail_after_two_hours():
    for number in range(10):
        note(f"Werk {number} has accepted", url=PAGE, now=NOON + timedelta(minutes=number))

    early, (mail,) = news.gather(NOON + HOUR), news.gather(NOON + 2 * HOUR)

    assert (early, news.gather(NOON + 9 * HOUR)) == ([], [])
    assert mail.subject == "News from Handschlag: 10"
    assert [f"- Werk {number} has accepted\n  {PAGE}\n" in mail.text for number in range(10)] == [True] * 10
    assert mail.news.count() == 10


def test_addresses_hosts_and_groups_are_kept_apart():
    note("a"), note("b", to="bob"), note("c", scope="agency"), note("d", group="wishes")

    mails = news.gather(NOON + 2 * HOUR)

    assert sorted((mail.to_email, mail.scope, mail.group) for mail in mails) == [
        ("anna@example.org", "", "news"),
        ("anna@example.org", "", "wishes"),
        ("anna@example.org", "agency", "news"),
        ("bob@example.org", "", "news"),
    ]


def test_what_is_new_at_night_is_told_in_the_morning():
    night = datetime(2027, 3, 10, 22, 0, tzinfo=UTC)
    note("x", now=night)

    assert news.next_due() == datetime(2027, 3, 11, 6, 0, tzinfo=UTC)
    assert [len(news.gather(at)) for at in (night + 2 * HOUR, night + 8 * HOUR)] == [0, 1]


def test_news_that_come_while_a_mail_is_written_go_with_the_next_one():
    note("first")
    news.gather(NOON + 2 * HOUR)
    late = note("second", now=NOON + 2 * HOUR)

    news.gather(NOON + 4 * HOUR)

    late.refresh_from_db()
    assert (OutgoingMail.objects.count(), late.due_at) == (2, NOON + 4 * HOUR)


def test_a_hostile_line_remains_a_line():
    note('<a href="http://evil.example">x</a>\n- and http://evil.example', url=PAGE)

    (mail,) = news.gather(NOON + 2 * HOUR)

    assert "evil.example" not in mail.html + mail.text
    assert News.objects.get().line == '<a href="http://evil.example">x</a> - and http://evil.example'
