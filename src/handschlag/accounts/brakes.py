"""How often somebody may try to get in, and to change an account.

Two counts stand beside each other: by account, so that many machines cannot guess at one; and by line, so that one
machine cannot guess at many. A hall full of participants shares a line, so what is not guessing is allowed often.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeAlias

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import ngettext

from handschlag.accounts import journal
from handschlag.accounts.models import User
from handschlag.foundation import audit, limits
from handschlag.foundation.limits import Braked, Limit

View: TypeAlias = Callable[..., HttpResponse]

FORMS = Limit("forms", 400, 10 * 60)
CODES = Limit("codes", 5, 15 * 60)
# As many for a line as for an account: who guesses at several sees them all closed at once, and learns nothing.
PASSWORDS = Limit("passwords", 12, 10 * 60)
PASSWORDS_OF_LINE = Limit("passwords_of_line", 12, 10 * 60)
SECOND_FACTORS = Limit("second_factors", 6, 10 * 60)
CHANGES = Limit("changes", 30, 10 * 60)


def before(limit: Limit, who: str) -> int:
    """Count a try, or raise ``Braked``. In the log stands only the first one too many, not each that follows."""
    now = timezone.now()
    [tries] = limits.count_each([(limit, who.lower())], now=now)
    _judge(limit, who, tries, now=now)
    return tries


def _judge(limit: Limit, who: str, tries: int, *, now: datetime) -> None:
    try:
        limits.judge(limit, who.lower(), tries)
    except Braked as braked:
        if braked.is_first:
            audit.record(None, journal.BRAKED, _account(limit, who), now=now, tries=limit.most, what=limit.name)
        raise


def _account(limit: Limit, who: str) -> User | None:
    """The account at which somebody guesses, if there is one."""
    if limit is PASSWORDS:
        return User.objects.filter(email=who.lower()).first()
    return User.objects.filter(pk=who).first() if limit is SECOND_FACTORS else None


def is_code_allowed(request: HttpRequest, email: str) -> bool:
    """Count a code that somebody who is not signed in wants sent to an address.

    If there were too many, the form is answered as ever and only the page after it says so: an answer of another kind
    would tell who has been asking for whom.
    """
    now = timezone.now()
    [tries] = limits.count_each([(CODES, email.lower())], now=now)
    return _is_code_allowed(request, email, tries, now=now)


def is_code_allowed_by_line(request: HttpRequest, email: str) -> bool:
    """The same, and count the form that a line has sent; raises ``Braked`` if the line has sent too many.

    Nobody uses up another one's codes by such a form: it does not count for the address.
    """
    now, line = timezone.now(), limits.client_line(request)
    of_line, of_email = limits.count_each([(FORMS, line.lower()), (CODES, email.lower())], now=now)
    try:
        _judge(FORMS, line, of_line, now=now)
    except Braked:
        limits.give_back(CODES, email.lower(), now=now)
        raise
    return _is_code_allowed(request, email, of_email, now=now)


def _is_code_allowed(request: HttpRequest, email: str, tries: int, *, now: datetime) -> bool:
    try:
        _judge(CODES, email, tries, now=now)
    except Braked as braked:
        minutes = math.ceil((braked.until - timezone.now()).total_seconds() / 60)
        said = ngettext(
            "No further code was sent: many have gone to this address. The next one can be sent in one minute.",
            "No further code was sent: many have gone to this address. The next one can be sent in %(count)s minutes.",
            minutes,
        )
        messages.warning(request, said % {"count": minutes})
        request.codes_are_braked = True  # type: ignore[attr-defined]
        return False
    return True


def was_right(limit: Limit, who: str) -> None:
    """It was no guess: it does not count."""
    limits.give_back(limit, who.lower(), now=timezone.now())


def by_line(
    view: View,
) -> View:
    """Count each form that a line, and if she is signed in also an account, sends to this view."""

    @wraps(view)
    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            before(FORMS, limits.client_line(request))
            if request.user.is_authenticated:
                before(CHANGES, str(request.user.pk))
        return view(request, *args, **kwargs)

    return counted
