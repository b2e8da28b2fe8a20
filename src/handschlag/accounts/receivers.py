"""What allauth tells of: noted in the log, told to whom it concerns, and followed by what has to follow."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import signals as django
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.models import update_last_login
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext

from handschlag.accounts import devices, journal, letters, sessions, staff
from handschlag.accounts.models import Session, User
from handschlag.foundation import audit


@receiver(post_save, sender=User)
def opened(instance: User, created: bool, raw: bool = False, **_facts: Any) -> None:
    """Allauth keeps beside each account whether its address is confirmed; only an account made by a code begins so."""
    if created and not raw:
        email, verified = instance.email.lower(), instance.is_just_opened
        EmailAddress.objects.create(user=instance, email=email, primary=True, verified=verified)


@receiver(django.user_logged_in)
def signed_in_at(user: User, **_facts: Any) -> None:
    """When she has signed in last; an account that was opened for it says so from the beginning."""
    if not user.is_just_opened:
        update_last_login(User, user)


django.user_logged_in.disconnect(dispatch_uid="update_last_login")  # signed_in_at does what it did


@receiver(account.user_logged_in)
@transaction.atomic(savepoint=False)
def signed_in(request: HttpRequest, user: User, **_facts: Any) -> None:
    agent = request.META.get("HTTP_USER_AGENT", "")
    others = sessions.begin(request, user)
    if _is_elsewhere(agent, others):
        language = translation.get_language() or settings.LANGUAGE_CODE
        letters.send("elsewhere", user.email, {"user": user, "user_agent": agent}, language=language)
    methods = [one["method"] for one in get_authentication_records(request, user)]
    request.session.save()  # together with what the log says of it
    audit.record(user, journal.SIGNED_IN, user, how=methods, device=devices.name(agent))


def _is_elsewhere(agent: str, others: list[Session]) -> bool:
    """On a device of another kind than those on which she is signed in already."""
    seen = {devices.name(one.user_agent) for one in others}
    return bool(seen) and devices.name(agent) not in seen


@receiver(account.email_changed)
def address_changed(
    request: HttpRequest, user: User, from_email_address: Any, to_email_address: Any, **_facts: Any
) -> None:
    """Every other sign-in has ended by now, for it carries the old address; this one goes on."""
    if from_email_address is None:  # it was confirmed for the first time
        return
    audit.record(user, journal.ADDRESS_CHANGED, user, before=from_email_address.email, after=to_email_address.email)
    if request.user == user:
        update_session_auth_hash(request, user)
        request.session.save()  # under its new key
        Session.objects.filter(user=user).exclude(session_key=request.session.session_key).delete()
        said = gettext("%(email)s is your address now. All other sign-ins were ended.")
        messages.success(request, said % {"email": user.email})


@receiver([account.password_set, account.password_changed, account.password_reset])
def password_changed(user: User, **_facts: Any) -> None:
    audit.record(user, journal.PASSWORD_CHANGED, user)


@receiver([mfa.authenticator_added, mfa.authenticator_reset])
def factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_facts: Any) -> None:
    """It has just been proven that she has it, so this sign-in counts as proven by it."""
    audit.record(user, journal.FACTOR_ADDED, user, what=str(authenticator.type))
    if authenticator.type in staff.SECOND_FACTORS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


@receiver(mfa.authenticator_removed)
def factor_removed(user: User, authenticator: Authenticator, **_facts: Any) -> None:
    audit.record(user, journal.FACTOR_REMOVED, user, what=str(authenticator.type))
