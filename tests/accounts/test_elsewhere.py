"""Signing in at another site (OpenID Connect), against one that runs in a thread of the test."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.urls import reverse

from handschlag.accounts import sign_up
from handschlag.accounts.models import User
from handschlag.site import oidc
from handschlag.site.environment import OpenIdConnect
from tests.accounts import people

pytestmark = pytest.mark.django_db
ANNA = "anna@example.org"


class Provider(BaseHTTPRequestHandler):
    """Lets everybody in as the one who is written into ``who``."""

    who = {}

    def do_GET(self):
        base = f"http://127.0.0.1:{self.server.server_port}"
        if self.path.endswith("/.well-known/openid-configuration"):
            return self.say(
                issuer=base,
                authorization_endpoint=f"{base}/authorize",
                token_endpoint=f"{base}/token",
                userinfo_endpoint=f"{base}/userinfo",
                jwks_uri=f"{base}/keys",
            )
        return self.say(**self.who) if self.path == "/userinfo" else self.say(404)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        base = f"http://127.0.0.1:{self.server.server_port}"
        claims = {"iss": base, "aud": "handschlag", "exp": 4102444800, "iat": 1, **self.who}
        token = jwt.encode(claims, "x" * 32, algorithm="HS256")
        self.say(access_token="a", token_type="Bearer", id_token=token)

    def say(self, status=200, **body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def provider(settings, monkeypatch):
    """The other site, and ours that knows it; returns what the other one says about whoever comes."""
    server = HTTPServer(("127.0.0.1", 0), Provider)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    settings.DEMO = False
    given = OpenIdConnect(f"http://127.0.0.1:{server.server_port}", "handschlag", "secret", "Agency")
    settings.SOCIALACCOUNT_PROVIDERS = oidc.providers(given)
    monkeypatch.setattr(Provider, "who", {"sub": "17", "email": ANNA, "email_verified": True, "name": "Anna"})
    yield Provider
    server.shutdown()
    server.server_close()


def come_back(client, **changed):
    """Go over there and return; what the return says can be changed."""
    gone = client.post(reverse("openid_connect_login", args=["house"]))
    asked = parse_qs(urlsplit(gone.url).query)
    assert (gone.status_code, asked["client_id"], "code_challenge" in asked) == (302, ["handschlag"], True)
    said = {"state": asked["state"][0], "code": "c", **changed}
    return client.get(reverse("openid_connect_callback", args=["house"]), said)


def test_the_sign_in_page_offers_it_where_it_is_set(client, provider):
    page = client.get(reverse("accounts:sign_in")).content.decode()

    assert (reverse("openid_connect_login", args=["house"]) in page, "Agency" in page) == (True, True)


def test_whoever_is_known_here_by_the_same_address_is_let_in(client, provider):
    user = people.person(ANNA)

    come_back(client)

    assert client.session["_auth_user_id"] == str(user.pk)


def test_her_second_factor_is_still_asked_for(client, provider):
    people.add_app(people.person(ANNA))

    answer = come_back(client)

    assert (answer.url, people.is_in(client)) == (reverse("mfa_authenticate"), False)


def test_an_address_that_is_not_confirmed_over_there_opens_nothing(client, provider):
    people.person(ANNA)
    provider.who["email_verified"] = False

    come_back(client)

    assert not people.is_in(client)


def test_whoever_is_unknown_gets_no_account(client, provider):
    answer = come_back(client)

    assert (answer.status_code, people.is_in(client), User.objects.count()) == (200, False, 0)
    assert b"site-foot" in answer.content


def test_whoever_is_expected_gets_one(client, provider, monkeypatch):
    monkeypatch.setattr(sign_up, "_offers", [lambda email: email == ANNA])

    come_back(client)

    user = User.objects.get()
    assert (user.email, people.is_in(client)) == (ANNA, True)


@pytest.mark.parametrize("changed", [{"state": "forged"}, {"state": ""}, {"error": "access_denied"}])
def test_a_return_that_was_not_asked_for_signs_nobody_in(client, provider, changed):
    people.person(ANNA)

    answer = come_back(client, **changed)

    assert (answer.status_code < 500, people.is_in(client)) == (True, False)


def test_a_link_alone_leads_nobody_there(client, provider):
    answer = client.get(reverse("openid_connect_login", args=["house"]))

    assert (answer.status_code, b"site-foot" in answer.content) == (200, True)


def test_where_it_is_not_set_there_is_nothing(client, settings):
    settings.DEMO = False

    assert client.post(reverse("openid_connect_login", args=["house"])).status_code == 404


def test_another_site_that_does_not_answer_is_said_so(client, settings):
    settings.DEMO = False
    settings.SOCIALACCOUNT_PROVIDERS = oidc.providers(OpenIdConnect("http://127.0.0.1:9", "x", "y", "Nobody"))

    answer = client.post(reverse("openid_connect_login", args=["house"]))

    assert (answer.status_code, b"site-foot" in answer.content) == (422, True)
