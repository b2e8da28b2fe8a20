"""What is said after a step in an account. Allauth names its own sentences by templates; these are ours."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

SAID: dict[str, Any] = {
    "account/messages/email_confirmation_failed.txt": _("%(email)s belongs to another account."),
    "account/messages/email_deleted.txt": _("The address %(email)s was taken out."),
    "account/messages/cannot_delete_primary_email.txt": _("%(email)s is the address that you sign in with."),
    "account/messages/unverified_primary_email.txt": _("This address has to be confirmed first."),
    "account/messages/password_changed.txt": _("The password was changed. All other sign-ins were ended."),
    "account/messages/password_set.txt": _("You have a password now. All other sign-ins were ended."),
    "mfa/messages/recovery_codes_generated.txt": _("These are your recovery codes. Older ones are worth nothing now."),
    "mfa/messages/totp_activated.txt": _("The authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app is no longer asked for."),
    "mfa/messages/webauthn_added.txt": _("The passkey is set up. You can sign in with it."),
    "mfa/messages/webauthn_removed.txt": _("The passkey was removed."),
    "socialaccount/messages/account_connected.txt": _("You can sign in over there from now on."),
}
"""Whatever is not here is not said: that somebody is signed in, she sees."""

REFUSED: dict[str, Any] = {
    "account_inactive": _("This account is closed. Please ask the host."),
    "cannot_remove_primary_email": _("You sign in with this address. Please choose another one first."),
    "duplicate_email": _("This is your address already."),
    "email_password_mismatch": _(
        "Mail address or password is wrong. You can also sign in by a code without a password."
    ),
    "email_taken": _("This address belongs to another account."),
    "enter_current_password": _("This is not your current password."),
    "incorrect_code": _("The code is wrong. Please use the newest one that you got."),
    "incorrect_password": _("The password is wrong."),
    "max_email_addresses": _("You have an address that waits to be confirmed already."),
    "too_many_login_attempts": _("These were too many wrong tries. Please begin anew."),
    "rate_limited": _("That was too often in a short time. Please wait a few minutes."),
    "same_as_current": _("This is what it is already."),
    "invalid_login": _("Please enter a mail address."),
    "invalid_password_reset": _("This code is no longer valid. Please ask for a new one."),
    "unknown_email": _("Please enter a mail address."),
}
"""Refusals of forms, by allauth's keys."""

REFUSED_SECOND: dict[str, Any] = {
    "cannot_delete_authenticator": _("You work for a host and need a second factor. Please set up another one first."),
    "cannot_generate_recovery_codes": _("Recovery codes need a passkey or an authenticator app first."),
    "incorrect_code": _("The code is wrong. Please wait for the next one and try again."),
    "unverified_email": _("Please confirm your mail address first: sign in by a code once."),
    "add_email_blocked": _("The address cannot be changed now."),
}
"""The same for second factors."""
