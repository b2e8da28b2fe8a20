"""Somebody is invited to apply: the mail, the answer, the reminder, the figures."""

import re
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from handschlag.foundation.errors import RuleBroken
from handschlag.registration.models import Application, ApplicationInvitation
from handschlag.registration.services import inviting
from handschlag.registration.services.inviting import Replies
from handschlag.registration.states import Reply
from tests import factories as make
from tests.accounts.people import address, mails
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

    inviting.remind(row, by=make.UserFactory(), now=timezone.now())

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
        found = [inviting.replies(event), inviting.replies(event, co_organiser=chamber)]

    assert found == [Replies(2, 1, 0, 0), Replies(1, 1, 0, 0)]
    assert ([one.silent for one in found], len(caught)) == ([1, 0], 2)
