"""What people are told by mail about their account. Allauth names its mails by templates; these are ours."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from handschlag.accounts import devices
from handschlag.accounts.models import User
from handschlag.foundation import letters, outbox
from handschlag.foundation.letters import Kind, Moment, Placeholder, Type

WHY_ASKED = _("You get this mail because somebody has entered this address on our sign-in page.")
WHY_HAS = _("You get this mail because you have an account with us.")
CODE = Placeholder("code", _("Code"), Type.CODE, "1234-5678", is_needed=True)
WAY = Placeholder("link", _("Address of the page"), Type.LINK, is_needed=True)
TOLD = (Placeholder("when", _("Time"), Type.MOMENT), Placeholder("device", _("Device"), Type.TEXT, "Firefox"), WAY)
NOT_YOU = _("If that was not you: sign in, end all other sign-ins and tell the host.\n\n[To my account]({link})")
EXPIRES = _("It is valid for 15 minutes, on the page where you asked for it. Never tell it to anybody.")


def _joined(*paragraphs: Any) -> Any:
    """Paragraphs that are translated one by one."""
    return format_lazy("\n\n".join("{}" for _paragraph in paragraphs), *paragraphs)


def _with_code(key: str, label: Any, subject: Any, says: Any) -> Kind:
    body = _joined(says, lazystr("{code}"), EXPIRES, _("If that was not you, you need not do anything."))
    return Kind(key, label, subject, body, WHY_ASKED, (CODE,), is_urgent=True, is_secret=True, is_editable=False)


def _told(key: str, label: Any, happened: Any) -> Kind:
    body = _joined(happened, lazystr("{when}\n{device}"), NOT_YOU)
    return Kind(key, label, label, body, WHY_HAS, TOLD, is_urgent=True, is_editable=False)


KINDS = {
    "account/email/login_code": _with_code(
        "accounts.code", _("Sign-in code"), _("Your sign-in code"), _("With this code you sign in to Handschlag:")
    ),
    "account/email/password_reset_code": _with_code(
        "accounts.reset",
        _("Code for a new password"),
        _("Your code for a new password"),
        _("With this code you can choose a new password:"),
    ),
    "account/email/email_confirmation": _with_code(
        "accounts.address",
        _("Code for a new address"),
        _("Please confirm your address"),
        _("With this code you confirm that this is your address:"),
    ),
    "account/email/unknown_account": Kind(
        "accounts.unknown",
        _("No account"),
        _("There is no account with this address"),
        _joined(
            _("Somebody, probably you, wanted to sign in with this address. There is no account with it."),
            _("Perhaps you are known to us under another address: look which one your invitation was sent to."),
            _("If that was not you, you need not do anything."),
            _("[How to get an account]({link})"),
        ),
        WHY_ASKED,
        (WAY,),
        is_urgent=True,
        is_editable=False,
    ),
    "account/email/email_changed": _told(
        "accounts.address_changed",
        _("Your mail address was changed"),
        _("From now on you sign in to Handschlag with another address. Mails go there, and no longer here."),
    ),
    "account/email/password_changed": _told(
        "accounts.password_changed",
        _("Your password was changed"),
        _("Your password was changed. All other sign-ins were ended."),
    ),
    "account/email/password_set": _told(
        "accounts.password_set",
        _("Your account has a password"),
        _("Your account has a password now. All other sign-ins were ended."),
    ),
    "account/email/password_reset": _told(
        "accounts.password_reset",
        _("You have a new password"),
        _("A new password was chosen. All sign-ins were ended."),
    ),
    "mfa/email/totp_activated": _told(
        "accounts.totp_added", _("Authenticator app set up"), _("An authenticator app was set up for your account.")
    ),
    "mfa/email/totp_deactivated": _told(
        "accounts.totp_removed",
        _("Authenticator app removed"),
        _("The authenticator app was removed from your account."),
    ),
    "mfa/email/webauthn_added": _told(
        "accounts.passkey_added", _("Passkey set up"), _("A passkey was set up for your account.")
    ),
    "mfa/email/webauthn_removed": _told(
        "accounts.passkey_removed", _("Passkey removed"), _("A passkey was removed from your account.")
    ),
    "mfa/email/recovery_codes_generated": _told(
        "accounts.recovery",
        _("New recovery codes"),
        _("There are new recovery codes. Older ones are worth nothing now."),
    ),
    "socialaccount/email/account_connected": _told(
        "accounts.connected", _("Another way to sign in"), _("Another way to sign in was added to your account.")
    ),
    "rescued": _told(
        "accounts.rescued",
        _("Your second factors were removed"),
        _("Whoever runs the site has removed your second factors. You sign in by a mailed code and set up a new one."),
    ),
    "elsewhere": _told(
        "accounts.elsewhere",
        _("Signed in on another device"),
        _("Somebody has signed in to your account on a device that we have not seen before."),
    ),
}


def register() -> None:
    for kind in KINDS.values():
        letters.register(kind)


NOT_LOOKED_UP: Any = object()


def send(name: str, email: str, context: dict[str, Any], *, language: str, known: User | None = NOT_LOOKED_UP) -> None:
    """Post the mail of this name; in the language of whom it goes to, or of the page where the address is nobody's.

    ``known``: whose address it is, or None, where that was found out for everybody alike.
    """
    if known is NOT_LOOKED_UP:  # in every case: an address that is nobody's must cost the same
        known = User.objects.filter(email=email.lower()).first()
    user = context.get("user") or known
    kind = KINDS["account/email/email_confirmation" if name.endswith("_signup") else name]
    to = outbox.Address(email, name=user.name if user else "", language=user.language if user else language)
    with translation.override(to.language):
        outbox.write(kind.key, to=to, values=_values(kind, context))


def _values(kind: Kind, context: dict[str, Any]) -> dict[str, Any]:
    page = "account_signup" if kind.key == "accounts.unknown" else "accounts:account"
    values = {
        "code": context.get("code", ""),
        "link": f"{settings.BASE_URL}{reverse(page)}",
        "when": Moment(timezone.now(), settings.TIME_ZONE),
        "device": devices.name(context.get("user_agent", "")),
    }
    return {key: values[key] for key in kind.types}
