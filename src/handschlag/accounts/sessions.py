"""Sign-ins: how long they last, and how they end."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from handschlag.accounts.models import User

SEEN_ON = "seen_on"
AGENT_LETTERS = UserSession._meta.get_field("user_agent").max_length


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
        if request.method == "POST" and session.accessed and "_auth_user_id" in session and not session.is_empty():
            self._note_day(request)
        return answer

    def _note_day(self, request: HttpRequest) -> None:
        today = timezone.localdate().isoformat()
        if request.session.get(SEEN_ON) != today:
            request.session[SEEN_ON] = today  # what is changed is stored, and the cookie sent, for another 90 days
            UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())


def begin(request: HttpRequest, user: User) -> list[UserSession]:
    """Remember that she has signed in, and where; returns her other sign-ins that have not ended.

    In place of what allauth does, which asks three times: a session that has just got its key has no row yet.
    """
    # Who has never signed in before has no other sign-ins: nobody need look for them.
    found: list[UserSession] = [] if user.is_first_sign_in else UserSession.objects.purge_and_list(user)
    key = request.session.session_key
    others = [one for one in found if one.session_key != key]
    if len(others) < len(found) or not key:
        UserSession.objects.create_from_request(request, user=user)
    else:
        agent = request.META.get("HTTP_USER_AGENT", "")[:AGENT_LETTERS]
        address = get_adapter().get_client_ip(request)
        UserSession.objects.create(user=user, session_key=key, ip=address, user_agent=agent)
    request.session[SEEN_ON] = timezone.localdate().isoformat()
    return others


def of(user: User) -> list[UserSession]:
    """Her sign-ins that have not ended, the latest first."""
    found: list[UserSession] = UserSession.objects.purge_and_list(user)
    return sorted(found, key=lambda session: session.created_at, reverse=True)


def end(sessions: list[UserSession]) -> None:
    """Whoever holds one of these is signed out with her next step."""
    for session in sessions:
        session.end()
