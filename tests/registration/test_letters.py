"""The letters of this flat: to whom, in whose language, with what they need."""

import re
from functools import partial

import pytest
from django.utils import timezone

from handschlag.events.models import Event
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import OutgoingMail
from handschlag.registration import letters
from handschlag.registration.services import cancelling, deciding, quotas, waiting
from tests import factories as make
from tests.registration import desk
from tests.registration.desk import NOW

pytestmark = pytest.mark.django_db

REASON = make.Text.of(de="Es fehlt der Handelsregisterauszug.", en="The extract is missing.", ru="Нет выписки.")
TOLD = {
    # the end of the key of a letter: what has happened to an application that ``send`` sends to an event
    "received": lambda send, _event, _user: send(),
    "approved": lambda send, _event, user: deciding.approve(send(), by=user, now=NOW),
    "conditional": lambda send, _event, user: deciding.approve(send(), conditions=REASON, by=user, now=NOW),
    "incomplete": lambda send, _event, user: deciding.ask_to_complete(send(), REASON, by=user, now=NOW),
    "refused": lambda send, _event, user: deciding.refuse(send(), REASON, by=user, now=NOW),
    "cancelled": lambda send, _event, user: cancelling.cancel(send(), by=user, now=NOW),
    "cancelled_by_host": lambda send, _event, user: cancelling.cancel_by_host(send(), REASON, by=user, now=NOW),
    "late": lambda send, event, _user: late(send, event),
    "waiting": lambda send, event, user: put_on_the_list(send, event, user),
    "offered": lambda send, event, user: offered(send, event, user),
    "lapsed": lambda send, event, user: lapsed(send, event, user),
}
ELSEWHERE = {"begun", "claim_confirmed", "claim_rejected", "invited", "reminded", "written"}
"""Proved where they are written."""


def late(send, event):
    Event.objects.filter(pk=event.pk).update(registration_closes_at=NOW - desk.timedelta(days=1))
    return send(late_reason="Die Post")


def put_on_the_list(send, event, user):
    make.QuotaFactory(event=event, capacity=0)
    return waiting.put(send(), by=user, now=NOW)


def offered(send, event, user):
    event.registration_rules.offer_hours = 24
    event.registration_rules.save()
    application = put_on_the_list(send, event, user)
    quotas.set_capacity(event.quotas.get(), 1, by=user, now=NOW)
    return application


def lapsed(send, event, user):
    application = offered(send, event, user)
    waiting.lapse_all(now=NOW + desk.timedelta(hours=25))
    return application


def written(key, language):
    """What was told last, and about which application."""
    event = desk.event(approval="by_hand")
    application = TOLD[key](partial(desk.sent, event, language=language), event, make.UserFactory())
    return OutgoingMail.objects.order_by("pk").last(), application


def test_every_letter_is_proved_here_or_elsewhere():
    assert {kind.key for kind in letters.KINDS} == {f"registration.{key}" for key in (*TOLD, *ELSEWHERE)}


@pytest.mark.parametrize("language", ["de", "en", "ru"])
@pytest.mark.parametrize("key", TOLD)
def test_a_letter_goes_to_those_who_applied_and_names_them_and_the_event_and_leads_to_the_page(key, language):
    mail, application = written(key, language)

    title = application.event.title.best((language,)).text
    assert (mail.kind, mail.to_email, mail.language) == (f"registration.{key}", application.email, language)
    assert (mail.scope, mail.event) == (application.event.host.slug, application.event.slug)
    assert (mail.about_model, mail.about_id) == ("registration.application", application.public_id)
    assert title in mail.subject
    assert (application.contact_name in mail.text, f"/{language}/" in mail.text) == (True, True)
    assert re.findall(r"[{}]|%\(", mail.subject + mail.text) == []


@pytest.mark.parametrize(("language", "said"), [(one, REASON.best((one,)).text) for one in ("de", "en", "ru")])
@pytest.mark.parametrize("key", ["incomplete", "refused", "cancelled_by_host", "conditional"])
def test_reasons_and_conditions_are_told_in_their_language(key, language, said):
    mail, _application = written(key, language)

    assert said in mail.text


@pytest.mark.parametrize("language", ["de", "en", "ru"])
def test_an_offer_says_until_when(language):
    mail, application = written("offered", language)

    application.refresh_from_db()
    assert f"{timezone.localtime(application.offered_until):%H:%M}" in mail.text
    assert mail.is_urgent


def test_without_an_address_nobody_is_written_to():
    application = make.ApplicationFactory(email="")

    letters.tell(letters.RECEIVED, application, now=NOW)

    assert OutgoingMail.objects.count() == 0


def test_what_is_refused_is_not_told():
    event = desk.event(capacity=0, has_waiting_list=False)

    with pytest.raises(RuleBroken):
        desk.sent(event)

    assert OutgoingMail.objects.count() == 0
