"""Passwords, for those who want one; and the form that forgets nobody has to tell."""

import pytest
from django.test import Client
from django.urls import reverse

from handschlag.foundation.models import AuditEntry
from tests.accounts import people

pytestmark = pytest.mark.django_db
ANNA, PAGE = "anna@example.org", "accounts:sign_in_by_password"


@pytest.fixture(autouse=True)
def no_demonstration(settings):
    settings.DEMO = False


def test_address_and_password_sign_her_in(client):
    people.person(ANNA, password=people.WORD)

    answer = client.post(reverse(PAGE), {"login": ANNA, "password": people.WORD})

    assert (answer.status_code, people.is_in(client)) == (302, True)


def test_an_address_that_was_never_confirmed_is_confirmed_first(client):
    people.person(ANNA, password=people.WORD, confirmed=False)

    first = client.post(reverse(PAGE), {"login": ANNA, "password": people.WORD})
    half_way = people.is_in(client)
    client.post(first.url, {"code": people.code_in(people.mails()[0])})

    assert (first.url, half_way) == (reverse("account_email_verification_sent"), False)
    assert people.is_in(client)


def test_a_wrong_password_is_refused_with_a_sentence(client):
    people.person(ANNA, password=people.WORD)

    answer = client.post(reverse(PAGE), {"login": ANNA, "password": "wrong"})

    assert (answer.status_code, people.is_in(client)) == (422, False)
    assert answer.context_data["form"].non_field_errors()


def test_whoever_knows_the_password_of_a_closed_account_is_told_that_it_is_closed(client):
    people.person(ANNA, password=people.WORD, is_active=False)

    wrong = client.post(reverse(PAGE), {"login": ANNA, "password": "wrong"})
    right = client.post(reverse(PAGE), {"login": ANNA, "password": people.WORD})

    assert (wrong.status_code, right.url, people.is_in(client)) == (422, reverse("account_inactive"), False)
    assert client.get(right.url).status_code == 200


def test_guessing_is_braked_within_thirteen_tries_and_forged_addresses_do_not_help(client):
    people.person(ANNA, password=people.WORD)

    answers = [
        client.post(reverse(PAGE), {"login": ANNA, "password": f"{n}"}, headers={"X-Forwarded-For": f"198.51.100.{n}"})
        for n in range(20)
    ]
    right = client.post(reverse(PAGE), {"login": ANNA, "password": people.WORD})

    assert [answer.status_code for answer in answers] == [422] * 12 + [429] * 8
    assert 0 < int(answers[-1]["Retry-After"]) <= 600
    assert (right.status_code, people.is_in(client)) == (429, False)
    assert AuditEntry.objects.filter(verb="account.braked").count() == 1


def test_guessing_at_many_accounts_from_one_line_is_braked(client):
    codes = [
        client.post(reverse(PAGE), {"login": f"p{n}@example.org", "password": "x" * 12}).status_code for n in range(20)
    ]

    assert codes == [422] * 12 + [429] * 8


def test_whoever_is_braked_can_still_come_in_by_a_code(client):
    people.person(ANNA, password=people.WORD)
    for n in range(14):
        client.post(reverse(PAGE), {"login": ANNA, "password": f"{n}"})

    people.sign_in(client, ANNA)

    assert people.is_in(client)


@pytest.mark.slow
def test_right_passwords_do_not_count_as_guesses():
    people.person(ANNA, password=people.WORD)

    ins = []
    for _ in range(10):
        browser = Client()
        browser.post(reverse(PAGE), {"login": ANNA, "password": people.WORD})
        ins.append(people.is_in(browser))

    assert ins == [True] * 10


def test_a_forgotten_password_is_replaced_by_a_code(client):
    people.person(ANNA, password=people.WORD)
    elsewhere = people.signed_in(ANNA)
    new = "noch fünf andere Wörter"

    asked = client.post(reverse("account_reset_password"), {"email": ANNA})
    right = client.post(asked.url, {"code": people.code_in(people.mails()[0])})
    done = client.post(right.url, {"password1": new, "password2": new})
    client.post(reverse(PAGE), {"login": ANNA, "password": new})

    assert (asked.status_code, done.status_code, people.is_in(client)) == (302, 302, True)
    assert elsewhere.get(reverse("accounts:account")).status_code == 302  # signed out


@pytest.mark.parametrize("word", ["short", "qwerty123456", ANNA])
def test_a_password_that_is_easy_to_guess_is_refused_with_a_sentence(word):
    people.person(ANNA)
    client = people.signed_in(ANNA)

    answer = client.post(reverse("account_set_password"), {"password1": word, "password2": word})

    assert (answer.status_code, bool(answer.context_data["form"].errors)) == (422, True)


def test_a_changed_password_ends_all_other_sign_ins_and_is_told():
    people.person(ANNA, password=people.WORD)
    here, there = people.signed_in(ANNA), people.signed_in(ANNA)
    new = "noch fünf andere Wörter"

    done = here.post(
        reverse("account_change_password"), {"oldpassword": people.WORD, "password1": new, "password2": new}
    )

    pages = [client.get(reverse("accounts:account")).status_code for client in (here, there)]
    assert (done.status_code, pages) == (302, [200, 302])
    assert people.mails(ANNA)[0].kind == "accounts.password_changed"
    assert AuditEntry.objects.filter(verb="account.password_changed").count() == 1


def test_guessing_at_one_account_from_many_lines_is_braked(client, settings):
    settings.TRUSTED_PROXIES = 1
    people.person(ANNA, password=people.WORD)

    codes = [
        client.post(
            reverse(PAGE), {"login": ANNA, "password": f"{n}"}, headers={"X-Forwarded-For": f"198.51.100.{n}"}
        ).status_code
        for n in range(14)
    ]

    assert codes == [422] * 12 + [429] * 2
