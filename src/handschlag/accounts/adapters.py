"""Where allauth meets our house: what it may do, what it says, and how it sends mail."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext

from handschlag.accounts import brakes, letters, notices
from handschlag.accounts.services import people
from handschlag.foundation import limits

NOWHERE = "0.0.0.0"
"""The address of whoever comes by a way that has none."""


class AccountAdapter(DefaultAccountAdapter):
    """Signing in and changing an account."""

    error_messages = DefaultAccountAdapter.error_messages | notices.REFUSED

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  (allauth names the arguments)
        return False  # nobody fills in a form for it: sign_up

    def is_safe_url(self, url: str | None) -> bool:
        """Only paths of our own: never another site, however its address is written."""
        return bool(url) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        address = limits.client_address(request)
        return NOWHERE if address == "unknown" else address

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        brakes.before(brakes.PASSWORDS_OF_LINE, limits.client_line(request))
        brakes.before(brakes.PASSWORDS, credentials.get("email", ""))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        if user is not None:
            brakes.was_right(brakes.PASSWORDS_OF_LINE, limits.client_line(request))
            brakes.was_right(brakes.PASSWORDS, credentials.get("email", ""))
        return user

    def post_login(self, request: HttpRequest, user: Any, **facts: Any) -> HttpResponse:
        response = super().post_login(request, user, **facts)
        if user.welcomed_at is not None:
            return response
        onwards = urlencode({"next": response["Location"]})
        return HttpResponseRedirect(f"{reverse('accounts:welcome')}?{onwards}")

    def get_reauthentication_methods(self, user: Any) -> list[dict]:
        """Whoever has a second factor proves it by that: a mailbox alone must not be able to take it away."""
        methods = super().get_reauthentication_methods(user)
        strong = [one for one in methods if one["id"].startswith("mfa_reauthenticate")]
        return [{**one, "description": _description(one["id"])} for one in strong or methods]

    def is_reauthentication_required(self, **kwargs: Any) -> bool:
        """Whoever has signed in a moment ago is not asked once more."""
        records = get_authentication_records(self.request, self.request.user)
        is_fresh = bool(records) and time.time() - records[-1]["at"] < account_settings.REAUTHENTICATION_TIMEOUT
        return not is_fresh

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",  # noqa: ARG002
        message: str | None = None,
    ) -> None:
        said = message or notices.SAID.get(message_template or "")
        if said:
            messages.add_message(request, level, said if message else said % (message_context or {}))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        if getattr(current.request, "codes_are_braked", False):
            return
        language = get_language() or settings.LANGUAGE_CODE
        looked_up = vars(current.request).get("code_is_for", ...) if current.request is not None else ...
        known = {} if looked_up is ... else {"known": looked_up}  # by_code looks up everybody who asks
        letters.send(template_prefix, email, context, language=language, **known)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        self.send_mail(template_prefix, email or user.email, {**(context or {}), "user": user})


def _description(method: str) -> str:
    return {
        "reauthenticate": gettext("By password"),
        "reauthenticate_by_code": gettext("By a mailed code"),
        "mfa_reauthenticate": gettext("By app or recovery code"),
        "mfa_reauthenticate:webauthn": gettext("By passkey"),
    }[method]


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors belong to the address of the site, whatever a request claims."""

    error_messages = DefaultMFAAdapter.error_messages | notices.REFUSED_SECOND

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": str(urlsplit(settings.BASE_URL).hostname), "name": settings.MFA_TOTP_ISSUER}

    def get_public_key_credential_user_entity(self, user: Any) -> dict:
        return super().get_public_key_credential_user_entity(user) | {"display_name": user.name or user.email}

    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        """Whose account is made at this moment has none."""
        return not getattr(user, "is_just_opened", False) and super().is_mfa_enabled(user, types)

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}


class ElsewhereAdapter(DefaultSocialAccountAdapter):
    """Signing in over there (OpenID Connect): lets in who is known here by the same confirmed address."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:  # noqa: ARG002
        """Open the account of whoever may have one; after that she is known."""
        confirmed = [one.email for one in sociallogin.email_addresses if one.verified]
        if sociallogin.is_existing or not confirmed:
            return
        language = get_language() or settings.LANGUAGE_CODE
        people.expect(confirmed[0], language=language, is_confirmed=True)
        sociallogin.lookup()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        return False  # whoever is still unknown may have no account
