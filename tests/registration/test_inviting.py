"""Somebody is invited to apply: the mail, the answer, the reminder, the figures."""

import re
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.mail_route import Route, Way
from handschlag.foundation.models import AuditEntry, OutgoingMail
from handschlag.foundation.outbox import delivery
from handschlag.registration import invited, pasted
from handschlag.registration.invited import BETWEEN, Replies
from handschlag.registration.models import Application, ApplicationInvitation
from handschlag.registration.services import inviting
from handschlag.registration.states import Reply
from tests import factories as make
from tests.accounts.people import address, mails
from tests.foundation.outbox.sink import Sink
from tests.registration.test_applicant import filled, forum

pytestmark = pytest.mark.django_db
ANNA = "anna@werk.example"


@pytest.fixture(autouse=True)
def no_demonstration(settings):
    settings.DEMO = False


def invite(event, email=ANNA, **facts):
    return inviting.invite(event, email, by=make.UserFactory(), now=timezone.now(), **facts)


def link(email=ANNA):
    return re.search(r"https?://[^/]+(/\w\w/apply/invited/[\w-]+/)", mails(email)[0].text)[1]


@pytest.mark.parametrize("language", ["de", "en", "ru"])
def test_the_mail_is_in_her_language_and_its_secret_is_kept_nowhere(language):
    row = invite(forum(), language=language)

    secret = link().rstrip("/").rsplit("/", 1)[-1]

    assert (mails(ANNA)[0].language, link().startswith(f"/{language}/")) == (language, True)
    assert row.secret_sha256 == inviting.digest(secret)


def test_nobody_is_invited_twice():
    event = forum()
    invite(event)

    with pytest.raises(RuleBroken) as refused:
        invite(event, "Anna@Werk.example")

    assert (refused.value.code, len(mails())) == ("invited", 1)


def test_nobody_is_invited_to_what_is_over():
    now = timezone.now()

    with pytest.raises(RuleBroken) as refused:
        invite(forum(starts_at=now - timedelta(days=2), ends_at=now - timedelta(days=1)))

    assert refused.value.code == "over"


def test_yes_leads_into_the_form_with_her_address_and_the_application_is_hers(client):
    event = forum()
    row = invite(event)

    answer = client.post(link(), {"reply": "accepted"})
    form = client.get(answer.url).content.decode()
    client.force_login(make.UserFactory(email=ANNA), backend=site.AUTHENTICATION_BACKENDS[0])
    client.post(answer.url, filled(step="send"))

    row.refresh_from_db()
    assert (answer.url, f'value="{ANNA}"' in form) == (address("registration:apply", event.slug), True)
    assert (row.reply, row.application) == ("accepted", Application.objects.get())


def test_whoever_is_invited_for_an_organisation_applies_for_it(client):
    event, known = forum(), make.OrganisationFactory(name="Werk Sieben")
    invite(event, organisation=known)
    client.force_login(make.UserFactory(email=ANNA), backend=site.AUTHENTICATION_BACKENDS[0])

    shown = client.get(address("registration:apply", event.slug)).content.decode()
    client.post(address("registration:apply", event.slug), filled(step="send", organisation_name="Werk Sieben"))

    assert ('value="Werk Sieben"' in shown, Application.objects.get().organisation) == (True, known)


def test_no_says_thanks_and_may_become_a_yes(client):
    row = invite(forum())

    answer = client.post(link(), {"reply": "declined"})
    declined = ApplicationInvitation.objects.get().reply
    client.post(link(), {"reply": "accepted"})

    row.refresh_from_db()
    assert (answer.status_code, declined, row.reply) == (302, "declined", "accepted")


def test_after_the_application_the_answer_stands(client):
    row = invite(forum())
    ApplicationInvitation.objects.update(application=make.ApplicationFactory(event=row.event))

    answer = client.post(link(), {"reply": "declined"})

    assert (answer.status_code, ApplicationInvitation.objects.get().reply) == (422, "")


def test_a_reminder_has_a_new_address_and_the_old_one_leads_nowhere(client):
    row = invite(forum())
    old = link()

    inviting.remind(row, by=make.UserFactory(), now=timezone.now() + BETWEEN)

    assert [client.get(old).status_code, client.get(link()).status_code] == [404, 200]


def test_whoever_has_answered_is_not_reminded():
    row = invite(forum())
    inviting.reply(row, Reply.DECLINED, by=None, now=timezone.now())

    with pytest.raises(RuleBroken) as refused:
        inviting.remind(row, by=make.UserFactory(), now=timezone.now())

    assert refused.value.code == "replied"


def test_figures_come_in_one_query_also_for_one_co_organiser():
    event, chamber = forum(), make.UserFactory()
    first = invite(event, co_organiser=chamber)
    invite(event, "boris@werk.example")
    inviting.reply(first, Reply.ACCEPTED, by=None, now=timezone.now())

    with CaptureQueriesContext(connection) as caught:
        found = [invited.replies(event), invited.replies(event, co_organiser=chamber)]

    assert found == [Replies(invited=2, accepted=1, silent=1), Replies(invited=1, accepted=1)]
    assert len(caught) == 2


def test_nobody_is_reminded_twice_within_three_days_and_is_told_from_when_on():
    row, by, now = invite(forum()), make.UserFactory(), timezone.now()

    codes = []
    for moment in (now, now + BETWEEN, now + BETWEEN * 1.9, now + BETWEEN * 2):
        try:
            inviting.remind(row, by=by, now=moment)
        except RuleBroken as broken:
            codes.append(broken.code)
        else:
            codes.append("")

    assert codes == ["soon", "", "soon", ""]


