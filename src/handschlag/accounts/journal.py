"""What of an account is noted in the audit log, and how it reads there."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from handschlag.foundation import audit

HOW = {
    "code": _("by code"),
    "password": _("by password"),
    "mfa": _("by passkey or second factor"),
    "socialaccount": _("by OpenID Connect"),
}
WHAT = {
    "totp": _("authenticator app"),
    "webauthn": _("passkey"),
    "recovery_codes": _("recovery codes"),
}

TRIED = {
    "forms": _("forms of one line"),
    "codes": _("codes to one address"),
    "passwords": _("passwords of one account"),
    "passwords_of_line": _("passwords from one line"),
    "second_factors": _("second factors of one account"),
    "changes": _("changes of one account"),
}

SIGNED_IN = audit.verb(
    "account.signed_in",
    _("Signed in"),
    _("Signed in %(how)s, %(device)s"),
    how=lambda keys: ", ".join(str(HOW.get(key, key)) for key in keys),
)
BRAKED = audit.verb(
    "account.braked",
    _("Too many tries"),
    _("Braked after %(tries)s tries: %(what)s"),
    what=lambda key: TRIED.get(key, key),
)
SIGN_INS_ENDED = audit.verb("account.sign_ins_ended", _("Sign-ins ended"), _("%(count)s sign-ins ended"))
CHANGED = audit.verb("account.changed", _("Name or language changed"))
ADDRESS_CHANGED = audit.verb(
    "account.address_changed", _("Mail address changed"), _("Mail address changed from %(before)s to %(after)s")
)
PASSWORD_CHANGED = audit.verb("account.password_changed", _("Password set or changed"))
FACTOR_ADDED = audit.verb(
    "account.factor_added",
    _("Second factor added"),
    _("Second factor added: %(what)s"),
    what=lambda key: WHAT.get(key, key),
)
FACTOR_REMOVED = audit.verb(
    "account.factor_removed",
    _("Second factor removed"),
    _("Second factor removed: %(what)s"),
    what=lambda key: WHAT.get(key, key),
)
FACTORS_FORGOTTEN = audit.verb(
    "account.factors_forgotten",
    _("Second factors removed by whoever runs the site"),
    _("%(count)s second factors removed by whoever runs the site"),
)
