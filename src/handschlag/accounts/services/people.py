"""Accounts are opened, looked after and closed."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from handschlag.accounts import journal, letters, sessions, sign_up
from handschlag.accounts.models import User
from handschlag.foundation import audit
from handschlag.foundation.errors import RuleBroken

UNUSED_FOR = timedelta(days=2)
"""How long an account waits for its first sign-in that nobody but its address has asked for."""


def open_account(
    email: str, *, name: str = "", language: str = "de", password: str | None = None, is_confirmed: bool = False
) -> User:
    """Make an account for a mail address, or find the one that there is.

    ``is_confirmed``: the address is known to be hers; else signing in with a password begins with a mailed code.
    Raises ``RuleBroken``: "address".
    """
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as wrong:
        raise RuleBroken(_("Please enter a mail address such as anna@example.org."), code="address") from wrong
    with transaction.atomic(savepoint=False):
        found = User.objects.filter(email=email).first()
        if found is not None:
            return found
        user = User.objects.create_user(email, password, name=name, language=language)
        if is_confirmed:
            EmailAddress.objects.filter(user=user, email=email).update(verified=True)
    return user


def open_for_reader(email: str, *, language: str, now: datetime) -> User:
    """Make an account for whoever has just shown that she reads the mail of this address, and signs in at once.

    In the caller's transaction. Raises ``IntegrityError`` if there is one.
    """
    user = User(email=email.strip().lower(), language=language, last_login=now)
    user.is_just_opened = True
    user.set_unusable_password()
    user.save(force_insert=True)
    return user


def expect(email: str, *, language: str, is_confirmed: bool = False) -> None:
    """Open an account for an address that may have one and has none: whoever reads its mail gets in."""
    if sign_up.is_open_to(email) and not User.objects.filter(email=email.lower()).exists():
        open_account(email, language=language, is_confirmed=is_confirmed)


@transaction.atomic(savepoint=False)
def welcome(user: User, *, name: str, language: str, now: datetime) -> None:
    """Keep how she is called, and that she has been shown around."""
    user.name, user.language = name, language
    user.welcomed_at = user.welcomed_at or now
    user.save(update_fields=["name", "language", "welcomed_at"])


@transaction.atomic
def change(user: User, *, name: str, language: str, by: User) -> None:
    """Call her otherwise, or write to her in another language."""
    before = {"name": user.name, "language": user.language}
    after = {"name": name, "language": language}
    if before != after:
        user.name, user.language = name, language
        user.save(update_fields=["name", "language"])
        audit.record(by, journal.CHANGED, user, before=before, after=after)


@transaction.atomic
def forget_second_factors(user: User, *, now: datetime) -> int:
    """Remove all second factors of somebody who has lost them, end her sign-ins and tell her; returns how many.

    Only whoever runs the site can do so: a mailbox alone is enough to get in until she has set up a new one.
    """
    removed, _ = Authenticator.objects.filter(user=user).delete()
    sessions.end(sessions.of(user))
    audit.record(None, journal.FACTORS_FORGOTTEN, user, now=now, count=removed)
    letters.send("rescued", user.email, {"user": user}, language=user.language)
    return removed


def forget_unused(*, now: datetime) -> int:
    """Delete accounts that were opened by typing an address and then never used; returns how many."""
    unused = User.objects.filter(last_login=None, welcomed_at=None, name="", created_at__lt=now - UNUSED_FOR)
    return unused.exclude(emailaddress__verified=True).delete()[0]
