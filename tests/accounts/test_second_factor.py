"""Second factors: forced for whoever works for a host, offered to all, and not to be got around."""

from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from handschlag.accounts import second_factor
from handschlag.events.models import Role
from handschlag.foundation.models import AuditEntry
from handschlag.site.command import rescue
from handschlag.site.command.errors import InputError
from tests import factories as make
from tests.accounts import people

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ANNA = "anna@example.org"


@pytest.fixture(autouse=True)
def no_demonstration(settings):
    settings.DEMO = False


@pytest.fixture(autouse=True)
def committed(monkeypatch):
    """What waits for the commit is done at once: the transaction around a test never ends."""
    monkeypatch.setattr(transaction, "on_commit", lambda step, **_: step())


@pytest.fixture
def at_work():
    """An organiser who has signed in by a code, and the page that she wants."""
    user, event = people.organiser(ANNA)
    return user, people.signed_in(ANNA), people.address("meetings:planning", event.slug)


def set_up_app(client):
    """Set up an authenticator app as people do; returns the answer."""
    page = client.get(reverse("mfa_activate_totp"))
    return client.post(reverse("mfa_activate_totp"), {"code": people.digits(page.context_data["form"].secret)})


def test_whoever_works_for_a_host_is_led_to_a_second_factor_first(at_work):
    _, client, page = at_work

    asked, sent = client.get(page), client.post(page, {"tables": "1"})

    assert asked.url == f"{people.address('accounts:second_factor')}?next={page.replace('/', '%2F')}"
    assert sent.url == people.address("accounts:second_factor")
    told = client.get(asked.url)
    assert told.status_code == 200
    assert reverse("mfa_add_webauthn").encode() in told.content
    assert reverse("mfa_activate_totp").encode() in told.content


@pytest.mark.parametrize("name", ["portal:home", "accounts:account", "mfa_activate_totp", "mfa_add_webauthn"])
def test_public_pages_and_her_account_stay_open(at_work, name):
    _, client, _ = at_work

    assert client.get(reverse(name)).status_code == 200


@pytest.mark.slow
def test_an_app_set_up_a_moment_ago_opens_the_page(at_work):
    user, client, page = at_work

    done = set_up_app(client)

    assert done.url == reverse("mfa_view_recovery_codes")
    assert client.get(page).status_code == 200
    assert {one.type for one in Authenticator.objects.filter(user=user)} == {"totp", "recovery_codes"}
    assert [mail.kind for mail in people.mails()][:1] == ["accounts.totp_added"]


def test_with_a_second_factor_the_code_of_the_mail_is_not_enough():
    user, event = people.organiser(ANNA)
    secret = people.add_app(user)
    client = Client()

    first = people.sign_in(client, ANNA)
    half_way = people.is_in(client), client.get(people.address("meetings:planning", event.slug)).status_code
    second = client.post(first.url, {"code": people.digits(secret)})

    assert (first.url, half_way) == (reverse("mfa_authenticate"), (False, 302))
    assert (second.status_code, people.is_in(client)) == (302, True)
    assert client.get(people.address("meetings:planning", event.slug)).status_code == 200


def test_the_digits_of_an_app_are_worth_nothing_a_second_time():
    user = people.person(ANNA)
    code = people.digits(people.add_app(user))
    one, other = Client(), Client()

    for client in (one, other):
        client.post(people.sign_in(client, ANNA).url, {"code": code})

    assert (people.is_in(one), people.is_in(other)) == (True, False)


@pytest.mark.slow
def test_a_recovery_code_lets_in_once(at_work):
    _, client, _ = at_work
    set_up_app(client)
    codes = client.get(reverse("mfa_view_recovery_codes")).context_data["unused_codes"]
    saved = client.get(reverse("mfa_download_recovery_codes"))
    lost = [Client(), Client()]

    for browser in lost:
        browser.post(people.sign_in(browser, ANNA).url, {"code": codes[0]})

    assert [people.is_in(browser) for browser in lost] == [True, False]
    assert len(codes) == 10
    assert saved["Content-Disposition"].startswith("attachment")
    assert f"{codes[1][:4]} {codes[1][4:]}" in saved.content.decode()