def test_all_silent_ones_are_reminded_but_those_to_whom_one_wrote_just_now():
    event, by, now = forum(), make.UserFactory(), timezone.now()
    old = [invite(event, f"{number}@werk.example") for number in range(3)]
    ApplicationInvitation.objects.update(sent_at=now - BETWEEN)
    inviting.reply(old[0], Reply.DECLINED, by=None, now=now)
    fresh = invite(event, "fresh@werk.example")

    before = invited.reminding(event, now=now)
    number = inviting.remind_all(event, by=by, now=now)
    with pytest.raises(RuleBroken) as refused:
        inviting.remind_all(event, by=by, now=now)

    assert (before.now, before.later, before.next_at) == (2, 1, fresh.sent_at + BETWEEN)
    assert (number, refused.value.code) == (2, "nobody")
    assert sorted(one.email for one in event.application_invitations.exclude(reminded_at=None)) == [
        "1@werk.example",
        "2@werk.example",
    ]


def test_a_withdrawn_invitation_leads_nowhere_and_may_be_sent_anew(client):
    row = invite(forum())
    old = link()

    inviting.withdraw(row, by=make.UserFactory(), now=timezone.now())
    invite(row.event)

    noted = AuditEntry.objects.filter(verb="application.invitation_withdrawn").get()
    assert [client.get(old).status_code, client.get(link()).status_code] == [404, 200]
    assert (noted.event, noted.target_id) == (row.event.slug, row.public_id)


def test_what_has_become_an_application_is_not_withdrawn():
    row = invite(forum())
    ApplicationInvitation.objects.update(application=make.ApplicationFactory(event=row.event))

    with pytest.raises(RuleBroken) as refused:
        inviting.withdraw(row, by=make.UserFactory(), now=timezone.now())

    assert (refused.value.code, ApplicationInvitation.objects.count()) == ("applied", 1)


def test_many_are_invited_or_nobody():
    event = forum()
    invite(event)
    lines = pasted.read("Anna <anna@werk.example>\nOtto Süd <Otto@Werk.example>\n", event).new

    sent = inviting.invite_many(event, lines, language="ru", by=make.UserFactory(), now=timezone.now())

    assert [(one.email, one.name, one.language) for one in sent] == [("otto@werk.example", "Otto Süd", "ru")]
    assert [one.to_name for one in mails("otto@werk.example")] == ["Otto Süd"]


def test_pasted_lines_are_told_apart_with_number_and_reason():
    event = forum()
    invite(event)
    written = (
        '\nOtto@werk.example;\n"Süd, Otto" <otto@werk.example>\nanna@werk.example\nnobody\nИван <ivan@werk.example>,\n'
    )

    found = pasted.read(written, event)

    assert [(line.number, str(line)) for line in found.new] == [
        (2, "otto@werk.example"),
        (6, "Иван <ivan@werk.example>"),
    ]
    assert [line.number for line in found.known] == [3, 4]
    assert [(line.number, bool(line.why)) for line in found.wrong] == [(5, True)]
    assert "2" in found.known[0].why


@pytest.mark.parametrize(("written", "code"), [(" \n\n", "none"), ("a@b.example\n" * 201, "many")])
def test_nothing_and_too_much_are_refused(written, code):
    with pytest.raises(RuleBroken) as refused:
        pasted.read(written, forum())

    assert refused.value.code == code


@pytest.fixture
def sink(settings):
    sink = Sink()
    settings.MAIL_ROUTE = Route(Way.SMTP, host="127.0.0.1", port=sink.port, seconds=5)
    yield sink
    sink.close()


def sent_out(sink):
    """What the worker of the outbox hands over, at whatever time of day."""
    OutgoingMail.objects.filter(state="queued").update(due_at=timezone.now())
    delivery.deliver()
    return [mail["To"].addresses[0].addr_spec for mail in sink.read()]


def test_the_mail_of_what_was_withdrawn_before_it_left_does_not_go_out(sink):
    event = forum()
    row = invite(event)
    invite(event, "olga@werk.example")

    inviting.withdraw(row, by=make.UserFactory(), now=timezone.now())

    assert (sent_out(sink), mails(ANNA)[0].state) == (["olga@werk.example"], "stopped")


def test_who_is_invited_anew_gets_the_new_mail_alone(sink):
    event = forum()
    inviting.withdraw(invite(event), by=make.UserFactory(), now=timezone.now())
    invite(event)

    assert (sent_out(sink), [one.state for one in mails(ANNA)]) == ([ANNA], ["sent", "stopped"])


def test_a_withdrawal_that_is_rolled_back_stops_no_mail(sink):
    row = invite(forum())

    with transaction.atomic():
        inviting.withdraw(row, by=make.UserFactory(), now=timezone.now())
        transaction.set_rollback(True)

    assert sent_out(sink) == [ANNA]


def test_a_reminder_that_waits_is_stopped_and_what_has_left_stays_noted(sink):
    row = invite(forum())
    now = timezone.now()
    sent_out(sink)
    inviting.remind(row, by=make.UserFactory(), now=now + BETWEEN)

    inviting.withdraw(row, by=make.UserFactory(), now=now + BETWEEN)

    assert [one.state for one in mails(ANNA)] == ["stopped", "sent"]
