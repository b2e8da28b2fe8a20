"""Notices for everybody."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import FileResponse, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from handschlag.events import queries as events
from handschlag.foundation import page_cache, uploads
from handschlag.foundation.everybody import for_everybody, kept_for_everybody
from handschlag.portal import access, notice_list, notice_page, queries


@kept_for_everybody
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """All notices, the newest first, narrowed down by kind, region, sector, year."""
    now, asked = timezone.now(), notice_list.asked(request.GET.dict())

    def make() -> page_cache.Page:
        listed = notice_list.listed(asked, now)
        html = render_to_string("portal/notices.html", {"listed": listed, "active": "notices"}, request)
        return page_cache.Page(html, _until(now))

    return page_cache.answer(request, page_cache.number(request), make, now=now, query=asked.address()[1:])


@kept_for_everybody
@require_safe
def notice(request: HttpRequest, slug: str) -> HttpResponse:
    """A notice with its event, links, files and further notices."""
    now = timezone.now()

    def make() -> page_cache.Page:
        told = access.notice_for_everybody(slug, now)
        html = render_to_string("portal/notice.html", notice_page.context(told, now), request)
        until = [_until(now), *([events.next_change([told.event], now)] if told.event else [])]
        return page_cache.Page(html, min(until))

    return page_cache.answer(request, page_cache.number(request), make, now=now)


@for_everybody
@require_safe
def attachment(_request: HttpRequest, slug: str, file: str) -> FileResponse:
    """A file of a notice, never shown in the browser itself."""
    found = access.attachment_for_everybody(slug, file, timezone.now())
    return uploads.answer(found.file)


def _until(now: datetime) -> datetime:
    """Until then a page is true by itself: nothing appears or goes, and today is still today."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return min(queries.next_change(now), midnight)
