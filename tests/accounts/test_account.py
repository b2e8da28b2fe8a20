"""One's account: welcome, name, address, sign-ins; what ends and what goes on."""

from datetime import timedelta

import pytest
from django.conf import settings as site
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from handschlag.accounts.models import Session, User
from handschlag.accounts.services import people as accounts
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import AuditEntry
from tests.accounts import people

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ANNA, NEW = "anna@example.org", "anna@agency.example.org"
PAGE = "accounts:account"


@pytest.fixture(autouse=True)
def no_demonstration(settings):
    settings.DEMO = False


def still_in(*clients):
    return [client.get(reverse(PAGE)).status_code == 200 for client in clients]


def change_address(client, new=NEW):
    asked = client.post(reverse("account_email"), {"email": new, "action_add": ""})
    return client.post(asked.url, {"code": people.code_in(people.mails(new)[0])})


def test_the_first_sign_in_asks_for_her_name_and_offers_a_passkey(client):
    people.person(ANNA, welcomed=False, name="")

    answer = people.sign_in(client, ANNA)
    page = client.get(answer.url)
    saved = client.post(answer.url, {"name": " Anna  Müller ", "language": "ru", "passkey": "1"})

    user = User.objects.get()
    assert answer.url.startswith(reverse("accounts:welcome"))
    assert (page.status_code, b'name="passkey"' in page.content) == (200, True)
    assert (user.name, user.language, saved.url) == (
        "Anna Müller",
        "ru",
        people.address("mfa_add_webauthn", language="ru"),
    )
    assert not people.sign_in(Client(), ANNA).url.startswith(reverse("accounts:welcome"))


def test_the_welcome_leads_on_to_the_page_that_she_wanted(client):
    people.person(ANNA, welcomed=False)

    for wanted, led in (("/de/events/x/", "/de/events/x/"), ("//evil.example", reverse("portal:home"))):
        people.sign_in(client, ANNA)
        answer = client.post(reverse("accounts:welcome"), {"name": "Anna", "language": "de", "next": wanted})
        assert answer.url == led


@pytest.mark.parametrize("name", ["", "  ", "Anna\nBcc: x", "Anna\x00", "x" * 201])
@pytest.mark.parametrize("page", [PAGE, "accounts:welcome"])
def test_what_is_no_name_is_refused_with_a_sentence(name, page):
    user = people.person(ANNA)
    client = people.signed_in(ANNA)

    answer = client.post(reverse(page), {"name": name, "language": "de"})

    before, user.name = user.name, User.objects.get().name
    assert (answer.status_code, b'role="alert"' in answer.content, user.name) == (422, True, before)


def test_a_changed_name_is_noted():
    people.person(ANNA)
    client = people.signed_in(ANNA)

    for _ in range(2):
        client.post(reverse(PAGE), {"name": "Anna Weiß", "language": "de"})

    assert User.objects.get().name == "Anna Weiß"
    assert AuditEntry.objects.filter(verb="account.changed").count() == 1


def test_a_new_address_counts_when_its_code_was_entered():
    people.person(ANNA)
    here, there = people.signed_in(ANNA), people.signed_in(ANNA)

    asked = here.post(reverse("account_email"), {"email": NEW, "action_add": ""})
    before = User.objects.get().email
    here.post(asked.url, {"code": people.code_in(people.mails(NEW)[0])})

    assert (before, User.objects.get().email) == (ANNA, NEW)
    assert still_in(here, there) == [True, False]
    assert people.mails(ANNA)[0].kind == "accounts.address_changed"
    assert AuditEntry.objects.filter(verb="account.address_changed").count() == 1


def test_after_a_change_she_signs_in_with_the_new_address_only():
    people.person(ANNA)
    change_address(people.signed_in(ANNA))
    by_old, by_new = Client(), Client()

    people.ask_for_code(by_old, ANNA)
    people.sign_in(by_new, NEW)

    assert people.mails(ANNA)[0].kind == "accounts.unknown"
    assert people.is_in(by_new)


def test_the_address_of_somebody_else_cannot_be_taken_and_nobody_learns_that_it_is_taken():
    people.person(ANNA)
    other = people.person("boris@example.org")
    client = people.signed_in(ANNA)

    taken = client.post(reverse("account_email"), {"email": other.email, "action_add": ""})
    free = people.signed_in(ANNA).post(reverse("account_email"), {"email": "free@example.org", "action_add": ""})

    assert (taken.status_code, taken.url) == (free.status_code, free.url)
    mail = people.mails(other.email)[0]
    refused = client.post(taken.url, {"code": people.code_in(mail)})
    assert refused.status_code == 422
    assert User.objects.get(pk=other.pk).email == other.email


