"""Pages about events for everybody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from handschlag.accounts.models import User
from handschlag.events import navigation, page_cache, programme, queries, showcase
from handschlag.events.models import Event
from handschlag.foundation import reading


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """All events: the next ones in the order in which they come, then the past ones."""
    now = timezone.now()

    def make() -> page_cache.Page:
        events = list(queries.everybodys())
        context = {
            "coming": [event for event in reversed(events) if event.ends_at >= now],
            "past": [event for event in events if event.ends_at < now],
            "now": now,
            "active": "home",
        }
        html = render_to_string("events/home.html", context, request)
        return page_cache.Page(html, queries.next_change(events, now))

    return page_cache.answer(request, queries.public_numbers(), make, now=now)


@require_safe
def public(request: HttpRequest, event: str) -> HttpResponse:
    """What everybody may know of an event."""
    now = timezone.now()

    def make() -> page_cache.Page:
        front = queries.front(event)
        if front is None:
            raise Http404
        html = render_to_string(
            "events/public.html",
            _public_context(front, request.user, now),
            request,
        )
        return page_cache.Page(html, queries.next_change([front.event], now))

    return page_cache.answer(request, queries.public_number(event), make, now=now)


def _public_context(front: queries.Front, user: User | AnonymousUser, now: datetime) -> dict[str, Any]:
    written = reading.best(front.event.programme)
    return {
        "event": front.event,
        "front": front,
        "programme": programme.lines(written.text),
        "programme_language": written.language if written.is_fallback else None,
        "stages": stages(front.event, now),
        "registration": registration(front.event, now),
        "now": now,
        "nav": navigation.entries(user, front.event),
        "active": "public",
    } | showcase.shown(front.event)


def registration(event: Event, now: datetime) -> str:
    """Where the registration stands: ``open``, ``closed``, ``later`` (no deadline yet) or ``over`` (the event is)."""
    if event.ends_at < now:
        return "over"
    if event.registration_closes_at is None:
        return "later"
    return "open" if now <= event.registration_closes_at else "closed"


def stages(event: Event, now: datetime) -> dict[str, str]:
    """For each step of the way to the meetings, whether it is ``done``, comes ``now`` or ``next``."""
    ends = {"register": event.registration_closes_at, "wishes": event.answers_close_at, "day": event.ends_at}
    states: dict[str, str] = {}
    for step, end in ends.items():
        is_done = event.ends_at < now or (end is not None and end < now)
        states[step] = "done" if is_done else "next" if "now" in states.values() else "now"
    return states
