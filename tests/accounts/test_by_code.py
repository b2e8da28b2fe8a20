"""Signing in by a mailed code: the way for everybody."""

import time
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.urls import reverse
from django.utils import timezone

from handschlag.accounts import sign_up
from handschlag.accounts.models import User
from handschlag.accounts.services import people as accounts
from handschlag.events.roles import Role
from handschlag.events.services import invitations
from handschlag.foundation.models import AuditEntry
from tests import factories as make
from tests.accounts import people

pytestmark = pytest.mark.django_db
ANNA = "anna@example.org"


@pytest.fixture(autouse=True)
def no_demonstration(settings):
    settings.DEMO = False


@pytest.fixture
def expected(monkeypatch):
    """Addresses that a floor above expects."""
    found = set()
    monkeypatch.setattr(sign_up, "_offers", [lambda email: email in found])
    return found


def test_the_code_of_the_mail_signs_her_in(client):
    user = people.person(ANNA)

    asked = people.ask_for_code(client, ANNA)
    mail = people.mails(ANNA)[0]
    answer = client.post(asked.url, {"code": people.code_in(mail)})

    assert (asked.status_code, asked.url) == (302, reverse("account_confirm_login_code"))
    assert (answer.status_code, answer.url) == (302, reverse("portal:home"))
    assert client.session["_auth_user_id"] == str(user.pk)
    assert (mail.kind, mail.is_secret, mail.is_urgent) == ("accounts.code", True, True)


@pytest.mark.parametrize("typed", [lambda c: c.replace("-", ""), lambda c: c.replace("-", " "), lambda c: f" {c} "])
def test_a_code_may_be_typed_with_or_without_its_dash(client, typed):
    people.person(ANNA)
    asked = people.ask_for_code(client, ANNA)

    client.post(asked.url, {"code": typed(people.code_in(people.mails()[0]))})

    assert people.is_in(client)


@pytest.mark.parametrize("typed", [ANNA, "ANNA@Example.ORG", "  anna@example.org "])
def test_an_address_may_be_typed_in_any_way(client, typed):
    people.person(ANNA)

    people.ask_for_code(client, typed)

    assert [mail.to_email for mail in people.mails()] == [ANNA]


def test_the_mail_is_in_her_language_and_its_subject_holds_no_code(client):
    people.person(ANNA, language="ru")

    people.ask_for_code(client, ANNA)

    (mail,) = people.mails()
    code = people.code_in(mail)
    assert (mail.language, code in mail.html, code in mail.subject) == ("ru", True, False)
    assert 'class="code"' in mail.html or code in mail.html


def test_three_wrong_codes_end_the_attempt(client):
    people.person(ANNA)
    asked = people.ask_for_code(client, ANNA)
    right = people.code_in(people.mails()[0])
    wrong = "0000-0000" if right != "0000-0000" else "1111-1111"

    codes = [client.post(asked.url, {"code": wrong}).status_code for _ in range(3)]
    late = client.post(asked.url, {"code": right})

    assert codes == [422, 422, 302]
    assert (late.status_code, people.is_in(client)) == (302, False)


def test_a_code_is_worth_nothing_in_another_browser(client):
    people.person(ANNA)
    asked = people.ask_for_code(client, ANNA)
    code = people.code_in(people.mails()[0])
    client.cookies.clear()

    client.post(asked.url, {"code": code})

    assert not people.is_in(client)


def test_a_code_is_worth_nothing_after_fifteen_minutes(client, monkeypatch):
    people.person(ANNA)
    asked = people.ask_for_code(client, ANNA)
    code = people.code_in(people.mails()[0])
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 15 * 60 + 1)
    client.post(asked.url, {"code": code})

    assert not people.is_in(client)


def test_a_new_code_makes_the_old_one_worthless(client):
    people.person(ANNA)
    asked = people.ask_for_code(client, ANNA)
    first = people.code_in(people.mails()[0])

    client.post(asked.url, {"action": "resend"})
    second = people.code_in(people.mails()[0])
    client.post(asked.url, {"code": first})
    by_first = people.is_in(client)
    client.post(asked.url, {"code": second})

    assert (by_first, people.is_in(client)) == (False, True)


def test_whoever_mistyped_the_address_begins_anew(client):
    people.person(ANNA)
    people.ask_for_code(client, ANNA)

    answer = client.post(reverse("accounts:start_over"))

    assert client.get(answer.url).status_code == 200


def test_she_comes_to_the_page_that_she_wanted(client):
    people.person(ANNA)
    wanted = "/de/events/forum/my/"

    asked = people.ask_for_code(client, ANNA, next=wanted)
    answer = client.post(asked.url, {"code": people.code_in(people.mails()[0]), "next": wanted})

    assert answer.url == wanted


