"""The pages of allauth that somebody can reach, at addresses of ours; their names are allauth's.

Those for signing up are left out: nobody fills in a form for an account.
"""

from __future__ import annotations

from allauth.account import views as account_views
from allauth.mfa.base import views as second
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from allauth.socialaccount import views as elsewhere
from django.urls import URLPattern, path

from handschlag.accounts.brakes import by_line
from handschlag.accounts.refusals import View, refused
from handschlag.accounts.views import account, entrance


def page(address: str, view: View, name: str) -> URLPattern:
    return path(address, by_line(refused(view)), name=name)


urlpatterns = [
    page("sign-in/", entrance.sign_in, "account_login"),
    page("sign-in/", entrance.sign_in, "account_request_login_code"),
    page("sign-in/code/", account_views.confirm_login_code, "account_confirm_login_code"),
    page("sign-in/passkey/", passkey.login_webauthn, "mfa_login_webauthn"),
    page("sign-in/second-factor/", second.authenticate, "mfa_authenticate"),
    page("sign-in/no-account/", entrance.no_account, "account_signup"),
    page("sign-in/closed/", entrance.closed, "account_inactive"),
    page("sign-in/cancelled/", elsewhere.login_cancelled, "socialaccount_login_cancelled"),
    page("sign-in/failed/", elsewhere.login_error, "socialaccount_login_error"),
    page("password/", account_views.password_reset, "account_reset_password"),
    page("password/code/", account_views.confirm_password_reset_code, "account_confirm_password_reset_code"),
    page("password/new/", account_views.complete_password_reset, "account_complete_password_reset"),
    page("password/done/", account_views.password_reset_from_key_done, "account_password_reset_completed"),
    page("account/", account.account, "mfa_index"),
    page("account/", account.account, "socialaccount_connections"),
    page("account/", account.account, "mfa_list_webauthn"),
    page("account/address/", account_views.email, "account_email"),
    page("account/address/code/", account_views.email_verification_sent, "account_email_verification_sent"),
    page("account/password/", account_views.password_change, "account_change_password"),
    page("account/password/first/", account_views.password_set, "account_set_password"),
    page("account/confirm/password/", account_views.reauthenticate, "account_reauthenticate"),
    page("account/confirm/", account_views.request_reauthentication_code, "account_request_reauthentication_code"),
    page("account/confirm/code/", account_views.confirm_reauthentication_code, "account_confirm_reauthentication_code"),
    page("account/confirm/second-factor/", second.reauthenticate, "mfa_reauthenticate"),
    page("account/confirm/passkey/", passkey.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    page("account/app/", totp.activate_totp, "mfa_activate_totp"),
    page("account/app/remove/", totp.deactivate_totp, "mfa_deactivate_totp"),
    page("account/recovery-codes/", recovery.view_recovery_codes, "mfa_view_recovery_codes"),
    page("account/recovery-codes/new/", recovery.generate_recovery_codes, "mfa_generate_recovery_codes"),
    page("account/recovery-codes.txt", recovery.download_recovery_codes, "mfa_download_recovery_codes"),
    page("account/passkeys/add/", passkey.add_webauthn, "mfa_add_webauthn"),
    page("account/passkeys/<int:pk>/", passkey.edit_webauthn, "mfa_edit_webauthn"),
    page("account/passkeys/<int:pk>/remove/", passkey.remove_webauthn, "mfa_remove_webauthn"),
]
