"""What other programs read: calendars, lists for partner sites, and the map of the site."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.sitemaps import views as sitemaps
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from handschlag.events import queries as of_events
from handschlag.foundation import page_cache
from handschlag.foundation.everybody import for_everybody, kept_for_everybody
from handschlag.foundation.reading import plain
from handschlag.portal import calendar_file, event_list, site_map
from handschlag.portal.calendar_filter import Filter
from handschlag.portal.calendar_page import CalendarPage
from handschlag.portal.feeds import named

View = Callable[..., HttpResponse]
CALENDAR = "text/calendar; charset=utf-8"


def in_language(view: View) -> View:
    """Answer in the language that the address names; there is no page in any other."""

    @wraps(view)
    def answered(request: HttpRequest, language: str, **arguments: Any) -> HttpResponse:
        if language not in dict(settings.LANGUAGES):
            raise Http404
        with translation.override(language):
            response = view(request, **arguments)
        response["Content-Language"] = language
        return response

    return answered


def for_other_sites(view: View) -> View:
    """Let programs and pages of other sites read it."""

    @wraps(view)
    def answered(request: HttpRequest, **arguments: Any) -> HttpResponse:
        response = view(request, **arguments)
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return answered


@kept_for_everybody
@require_safe
@for_other_sites
@in_language
def events_ics(request: HttpRequest) -> HttpResponse:
    """All events as a calendar to subscribe to, or those that a filter asks for."""
    now, asked = timezone.now(), Filter.read(request.GET)

    def make() -> page_cache.Page:
        page, sequences = _page(asked, now), calendar_file.sequences()
        found = [entry.event for entry in asked.chosen(page.all)]
        file = calendar_file.calendar(found, sequences, named(_("Forums and trips"), page.chosen), now=now)
        return page_cache.Page(file, page.until, CALENDAR)

    return page_cache.answer(request, page_cache.number(request), make, now=now, query=asked.query()[1:])


@kept_for_everybody
@require_safe
@for_other_sites
@in_language
def event_ics(request: HttpRequest, event: str) -> HttpResponse:
    """One event for somebody's calendar."""
    now = timezone.now()

    def make() -> page_cache.Page:
        found = of_events.everybodys(now).filter(slug=event).first()
        if found is None or not found.has_certain_date:
            raise Http404
        file = calendar_file.calendar([found], calendar_file.sequences(event), plain(found.title), now=now)
        return page_cache.Page(file, of_events.next_change([found], now), CALENDAR)

    return page_cache.answer(request, page_cache.number(request, event), make, now=now)


@kept_for_everybody
@require_safe
@for_other_sites
@in_language
def events_json(request: HttpRequest) -> HttpResponse:
    """All that is to come, or what a filter asks for, as a JSON Feed."""
    now, asked = timezone.now(), Filter.read(request.GET)

    def make() -> page_cache.Page:
        page = _page(asked, now)
        title, query = named(_("Forums and trips"), page.chosen), asked.query().removesuffix("?")
        feed = event_list.feed(page.shown, title, path=request.path, query=query)
        return page_cache.Page(feed, page.until, event_list.JSON_FEED)

    return page_cache.answer(request, page_cache.number(request), make, now=now, query=asked.query()[1:])


@kept_for_everybody
@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@for_other_sites
@in_language
def embedded(request: HttpRequest) -> HttpResponse:
    """A list of what is to come that other sites may put into their pages, in a frame."""
    now, asked = timezone.now(), Filter.read(request.GET)

    def make() -> page_cache.Page:
        page = _page(asked, now)
        return page_cache.Page(render_to_string("portal/embedded.html", {"page": page}, request), page.until)

    return page_cache.answer(request, page_cache.number(request), make, now=now, query=asked.query()[1:])


@for_everybody
@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """Which maps of the site there are."""
    return TemplateResponse(
        request, "sitemap_index.xml", {"sitemaps": site_map.files(timezone.now())}, content_type="application/xml"
    )


@for_everybody
@require_safe
def sitemap(request: HttpRequest, section: str) -> HttpResponse:
    """The pages of one part of the site that everybody sees, each in all languages."""
    return sitemaps.sitemap(request, {**site_map.parts(timezone.now())}, section)


@for_everybody
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines need not look at, and where the map of the site is; a demonstration is not to be found."""
    if settings.DEMO:
        lines = ["User-agent: *", "Disallow: /"]
    else:
        way = settings.BASE_URL + reverse("feeds_of_portal:sitemap_index")
        lines = ["User-agent: *", "Disallow: /api/", "Disallow: /calendar/", f"Sitemap: {way}"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


def _page(asked: Filter, now: datetime) -> CalendarPage:
    return CalendarPage(of_events.listed(now), asked, now)
