"""The first page of the site, and the calendar."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from handschlag.events import queries as of_events
from handschlag.foundation import page_cache
from handschlag.foundation.everybody import kept_for_everybody
from handschlag.portal import narrowing, queries
from handschlag.portal.calendar_filter import Filter
from handschlag.portal.calendar_page import MOST_PAST, CalendarPage

MOST_COMING = 5
MOST_NOTICES = 6


@kept_for_everybody
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What comes next, what is new, and where to look further."""
    now = timezone.now()

    def make() -> page_cache.Page:
        page = CalendarPage(of_events.listed(now), Filter(), now)
        context = {
            "page": page,
            "coming": page.shown[:MOST_COMING],
            "notices": narrowing.latest(now, MOST_NOTICES),
            "now": now,
            "active": "home",
        }
        html = render_to_string("portal/home.html", context, request)
        return page_cache.Page(html, min(page.until, queries.next_change(now)))

    return page_cache.answer(request, page_cache.number(request), make, now=now)


@kept_for_everybody
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """All forums and trips: what comes by month, or a month as a grid, or by region; past ones by their year."""
    now, asked = timezone.now(), Filter.read(request.GET)

    def make() -> page_cache.Page:
        events = of_events.listed(now)
        page = CalendarPage(events, asked, now)
        context = {"page": page, "asked": asked, "most_past": MOST_PAST, "now": now, "active": "calendar"}
        return page_cache.Page(render_to_string("portal/calendar.html", context, request), page.until)

    return page_cache.answer(request, page_cache.number(request), make, now=now, query=asked.query()[1:])
