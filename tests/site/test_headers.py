"""What every answer says to browsers: by the rules of the HTTP Observatory, and what they do not ask for."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from handschlag.events.models import Role
from tests import factories as make
from tests.accounts import people
from tests.site import observatory

SITE = "https://forum.example.org"
ROOT = Path(__file__).parents[2]
GOOD = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TAKEN_OVER = (
    "SECURE_",
    "SESSION_COOKIE_",
    "CSRF_",
    "X_FRAME",
    "CONTENT_SECURITY",
    "ALLOWED_HOSTS",
    "BASE_URL",
    "IS_HTTPS",
)


def settings_for(tmp_path, monkeypatch, **surroundings):
    """The settings as they are in these surroundings, read anew."""
    for name, value in {"HANDSCHLAG_DATA": str(tmp_path), "HANDSCHLAG_DEMO": "0", **surroundings}.items():
        monkeypatch.setenv(name, value)
    found = importlib.util.find_spec("handschlag.site.settings")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture
def production(settings, tmp_path, monkeypatch):
    """The site as it runs behind a proxy that encrypts."""
    module = settings_for(tmp_path, monkeypatch, HANDSCHLAG_BASE_URL=SITE)
    for name in dir(module):
        if name.startswith(TAKEN_OVER):
            setattr(settings, name, getattr(module, name))
    settings.DEMO = False
    return settings


def browser(**facts):
    """One that comes through the proxy."""
    return Client(HTTP_HOST="forum.example.org", HTTP_X_FORWARDED_PROTO="https", **facts)


@pytest.fixture
def pages():
    """Pages of every kind: a name, the browser that asks, and the address."""
    event = make.EventFactory()
    visitor, guest, staff = browser(), browser(), browser()
    person = make.RepresentativeFactory(participant__event=event, person__user=people.person("guest@example.org"))
    make.MembershipFactory(event=event, user=person.person.user, role=Role.REPRESENTATIVE)
    organiser = people.person("staff@example.org")
    make.MembershipFactory(event=event, user=organiser, role=Role.ORGANISER)
    people.sign_in(guest, "guest@example.org")
    people.sign_in(staff, "staff@example.org")
    page = staff.get(reverse("mfa_activate_totp"))
    people.add_app(organiser)
    session = staff.session
    session["account_authentication_methods"] += [{"method": "mfa", "at": 0}]
    session.save()
    assert page.status_code == 200
    at = [event.slug]
    return {
        "home": (visitor, reverse("portal:home")),
        "home, signed in": (guest, reverse("portal:home")),
        "a forum": (visitor, reverse("portal:event", args=at)),
        "sign-in": (visitor, reverse("accounts:sign_in")),
        "no such page": (visitor, "/de/nothing/"),
        "my forum": (guest, reverse("meetings:my_forum", args=at)),
        "calendar": (guest, reverse("meetings:agenda_ics", args=at)),
        "my account": (guest, reverse("accounts:account")),
        "planning": (staff, reverse("meetings:planning", args=at)),
        "led elsewhere": (visitor, reverse("meetings:planning", args=at)),
        "is it well": (visitor, "/healthz"),
    }


@pytest.mark.slow
@pytest.mark.django_db
def test_every_kind_of_page_has_a_hundred_points_before_the_bonus(production, pages):
    found = {name: observatory.points(client.get(address)) for name, (client, address) in pages.items()}

    assert {name: before for name, (before, _) in found.items()} == dict.fromkeys(pages, 100)
    assert min(with_bonus for _, with_bonus in found.values()) >= 130


@pytest.mark.slow
@pytest.mark.django_db
def test_pages_of_somebody_are_kept_by_nobody_and_read_by_no_other_site(production, pages):
    for name in ("home, signed in", "my forum", "my account", "planning", "calendar"):
        client, address = pages[name]
        answer = client.get(address)

        assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", ")), name
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in answer["Permissions-Policy"]


@pytest.mark.parametrize(
    ("missing", "cost"),
    [
        ("Content-Security-Policy", 25),
        ("Strict-Transport-Security", 20),
        ("X-Content-Type-Options", 5),
        ("Referrer-Policy", 5),
    ],
)
def test_the_red_control_a_missing_header_costs_points(missing, cost):
    whole, less = HttpResponse(headers=GOOD), HttpResponse(headers={k: v for k, v in GOOD.items() if k != missing})

    assert (observatory.points(whole)[0], observatory.points(less)[0]) == (100, 100 - cost)


def test_the_red_control_a_loose_cookie_and_an_inline_script_cost_points():
    loose, inline = HttpResponse(headers=GOOD), HttpResponse(headers=GOOD)
    loose.set_cookie("sessionid", "x")
    inline["Content-Security-Policy"] = "default-src 'none'; script-src 'unsafe-inline'"

    assert (observatory.points(loose)[0], observatory.points(inline)[0]) == (10, 80)


@pytest.mark.django_db
def test_cookies_are_strict(production):
    people.person()
    client = browser()
    client.get(reverse("accounts:sign_in"))
    people.sign_in(client, "anna@example.org")

    cookies = {name: cookie for name, cookie in client.cookies.items() if name != "messages"}
    assert set(cookies) == {"__Host-session", "__Host-csrf"}
    for cookie in cookies.values():
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
        assert (cookie["path"], cookie["domain"]) == ("/", "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "host", ["evil.example", "forum.example.org.evil.example", "evil.example:443", "[::1]", "", " "]
)
def test_a_foreign_host_is_refused(production, host):
    answer = Client(HTTP_X_FORWARDED_PROTO="https").get("/de/sign-in/", HTTP_HOST=host)

    assert answer.status_code == 400


@pytest.mark.django_db
def test_a_forged_host_is_nowhere_in_a_mail_or_an_answer(production):
    people.person()
    for forged in ({"HTTP_X_FORWARDED_HOST": "evil.example"}, {"HTTP_FORWARDED": "host=evil.example"}):
        client = browser(**forged)
        answers = [
            client.post(reverse("accounts:sign_in"), {"email": email})
            for email in ("anna@example.org", "nobody@example.org")
        ]
        for answer in answers:
            assert "evil" not in f"{answer.headers}{answer.content}"

    texts = "".join(mail.text + mail.html for mail in people.mails())
    assert (len(people.mails()), "evil" in texts, f"{SITE}/" in texts) == (4, False, True)


@pytest.mark.django_db
def test_who_comes_without_encryption_is_sent_to_where_there_is(production):
    client = Client(HTTP_HOST="forum.example.org")

    assert client.get("/de/").url == f"{SITE}/de/"
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("name", ["accounts:sign_out", "accounts:sign_in_to_demo", "accounts:start_over"])
@pytest.mark.django_db
def test_a_link_alone_signs_nobody_in_or_out(client, name):
    assert client.get(reverse(name)).status_code == 405


@pytest.mark.slow
def test_the_checks_before_going_live_find_nothing_and_nothing_is_silenced(tmp_path):
    program = """
