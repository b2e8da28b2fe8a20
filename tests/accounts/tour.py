"""Every page of signing in and of an account, and how one comes to it."""

from django.urls import reverse

from tests.accounts import people

ANNA = "anna@example.org"


def visitor(client):
    """Nobody is signed in."""


def asked(client):
    people.person(ANNA)
    people.ask_for_code(client, ANNA)


def unconfirmed(client):
    people.person(ANNA, password=people.WORD, confirmed=False)
    client.post(reverse("accounts:sign_in_by_password"), {"login": ANNA, "password": people.WORD})


def reset(client):
    people.person(ANNA, password=people.WORD)
    client.post(reverse("account_reset_password"), {"email": ANNA})


def reset_confirmed(client):
    reset(client)
    client.post(reverse("account_confirm_password_reset_code"), {"code": people.code_in(people.mails()[0])})


def half_way(client):
    user = people.person(ANNA)
    people.add_app(user)
    people.sign_in(client, ANNA)


def signed_in(client, **facts):
    user = people.person(ANNA, **facts)
    people.sign_in(client, ANNA)
    return user


def with_password(client):
    signed_in(client, password=people.WORD)


def unproven(client):
    """Works for a host and has no second factor."""
    people.organiser(ANNA)
    people.sign_in(client, ANNA)


def with_app(client):
    """Has an app and recovery codes, set up a moment ago."""
    signed_in(client)
    page = client.get(reverse("mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": people.digits(page.context_data["form"].secret)})


def with_passkey(client):
    user = signed_in(client)
    people.passkey(user)


def again(client):
    """Was signed in for so long that she is asked once more."""
    signed_in(client, password=people.WORD)
    grow_old(client)


def again_with_app(client):
    with_app(client)
    grow_old(client)


def again_by_code(client):
    again(client)
    client.post(reverse("account_request_reauthentication_code"), {"recipient": ANNA})


def new_address(client):
    signed_in(client)
    client.post(reverse("account_email"), {"email": "new@example.org", "action_add": ""})


def grow_old(client):
    session = client.session
    session["account_authentication_methods"] = [
        {**one, "at": one["at"] - 3600} for one in session["account_authentication_methods"]
    ]
    session.save()


PAGES = [
    # name, arguments, query, how one comes there
    ("accounts:sign_in", [], "", visitor),
    ("accounts:sign_in", [], "?by=mail&next=/de/", visitor),
    ("account_confirm_login_code", [], "", asked),
    ("accounts:sign_in_by_password", [], "", visitor),
    ("account_email_verification_sent", [], "", unconfirmed),
    ("account_reset_password", [], "", visitor),
    ("account_confirm_password_reset_code", [], "", reset),
    ("account_complete_password_reset", [], "", reset_confirmed),
    ("account_password_reset_completed", [], "", visitor),
    ("mfa_authenticate", [], "", half_way),
    ("account_signup", [], "", visitor),
    ("account_inactive", [], "", visitor),
    ("socialaccount_login_cancelled", [], "", visitor),
    ("accounts:welcome", [], "", signed_in),
    ("accounts:account", [], "", with_app),
    ("accounts:account", [], "", with_passkey),
    ("accounts:second_factor", [], "", unproven),
    ("account_email", [], "", signed_in),
    ("account_email_verification_sent", [], "", new_address),
    ("account_change_password", [], "", with_password),
    ("account_set_password", [], "", signed_in),
    ("mfa_activate_totp", [], "", signed_in),
    ("mfa_deactivate_totp", [], "", with_app),
    ("mfa_view_recovery_codes", [], "", with_app),
    ("mfa_generate_recovery_codes", [], "", with_app),
    ("mfa_add_webauthn", [], "", signed_in),
    ("mfa_edit_webauthn", ["passkey"], "", with_passkey),
    ("mfa_remove_webauthn", ["passkey"], "", with_passkey),
    ("account_reauthenticate", [], "", again),
    ("account_request_reauthentication_code", [], "", again),
    ("account_confirm_reauthentication_code", [], "", again_by_code),
    ("mfa_reauthenticate", [], "", again_with_app),
]
SAME = {"account_login", "account_request_login_code", "mfa_index", "mfa_list_webauthn", "socialaccount_connections"}
"""Other names of pages in the list."""
BY_A_SCRIPT = {"mfa_login_webauthn", "mfa_reauthenticate_webauthn"}
"""Walked in a real browser only: they ask a device."""
NO_PAGES = {
    *("accounts:sign_in_to_demo", "accounts:start_over", "accounts:sign_out", "accounts:end_sign_ins"),
    *("mfa_download_recovery_codes", "openid_connect_login", "openid_connect_callback", "socialaccount_login_error"),
}
NAMES = {name for name, *_ in PAGES} | SAME | BY_A_SCRIPT | NO_PAGES
