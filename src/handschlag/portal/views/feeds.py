"""Notices and events as feeds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db.models import Prefetch
from django.http import HttpRequest
from django.http.response import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handschlag.events import queries as events
from handschlag.events.models import Tag
from handschlag.foundation import page_cache
from handschlag.foundation.everybody import kept_for_everybody
from handschlag.portal import feeds, narrowing, notice_list, queries
from handschlag.portal.calendar_filter import Filter
from handschlag.portal.calendar_page import CalendarPage
from handschlag.portal.views.machines import for_other_sites, in_language

PAGES = {"events_atom": "portal:calendar", "notices_atom": "portal:notices"}
"""Where the same stands for people."""


@kept_for_everybody
@require_safe
@for_other_sites
@in_language
def notices_atom(request: HttpRequest) -> HttpResponse:
    """The newest notices, or those that a filter asks for, for feed readers."""
    return _notices(request, feeds.atom, feeds.ATOM)


@kept_for_everybody
@require_safe
@for_other_sites
@in_language
def notices_json(request: HttpRequest) -> HttpResponse:
    """The same for programs."""
    return _notices(request, feeds.json_feed, feeds.JSON)


@kept_for_everybody
@require_safe
@for_other_sites
@in_language
def events_atom(request: HttpRequest) -> HttpResponse:
    """All that is to come, or what a filter asks for, for feed readers; what was published last stands first."""
    now, asked = timezone.now(), Filter.read(request.GET)

    def make() -> page_cache.Page:
        page = CalendarPage(events.listed(now), asked, now)
        items = [feeds.of_event(entry.event, [tag.name for tag in entry.tags]) for entry in page.shown]
        items.sort(key=lambda item: item.published_at, reverse=True)
        title = feeds.named(_("Forums and trips"), page.chosen)
        channel = _channel(request, title, "events_atom", tuple(items[: feeds.MOST]), query=asked.query())
        return page_cache.Page(feeds.atom(channel), page.until, feeds.ATOM)

    return page_cache.answer(request, page_cache.number(request), make, now=now, query=asked.query()[1:])


def _notices(request: HttpRequest, write: Callable[[feeds.Channel], bytes], content_type: str) -> HttpResponse:
    now, asked = timezone.now(), notice_list.asked(request.GET.dict())

    def make() -> page_cache.Page:
        title = feeds.named(_("Notices"), notice_list.words(asked.wanted))
        channel = _channel(request, title, "notices_atom", _newest(asked.wanted, now), query=asked.narrows)
        return page_cache.Page(write(channel), queries.next_change(now), content_type)

    return page_cache.answer(request, page_cache.number(request), make, now=now, query=asked.address()[1:])


def _newest(wanted: narrowing.Wanted, now: datetime) -> tuple[feeds.Item, ...]:
    """The hosts' own notices that are asked for, and the newest of them."""
    rows = narrowing.chosen(wanted, now).filter(feed=None)
    tagged = rows.prefetch_related(Prefetch("tags", Tag.objects.order_by("kind", "number", "slug")))
    return tuple(feeds.of_notice(notice) for notice in tagged[: feeds.MOST])


def _channel(
    request: HttpRequest, title: str, name: str, items: tuple[feeds.Item, ...], *, query: str
) -> feeds.Channel:
    """What is the same for all feeds; ``query`` narrows down the feed and the page for people alike."""
    narrows = query if query != "?" else ""
    others = [code for code, _name in settings.LANGUAGES if code != get_language()]
    forms = ((reverse(f"feeds_of_portal:{name}", args=[code]) + narrows, "application/atom+xml") for code in others)
    return feeds.Channel(
        title=f"{title} – Handschlag",
        about=_("What is new on this site: forums, trips, tenders and funding."),
        path=request.path + narrows,
        page=reverse(PAGES[name]) + narrows,
        language=str(get_language()),
        items=items,
        other_forms=tuple(forms),
    )