def test_guessing_at_digits_is_braked(at_work):
    user, _, _ = at_work
    people.add_app(user)
    client = Client()
    step = people.sign_in(client, ANNA).url

    codes = [client.post(step, {"code": f"{number:06}"}).status_code for number in range(10)]

    assert codes == [422] * 6 + [429] * 4
    assert AuditEntry.objects.filter(verb="account.braked").count() == 1


def test_whoever_has_removed_it_is_asked_to_set_one_up_again(at_work):
    _, client, page = at_work
    set_up_app(client)
    open_before = client.get(page).status_code

    client.post(reverse("mfa_deactivate_totp"))

    assert (open_before, client.get(page).status_code) == (200, 302)


def test_a_mailbox_alone_cannot_take_it_away():
    """Who has a second factor proves by it that it is she, even where a mailed code would do for others."""
    user = people.person(ANNA)
    secret = people.add_app(user)
    client = Client()
    client.post(people.sign_in(client, ANNA).url, {"code": people.digits(secret)})
    session = client.session
    session["account_authentication_methods"] = [
        {**one, "at": one["at"] - 3600} for one in session["account_authentication_methods"]
    ]
    session.save()

    asked = client.get(reverse("mfa_deactivate_totp"))
    by_mail = client.get(reverse("account_request_reauthentication_code"))

    assert asked.url.startswith(reverse("mfa_reauthenticate"))
    assert by_mail.url.startswith(reverse("mfa_reauthenticate"))


def test_a_role_given_a_moment_ago_counts_at_once():
    user = people.person(ANNA)
    client = people.signed_in(ANNA)
    event = make.EventFactory()
    page = people.address("meetings:planning", event.slug)

    before = client.get(page).status_code
    make.MembershipFactory(user=user, event=event)

    assert (before, client.get(page).url.split("?")[0]) == (404, people.address("accounts:second_factor"))


@pytest.mark.parametrize("role", [Role.REPRESENTATIVE, Role.INTERPRETER])
def test_guests_of_a_forum_need_none(role):
    user = people.person(ANNA)
    make.MembershipFactory(user=user, role=role)
    client = people.signed_in(ANNA)

    assert client.get("/de/events/nothing/").status_code == 404


def test_in_a_demonstration_nobody_is_asked(settings, at_work):
    _, client, page = at_work

    outside = client.get(page).status_code
    settings.DEMO = True

    assert (outside, client.get(page).status_code) == (302, 200)


def test_it_costs_no_query(at_work, django_assert_num_queries):
    _, client, _ = at_work

    with django_assert_num_queries(1):  # her session, and herself with it
        client.get(people.address("accounts:second_factor"))


def test_every_page_of_a_host_is_behind_it():
    def names(patterns, space=""):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                yield (f"{space}:{pattern.name}" if space else pattern.name), pattern.callback
            else:
                yield from names(pattern.url_patterns, pattern.namespace or space)

    behind = set()
    for name, view in names(get_resolver().url_patterns):
        space = name.rpartition(":")[0]

        class Match:
            namespace, view_name, func = space, name, staticmethod(view)

        if not second_factor.is_free(Match):
            behind.add(space)

    assert {"meetings"} <= behind
    assert behind.isdisjoint({"accounts", "foundation", "feeds", "house"})


def test_whoever_has_lost_everything_is_let_in_again_by_the_command_of_the_site(capsys):
    user, _ = people.organiser(ANNA)
    people.add_app(user)
    people.passkey(user)

    code = rescue.run(SimpleNamespace(address="Anna@example.org "))

    client = people.signed_in(ANNA)
    assert (code, Authenticator.objects.count()) == (0, 0)
    assert "2 second factors" in capsys.readouterr().out
    assert people.mails()[1].kind == "accounts.rescued"
    assert second_factor_page(client).status_code == 200
    assert AuditEntry.objects.filter(verb="account.factors_forgotten").count() == 1


def test_the_command_says_when_there_is_no_such_account():
    with pytest.raises(InputError, match="no account has the mail address"):
        rescue.run(SimpleNamespace(address="nobody@example.org"))


def second_factor_page(client):
    return client.get(reverse("accounts:second_factor"))
