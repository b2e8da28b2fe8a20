"""The page of a forum or a trip, and its documents."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from handschlag.events import access, navigation
from handschlag.events import queries as of_events
from handschlag.foundation import page_cache, uploads
from handschlag.foundation.everybody import for_everybody, kept_for_everybody
from handschlag.portal import event_page


@kept_for_everybody
@require_safe
def event(request: HttpRequest, event: str) -> HttpResponse:
    """What everybody may know of an event."""
    now, number = timezone.now(), page_cache.number(request, event)

    def make() -> page_cache.Page:
        found, who = event_page.beside_talks(event, number, now=now)
        context = event_page.context(found, now, who=who, number=number)
        context |= {"nav": navigation.entries(request.user, found.event)}
        html = render_to_string(event_page.template(found.event), context, request)
        return page_cache.Page(html, of_events.next_change([found.event], now))

    return page_cache.answer(request, number, make, now=now)


@for_everybody
@require_safe
def document(_request: HttpRequest, event: str, public_id: str) -> FileResponse:
    """A document of an event, as an attachment."""
    return uploads.answer(access.document_for_everybody(event, public_id, now=timezone.now()).file)
