"""Sign-ins: whose they are, how long they last, and how they end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import cast

from allauth.account.adapter import get_adapter
from django.contrib import auth
from django.contrib.auth import middleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from handschlag.accounts import readers
from handschlag.accounts.models import Session, User
from handschlag.accounts.session_store import SessionStore

SEEN_ON = "seen_on"


class AuthenticationMiddleware(middleware.AuthenticationMiddleware):
    """Django's, but that the row of a reader need not be asked for: it has come with her session."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = cast("User", SimpleLazyObject(partial(_reader, request)))


def _reader(request: HttpRequest) -> User | AnonymousUser:
    if auth.SESSION_KEY not in request.session:
        return AnonymousUser()
    with readers.at_hand(_kept(request).reader):
        return auth.get_user(request)


def _kept(request: HttpRequest) -> SessionStore:
    return cast("SessionStore", request.session)


class StaySignedInMiddleware:
    """A sign-in ends 90 days after the last day on which somebody sent something; that day is noted once.

    To look at a page writes nothing: so it costs the same on every day.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        # A visitor without a session gets none here, and a page that has not asked who it is does not ask now.
        session = request.session
        if request.method == "POST" and session.accessed and auth.SESSION_KEY in session and not session.is_empty():
            self._note_day(request)
        return answer

    def _note_day(self, request: HttpRequest) -> None:
        today = timezone.localdate().isoformat()
        if request.session.get(SEEN_ON) != today:
            request.session[SEEN_ON] = today  # what is changed is stored, and the cookie sent, for another 90 days
            _kept(request).is_seen(timezone.now())


def begin(request: HttpRequest, user: User) -> list[Session]:
    """Remember that she has signed in, and where; returns her other sign-ins that have not ended."""
    # Who has never signed in before has no other sign-ins: nobody need look for them.
    here = request.session.session_key
    others = [] if user.is_first_sign_in else [one for one in of(user) if one.session_key != here]
    agent, address = request.META.get("HTTP_USER_AGENT", ""), get_adapter().get_client_ip(request)
    _kept(request).begins(ip=address, user_agent=agent, at=timezone.now())
    request.session[SEEN_ON] = timezone.localdate().isoformat()
    return others


def of(user: User) -> list[Session]:
    """Her sign-ins that have not ended, the latest first."""
    going_on = Session.objects.filter(user=user, expire_date__gt=timezone.now(), created_at__isnull=False)
    return list(going_on.order_by("-created_at"))


def end(sessions: Iterable[Session]) -> None:
    """Whoever holds one of these is signed out with her next step."""
    Session.objects.filter(pk__in=[one.pk for one in sessions]).delete()
