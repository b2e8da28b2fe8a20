"""Mails that come back are known by their Message-ID."""

from datetime import UTC, datetime

import pytest

from handschlag.foundation import outbox
from handschlag.foundation.models import DeadAddress, MailState, OutgoingMail
from handschlag.foundation.outbox import bounces
from handschlag.foundation.outbox.bounces import Finding

pytestmark = pytest.mark.django_db

NOON = datetime(2027, 3, 10, 11, 0, tzinfo=UTC)
REPORT = """\
From: MAILER-DAEMON@mail.example.net
To: handschlag@127.0.0.1
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="B"
MIME-Version: 1.0

--B
Content-Type: text/plain

I'm sorry to have to inform you …

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.net
Arrival-Date: Wed, 10 Mar 2027 11:00:00 +0000

Final-Recipient: rfc822; anna@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} <anna@example.org>: Recipient
 address rejected

--B
Content-Type: text/rfc822-headers

From: handschlag@127.0.0.1
Message-ID: {message_id}

--B--
"""


@pytest.fixture
def mail():
    mail = outbox.post(to=outbox.Address("anna@example.org"), kind="x", subject="x", text="x", now=NOON)
    OutgoingMail.objects.filter(pk=mail.pk).update(state=MailState.SENT, ended_at=NOON)
    return mail


def report(mail, *, action="failed", status="5.1.1", message_id=None):
    return REPORT.format(action=action, status=status, message_id=message_id or mail.message_id).encode()


@pytest.mark.parametrize(
    ("action", "status", "finding", "state", "is_dead"),
    [
        ("failed", "5.1.1", Finding.RETURNED, MailState.BOUNCED, True),
        ("failed", "5.0.0", Finding.RETURNED, MailState.BOUNCED, True),
        ("failed", "5.2.2", Finding.RETURNED, MailState.BOUNCED, False),  # the mailbox is full
        ("failed", "5.7.1", Finding.RETURNED, MailState.BOUNCED, False),  # the server does not like the mail
        ("failed", "4.4.7", Finding.RETURNED, MailState.BOUNCED, False),  # given up after days
        ("delayed", "4.4.1", Finding.DELAYED, MailState.SENT, False),
        ("delivered", "2.0.0", Finding.ARRIVED, MailState.SENT, False),
    ],
)
def test_a_notification_marks_its_mail_and_a_dead_address(mail, action, status, finding, state, is_dead):
    found = bounces.note(report(mail, action=action, status=status), now=NOON)

    mail.refresh_from_db()
    assert (found, mail.state, DeadAddress.objects.exists()) == ((finding, mail), state, is_dead)
    assert mail.attempts.get().answer == f"{status} 550 {status} <anna@example.org>: Recipient address rejected"


def test_a_notification_of_somebody_elses_mail_changes_nothing(mail):
    found = bounces.note(report(mail, message_id="<AAAAAAAAAAAAAAAA@127.0.0.1>"), now=NOON)

    mail.refresh_from_db()
    assert (found, mail.state) == ((Finding.UNKNOWN, None), MailState.SENT)


@pytest.mark.parametrize(
    "raw", [b"", b"Subject: I am away\n\nuntil Monday", b"\xff\xfe\x00", b"Content-Type: message/delivery-status\n\nx"]
)
def test_what_is_no_notification_is_said_to_be_none(mail, raw):
    assert bounces.note(raw, now=NOON) == (Finding.NO_REPORT, None)


def test_a_mail_that_still_waits_does_not_come_back(mail):
    OutgoingMail.objects.update(state=MailState.QUEUED)

    bounces.note(report(mail), now=NOON)

    mail.refresh_from_db()
    assert mail.state == MailState.QUEUED
