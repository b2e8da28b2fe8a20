"""Commands about mails."""

import io
import sys
from types import SimpleNamespace

import pytest

from handschlag.foundation import outbox
from handschlag.foundation.models import MailState, OutgoingMail
from handschlag.site.command import bounce, mails
from handschlag.site.command.errors import InputError
from tests.foundation.outbox.test_bounces import report

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail():
    mail = outbox.post(to=outbox.Address("anna@example.org"), kind="x", subject="Hello", text="Good day")
    OutgoingMail.objects.update(state=MailState.SENT)
    return mail


@pytest.fixture
def typed(monkeypatch):
    return lambda raw: monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))


def test_a_mail_that_came_back_is_marked(mail, typed, capsys):
    typed(report(mail))

    assert bounce.run(None) == 0
    mail.refresh_from_db()
    assert (capsys.readouterr().out, mail.state) == (f"{mail.message_id} came back\n", MailState.BOUNCED)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"Subject: holiday\n\nI am away", "is no delivery status notification"),
        (b"", "is no delivery status notification"),
    ],
)
def test_what_is_no_notification_is_refused(typed, raw, says):
    typed(raw)

    with pytest.raises(InputError, match=says):
        bounce.run(None)


def test_a_notification_of_a_mail_from_elsewhere_is_refused(mail, typed):
    typed(report(mail, message_id="<AAAAAAAAAAAAAAAA@elsewhere.example>"))

    with pytest.raises(InputError, match="names none of our mails"):
        bounce.run(None)


def test_kept_mails_are_shown_the_last_one_at_the_end(mail, capsys):
    for number in range(3):
        outbox.post(to=outbox.Address("anna@example.org"), kind="x", subject=f"Mail {number}", text="Good day")
    OutgoingMail.objects.exclude(pk=mail.pk).update(state=MailState.KEPT)

    assert mails.run(SimpleNamespace(last=2)) == 0
    shown = capsys.readouterr().out
    assert ("Mail 0" in shown, shown.index("Mail 1") < shown.index("Mail 2"), "Good day" in shown) == (
        False,
        True,
        True,
    )