import django; django.setup()
from django.conf import settings
from django.core import checks
found = checks.run_checks(include_deployment_checks=True)
print(settings.SILENCED_SYSTEM_CHECKS, [message.id or message.msg for message in found])
"""
    ours = ("HANDSCHLAG_", "DATABASE_URL", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    surroundings = {
        "DJANGO_SETTINGS_MODULE": "handschlag.site.settings",
        "HANDSCHLAG_DATA": str(tmp_path),
        "HANDSCHLAG_BASE_URL": SITE,
        "HANDSCHLAG_TRUSTED_PROXIES": "1",
    }

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=kept | surroundings, capture_output=True, text=True, check=False
    )

    assert (done.stdout.strip(), done.returncode) == ("[] []", 0)


def test_another_sign_in_is_offered_where_it_is_set_and_the_policy_lets_the_form_lead_there(tmp_path, monkeypatch):
    module = settings_for(
        tmp_path,
        monkeypatch,
        HANDSCHLAG_BASE_URL=SITE,
        HANDSCHLAG_OIDC_URL="https://sign-in.example.org/realms/agency",
        HANDSCHLAG_OIDC_CLIENT_ID="handschlag",
        HANDSCHLAG_OIDC_CLIENT_SECRET="secret",
        HANDSCHLAG_OIDC_NAME="Agency",
    )

    (app,) = module.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    assert (app["name"], app["settings"]["server_url"]) == ("Agency", "https://sign-in.example.org/realms/agency")
    assert module.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] == ["'self'", "https://sign-in.example.org"]
