"""Mails are handed over once, in their order, and what goes wrong is tried again or said."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from handschlag.foundation import outbox
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.mail_route import Route, Way
from handschlag.foundation.models import DeadAddress, MailAttempt, MailState, OutgoingMail
from handschlag.foundation.outbox import claims, delivery, secrets
from tests.foundation.outbox.sink import DROP, DROP_AFTER

pytestmark = pytest.mark.django_db

NOON = datetime(2027, 3, 10, 11, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def post(name="anna", **given):
    given = {"kind": "greeting", "subject": "Hello", "text": "Good day.\n", "now": NOON} | given
    return outbox.post(to=outbox.Address(f"{name}@example.org", name.title(), "de"), **given)


def deliver(at=NOON):
    return delivery.deliver(clock=lambda: at)


def states():
    return dict(OutgoingMail.objects.values_list("to_email", "state"))


def test_a_mail_arrives_with_all_that_its_head_needs(sink):
    mail = post(from_name="Agency", reply_to="office@example.org", html="<p>Good day.</p>")

    assert deliver() is None

    (read,) = sink.read()
    mail.refresh_from_db()
    assert (mail.state, mail.tries, mail.ended_at) == (MailState.SENT, 1, NOON)
    assert {name: str(read[name]) for name in ("From", "To", "Subject", "Reply-To", "Message-ID")} == {
        "From": "Agency <handschlag@127.0.0.1>",
        "To": "Anna <anna@example.org>",
        "Subject": "Hello",
        "Reply-To": "office@example.org",
        "Message-ID": f"<{mail.public_id}@127.0.0.1>",
    }
    assert {name: str(read[name]) for name in ("Auto-Submitted", "Content-Language", "Date")} == {
        "Auto-Submitted": "auto-generated",
        "Content-Language": "de",
        "Date": "Wed, 10 Mar 2027 11:00:00 +0000",
    }
    assert [part.get_content_type() for part in read.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert (sink.mails[0].rcpt_tos, sink.mails[0].mail_from) == (["anna@example.org"], "handschlag@127.0.0.1")


def test_a_mail_is_rolled_back_with_what_it_tells_of(sink):
    def change():
        with transaction.atomic():
            post()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    deliver()

    assert (OutgoingMail.objects.count(), sink.mails) == (0, [])


def test_many_mails_go_through_one_connection_the_urgent_ones_first(sink):
    for number in range(3):
        post(f"p{number}")
    post("code", is_urgent=True)

    deliver()

    assert [mail.rcpt_tos for mail in sink.mails] == [[f"{name}@example.org"] for name in ("code", "p0", "p1", "p2")]
    assert sink.connections == 1


def test_nobody_is_written_to_twice_under_the_same_name(sink):
    first, second = post(once="reminder:1"), post(once="reminder:1")

    deliver()

    assert (first, len(sink.mails)) == (second, 1)


def test_the_database_keeps_a_second_mail_of_the_same_name_out():
    mail = post(once="reminder:1")
    mail.pk, mail.public_id, mail.message_id = None, "another", "<another@x>"

    with pytest.raises(IntegrityError, match=r"same_mail_once|foundation_outgoingmail\.once"):
        mail.save(force_insert=True)


@pytest.mark.parametrize("answer", ["451 4.7.1 Greylisted, come again", "452 4.2.2 Mailbox full"])
def test_what_the_server_puts_off_is_tried_again_later_and_longer_each_time(sink, answer):
    sink.plan = [answer] * 5
    mail, at, pauses = post(is_urgent=True), NOON, []

    for _ in range(5):
        deliver(at)
        mail.refresh_from_db()
        pauses.append(mail.due_at - at)
        assert (mail.state, mail.answer) == (MailState.QUEUED, answer[4:])
        at = mail.due_at
    deliver(at)

    assert pauses == [MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE, 240 * MINUTE]
    assert (states(), len(sink.mails)) == ({"anna@example.org": MailState.SENT}, 1)
    assert list(mail.attempts.values_list("code", flat=True)) == [int(answer[:3])] * 5 + [250]


@pytest.mark.slow
def test_what_is_put_off_for_two_days_has_failed(sink):
    sink.plan = ["450 later"] * 100
    mail, at = post(is_urgent=True), NOON

    while mail.state == MailState.QUEUED:
        deliver(at)
        mail.refresh_from_db()
        at = max(at, mail.due_at)

    assert (mail.state, mail.answer, mail.tries) == (MailState.FAILED, "later", delivery.MOST_TRIES)
    assert timedelta(days=1.5) < at - NOON < timedelta(days=2.5)


def test_a_refusal_is_final_and_the_others_go_on_through_the_same_connection(sink):
    sink.plan = ["554 5.7.1 We do not like this"]
    post("a"), post("b")

    deliver()

    assert states() == {"a@example.org": MailState.FAILED, "b@example.org": MailState.SENT}
    assert (OutgoingMail.objects.get(to_email="a@example.org").answer, sink.connections) == (
        "5.7.1 We do not like this",
        1,
    )
    assert not DeadAddress.objects.exists()


def test_an_address_that_the_server_does_not_know_is_dead(sink):
    sink.rcpt_plan = ["550 5.1.1 No such user"]
    post("ghost")

    deliver()

    assert states() == {"ghost@example.org": MailState.FAILED}
    assert list(DeadAddress.objects.values_list("email", "answer")) == [("ghost@example.org", "5.1.1 No such user")]


@pytest.mark.parametrize(("how", "copies"), [(DROP, 1), (DROP_AFTER, 2)])
def test_a_dropped_connection_costs_one_try_and_the_next_mail_opens_another(sink, how, copies):
    sink.plan = [how]
    first, _second = post("a"), post("b")

    due = deliver()
    assert states() == {"a@example.org": MailState.QUEUED, "b@example.org": MailState.SENT}
    deliver(due)

    assert (set(states().values()), due, sink.connections) == ({MailState.SENT}, NOON + MINUTE, 3)
    assert sink.ids()[first.message_id] == copies


def test_when_nobody_answers_one_mail_asks_and_all_wait(settings):
    settings.MAIL_ROUTE = Route(Way.SMTP, host="127.0.0.1", port=1, seconds=1)
    for number in range(3):
        post(f"p{number}")

    due = deliver()

    assert (due, MailAttempt.objects.count(), set(states().values())) == (NOON + MINUTE, 1, {MailState.QUEUED})


def test_without_a_mail_server_mails_are_kept_to_be_read(settings):
    settings.MAIL_ROUTE = Route()
    mail = post()

    deliver()

    mail.refresh_from_db()
    assert (mail.state, mail.text.split("\n")[0]) == (MailState.KEPT, "Good day.")


def test_a_mail_in_a_folder_bears_its_own_name_however_often_it_is_written(settings, tmp_path):
    settings.MAIL_ROUTE = Route(Way.FILE, folder=tmp_path / "mails")
    mail = post()

    deliver()
    OutgoingMail.objects.update(state=MailState.QUEUED)
    deliver()

    assert [path.name for path in (tmp_path / "mails").iterdir()] == [f"{mail.public_id}.eml"]


def test_a_mail_on_the_console_is_shown(settings, capsys):
    settings.MAIL_ROUTE = Route(Way.CONSOLE)
    post(subject="To be seen")

    deliver()

    assert "Subject: To be seen" in capsys.readouterr().out


def test_a_mail_in_hand_is_nobody_elses_until_its_lease_has_run_out(settings):
    mail = post()
    lapsed = NOON + timedelta(seconds=settings.MAIL_LEASE_SECONDS)

    taken = claims.take(holder="first", now=NOON)
    early, late = claims.take(holder="second", now=lapsed - MINUTE), claims.take(holder="second", now=lapsed)

    assert (taken, early, late) == (mail, None, mail)
    assert not claims.end(taken, MailState.SENT, now=lapsed)
    assert claims.end(late, MailState.SENT, now=lapsed)


def test_without_looking_whose_it_is_a_mail_would_go_out_twice(sink, monkeypatch):
    """The red control of the test above."""
    post()
    monkeypatch.setattr(claims, "waiting", lambda now: OutgoingMail.objects.exclude(state=MailState.SENT))

    first = claims.take(holder="first", now=NOON)
    second = claims.take(holder="second", now=NOON)

    assert first == second


def test_secret_words_are_gone_once_they_were_sent(sink):
    mail = post(subject="Your code 482913", text="482913", html="<b>482913</b>", is_secret=True, is_urgent=True)

    deliver()

    mail.refresh_from_db()
    assert "482913" in sink.read()[0].get_body(("plain",)).get_content()
    assert (mail.state, mail.subject, mail.text, mail.html, mail.erased_at) == (MailState.SENT, "", "", "", NOON)


def test_secret_words_are_gone_after_an_hour_even_if_nobody_sent_them(sink):
    mail = post(text="482913", is_secret=True)
    hour = NOON + timedelta(hours=1)

    before, after = secrets.erase_old(hour - MINUTE), secrets.erase_old(hour)
    deliver(hour)

    mail.refresh_from_db()
    assert (before, after, mail.text, mail.state, sink.mails) == (0, 1, "", MailState.FAILED, [])


def test_a_letter_to_many_leaves_out_where_nothing_arrives(sink):
    DeadAddress.objects.create(email="anna@example.org")
    post(is_bulk=True), post("bob", is_bulk=True), post("anna", is_urgent=True)

    deliver()

    assert sorted(mail.rcpt_tos[0] for mail in sink.mails) == ["anna@example.org", "bob@example.org"]
    assert OutgoingMail.objects.get(is_bulk=True, to_email="anna@example.org").state == MailState.STOPPED


@pytest.mark.parametrize(
    ("zone", "posted", "due"),
    [
        ("Europe/Berlin", "2027-03-10T19:59+00:00", "2027-03-10T19:59+00:00"),  # 20:59 there
        ("Europe/Berlin", "2027-03-10T20:00+00:00", "2027-03-11T06:00+00:00"),
        ("Europe/Berlin", "2027-03-27T23:30+00:00", "2027-03-28T05:00+00:00"),  # the night in which summer time begins
        ("Asia/Tashkent", "2027-03-10T16:30+00:00", "2027-03-11T02:00+00:00"),
        ("Asia/Tashkent", "2027-03-10T01:59+00:00", "2027-03-10T02:00+00:00"),
        ("Nowhere/Land", "2027-03-10T20:00+00:00", "2027-03-11T06:00+00:00"),  # as at the site
    ],
)
def test_nobody_is_woken(zone, posted, due):
    to = outbox.Address("anna@example.org", zone=zone)

    mail = outbox.post(to=to, kind="x", subject="x", text="x", now=datetime.fromisoformat(posted))
    urgent = outbox.post(to=to, kind="x", subject="x", text="x", now=datetime.fromisoformat(posted), is_urgent=True)

    assert (mail.due_at, urgent.due_at) == (datetime.fromisoformat(due), datetime.fromisoformat(posted))


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@b", "a@b.example\nBcc: c@d.example", "a b@example.org", f"a@{'x' * 300}.de"]
)
def test_what_is_no_address_is_refused(email):
    with pytest.raises(RuleBroken) as broken:
        outbox.post(to=outbox.Address(email), kind="x", subject="x", text="x", now=NOON)

    assert (broken.value.code, OutgoingMail.objects.count()) == ("address", 0)


def test_an_address_in_other_letters_becomes_one_that_servers_take():
    mail = outbox.post(to=outbox.Address(" Info@Müller.Example "), kind="x", subject="x", text="x", now=NOON)

    assert mail.to_email == "info@xn--mller-kva.example"


def test_a_mail_that_cannot_be_built_keeps_no_other_back(sink):
    broken = post("broken")
    OutgoingMail.objects.filter(pk=broken.pk).update(to_email="no address at all")
    post("well")

    deliver()

    broken.refresh_from_db()
    assert (broken.state, len(sink.mails)) == (MailState.QUEUED, 1)
    assert broken.answer.startswith("Internal error")


def test_files_arrive_under_harmless_names_and_a_calendar_says_what_to_do_with_it(sink):
    calendar = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    files = [
        outbox.Attachment("../../etc/pass\r\nwd: x.pdf", b"%PDF", "application/pdf"),
        outbox.Attachment("agenda.ics", calendar, "text/calendar", "PUBLISH"),
        outbox.Attachment("invitation.ics", calendar, "text/calendar", "REQUEST"),
    ]
    post(html="<p>x</p>", attachments=files)

    deliver()

    parts = [(part.get_content_type(), part.get_filename(), part.get_param("method")) for part in sink.read()[0].walk()]
    assert [part for part in parts if not part[0].startswith(("multipart", "text/plain", "text/html"))] == [
        ("text/calendar", None, "REQUEST"),
        ("application/pdf", "pass wd: x.pdf", None),
        ("text/calendar", "agenda.ics", "PUBLISH"),
    ]