@pytest.mark.parametrize(
    "elsewhere",
    [
        *("https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)"),
        *("http:evil.example", "https:///evil.example", "/%09/evil.example\t//x", f"{site.BASE_URL}@evil.example/"),
    ],
)
def test_nobody_is_led_to_another_site(client, elsewhere):
    people.person(ANNA)

    asked = people.ask_for_code(client, ANNA, next=elsewhere)
    answer = client.post(
        reverse("account_confirm_login_code"), {"code": people.code_in(people.mails()[0]), "next": elsewhere}
    )

    assert asked.url.split("?")[0] == reverse("account_confirm_login_code")
    assert (answer.url[:1], answer.url[:2] in ("//", "/\\")) == ("/", False)
    assert people.is_in(client)


def test_a_session_that_somebody_planted_is_worth_nothing_afterwards(client):
    people.person(ANNA)
    people.ask_for_code(client, ANNA)
    planted = client.session.session_key

    client.post(reverse("account_confirm_login_code"), {"code": people.code_in(people.mails()[0])})

    assert (people.is_in(client), client.session.session_key != planted) == (True, True)
    assert not client.session.exists(planted)


def test_a_form_of_another_site_is_refused_in_words(client):
    client.handler.enforce_csrf_checks = True
    people.person(ANNA)

    answer = people.ask_for_code(client, ANNA)

    assert (answer.status_code, b"<h1" in answer.content or b"<h" in answer.content) == (403, True)
    assert people.mails() == []


@pytest.mark.parametrize("language", ["de", "en", "ru"])
def test_something_that_is_no_address_is_refused_with_a_sentence(client, language):
    answer = client.post(people.address("accounts:sign_in", language=language), {"email": "anna"})

    assert (answer.status_code, b'role="alert"' in answer.content) == (422, True)


def test_an_account_that_is_closed_gets_no_code(client):
    people.person(ANNA, is_active=False)

    people.ask_for_code(client, ANNA)

    assert [mail.kind for mail in people.mails()] == ["accounts.unknown"]


def test_whoever_is_unknown_is_told_so_by_mail_only(client):
    asked = people.ask_for_code(client, "nobody@example.org")
    page = client.get(asked.url)

    (mail,) = people.mails()
    assert (mail.kind, mail.is_secret) == ("accounts.unknown", False)
    assert (page.status_code, User.objects.count()) == (200, 0)


def test_whoever_is_expected_gets_an_account_by_her_first_code(client, expected):
    expected.add(ANNA)

    asked = people.ask_for_code(client, ANNA)
    answer = client.post(asked.url, {"code": people.code_in(people.mails()[0])})

    user = User.objects.get()
    assert (user.email, user.has_usable_password(), people.is_in(client)) == (ANNA, False, True)
    assert answer.url.startswith(reverse("accounts:welcome"))


@pytest.mark.parametrize(("days", "kind"), [(13, "accounts.code"), (15, "accounts.unknown")])
def test_whoever_is_invited_by_a_host_may_have_one_until_the_invitation_expires(client, days, kind):
    by, event = people.organiser("staff@example.org")
    then = timezone.now() - timedelta(days=days)
    invitations.invite("New@Example.org", Role.EDITOR, host=event.host, event=event, by=by, now=then)

    people.ask_for_code(client, "new@example.org")

    assert people.mails("new@example.org")[0].kind == kind


def test_everybody_may_have_an_account_where_the_host_wants_it_so(client, expected, settings):
    settings.SIGN_UP = True

    people.sign_in(client, "new@example.org")

    assert people.is_in(client)


def test_accounts_that_were_opened_and_never_used_are_forgotten(expected):
    expected.update({"new@example.org", "used@example.org"})
    accounts.expect("new@example.org", language="de")
    accounts.expect("used@example.org", language="de")
    User.objects.filter(email="used@example.org").update(last_login=make.OPENING)
    people.person(ANNA, welcomed=False)
    User.objects.update(created_at=make.OPENING)

    early = accounts.forget_unused(now=make.OPENING + accounts.UNUSED_FOR)
    User.objects.update(created_at=make.OPENING - accounts.UNUSED_FOR)
    accounts.forget_unused(now=make.OPENING.replace(minute=1))

    assert early == 0
    assert sorted(User.objects.values_list("email", flat=True)) == [ANNA, "used@example.org"]


def test_signing_in_is_noted(client):
    user = people.person(ANNA)

    people.sign_in(client, ANNA, **{"User-Agent": people.FIREFOX})

    entry = AuditEntry.objects.get(verb="account.signed_in")
    assert entry.actor == user.public_id
