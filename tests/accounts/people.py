"""What tests of accounts share: mails that were posted, a browser that signs in, second factors."""

import re
import time

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse
from django.utils import translation

from handschlag.foundation.models import OutgoingMail
from tests import factories as make

WORD = "vier schöne alte Wörter"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1"


def person(email="anna@example.org", *, password=None, confirmed=True, welcomed=True, **facts):
    """Somebody with an account."""
    user = make.UserFactory(email=email, welcomed_at=make.OPENING if welcomed else None, **facts)
    user.set_password(password) if password else user.set_unusable_password()
    user.save()
    EmailAddress.objects.filter(user=user).update(verified=confirmed)
    return user


def organiser(email="anna@example.org", **facts):
    """Somebody who works for a host; with an event of hers."""
    user = person(email, **facts)
    return user, make.MembershipFactory(user=user).event


def mails(email=None):
    """The mails to an address, the newest first."""
    rows = OutgoingMail.objects.order_by("-pk")
    return list(rows.filter(to_email=email) if email else rows)


def code_in(mail):
    return re.search(r"\d{4}-\d{4}", mail.text)[0]


def ask_for_code(client, email, **query):
    return client.post(reverse("accounts:sign_in"), {"email": email, **query})


def sign_in(client, email, **headers):
    """By a mailed code, as people do."""
    ask_for_code(client, email)
    return client.post(
        reverse("account_confirm_login_code"), {"code": code_in(mails(email)[0])}, headers=headers or None
    )


def signed_in(email, **headers):
    """A browser in which somebody is signed in."""
    client = Client(headers=headers or None)
    sign_in(client, email)
    assert is_in(client)
    return client


def is_in(client):
    return "_auth_user_id" in client.session


def add_app(user):
    """An authenticator app; returns its secret."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


def digits(secret):
    """What the app shows now."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def passkey(user, name="Phone"):
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": {}}
    )


def address(name, *args, language="de"):
    with translation.override(language):
        return reverse(name, args=args)