def test_all_her_sign_ins_are_listed_and_each_can_be_ended():
    people.person(ANNA)
    here = people.signed_in(ANNA, **{"User-Agent": people.FIREFOX})
    phone = people.signed_in(ANNA, **{"User-Agent": people.PHONE})
    third = people.signed_in(ANNA)
    page = here.get(reverse(PAGE)).content.decode()
    row = Session.objects.get(session_key=phone.session.session_key)

    here.post(reverse("accounts:end_sign_ins"), {"sign_in": row.public_id})

    assert ("Firefox, Windows" in page, "Safari, iPhone" in page) == (True, True)
    assert still_in(here, phone, third) == [True, False, True]


def test_all_others_can_be_ended_at_once():
    people.person(ANNA)
    here, phone, third = (people.signed_in(ANNA) for _ in range(3))

    here.post(reverse("accounts:end_sign_ins"))

    assert still_in(here, phone, third) == [True, False, False]
    assert AuditEntry.objects.filter(verb="account.sign_ins_ended").count() == 1


@pytest.mark.parametrize("chosen", ["foreign", "0", "x", "-1", "²", "9" * 30])
def test_the_sign_in_of_somebody_else_cannot_be_ended(chosen):
    people.person(ANNA)
    people.person("boris@example.org")
    here, foreign = people.signed_in(ANNA), people.signed_in("boris@example.org")
    if chosen == "foreign":
        chosen = Session.objects.get(session_key=foreign.session.session_key).public_id

    answer = here.post(reverse("accounts:end_sign_ins"), {"sign_in": chosen})

    assert (answer.status_code, still_in(here, foreign)) == (302, [True, True])


def test_signing_out_ends_the_sign_in_for_good():
    people.person(ANNA)
    client = people.signed_in(ANNA)
    stolen = client.cookies[site.SESSION_COOKIE_NAME].value

    client.post(reverse("accounts:sign_out"))
    client.cookies[site.SESSION_COOKIE_NAME] = stolen

    assert (still_in(client), Session.objects.count()) == ([False], 0)


def last_seen_in_march(client):
    """A sign-in with which something was sent on the first of March for the last time."""
    session = client.session
    session["seen_on"] = "2027-03-01"
    session.save()


def test_a_sign_in_lasts_ninety_days_from_the_last_day_on_which_she_sent_something():
    people.person(ANNA)
    client = people.signed_in(ANNA)
    last_seen_in_march(client)

    first = client.post(reverse("accounts:end_sign_ins"), {}).cookies
    second = client.post(reverse("accounts:end_sign_ins"), {}).cookies

    assert first[site.SESSION_COOKIE_NAME]["max-age"] == 90 * 24 * 3600
    assert site.SESSION_COOKIE_NAME not in second
    assert client.session.get_expiry_date() > timezone.now() + timedelta(days=89)
    assert Session.objects.get().last_seen_at > timezone.now() - timedelta(minutes=1)


def test_the_first_page_of_a_day_writes_nothing_and_costs_one_query_for_who_she_is():
    people.person(ANNA)
    client = people.signed_in(ANNA)
    visitor = Client()
    address = reverse("portal:search")
    client.get(address), visitor.get(address)
    last_seen_in_march(client)

    with CaptureQueriesContext(connection) as own:
        visitor.get(address)
    with CaptureQueriesContext(connection) as signed_in:
        client.get(address)

    assert len(signed_in) - len(own) <= 1
    assert [one["sql"] for one in signed_in if not one["sql"].startswith("SELECT")] == []


def test_a_visitor_gets_no_session(client):
    answer = client.get(reverse("portal:home"))

    assert site.SESSION_COOKIE_NAME not in answer.cookies


def test_a_sign_in_on_another_device_is_told_by_mail():
    people.person(ANNA)
    kinds = []
    for agent in (people.FIREFOX, people.FIREFOX, people.PHONE):
        people.signed_in(ANNA, **{"User-Agent": agent})
        kinds.append([mail.kind for mail in people.mails()].count("accounts.elsewhere"))

    assert kinds == [0, 0, 1]


def test_more_sign_ins_need_few_more_queries(django_assert_max_num_queries):
    """Allauth asks for each of them whether it has ended; so it is two for each, and nothing else grows."""
    people.person(ANNA)
    here = people.signed_in(ANNA)
    for _ in range(3):
        people.signed_in(ANNA)

    with django_assert_max_num_queries(18):
        here.get(reverse(PAGE))


@pytest.mark.parametrize("email", ["", "anna", "anna@", "a b@example.org"])
def test_an_account_needs_an_address(email):
    with pytest.raises(RuleBroken) as broken:
        accounts.open_account(email)

    assert broken.value.code == "address"


def test_an_address_has_one_account_however_it_is_written():
    first = accounts.open_account("Anna@Example.org", name="Anna")
    second = accounts.open_account(" anna@example.ORG")

    assert (first.pk, User.objects.count()) == (second.pk, 1)


def test_whoever_is_deleted_is_signed_out():
    user = people.person(ANNA)
    client = people.signed_in(ANNA)

    user.delete()

    assert still_in(client) == [False]
