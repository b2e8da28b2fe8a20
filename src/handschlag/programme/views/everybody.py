"""The programme for everybody: as a page, and as files that other programs fetch."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from handschlag.events import navigation
from handschlag.events.models import Event
from handschlag.events.queries import next_change
from handschlag.foundation import page_cache
from handschlag.foundation.everybody import kept_for_everybody
from handschlag.foundation.revisions import PublicNumber
from handschlag.programme import access, calendar, queries, schedule

LANGUAGE = re.compile("[a-z]{2,3}")
Make = Callable[[Event, queries.Programme, int], bytes]


@kept_for_everybody
@require_safe
def programme(request: HttpRequest, event: str) -> HttpResponse:
    """The whole programme on a page of its own, perhaps what one can follow in a language."""
    now, number = timezone.now(), page_cache.number(request, event)

    def make() -> page_cache.Page:
        found = access.event_for_everybody(event, number, now=now)
        return page_cache.Page(_page(request, found, number, now), next_change([found], now))

    asked = request.GET.get("language", "")
    query = f"language={asked}" if LANGUAGE.fullmatch(asked) else ""
    return page_cache.answer(request, number, make, now=now, query=query)


@kept_for_everybody
@require_safe
def schedule_xml(request: HttpRequest, language: str, event: str) -> HttpResponse:
    return _file(request, language, event, "application/xml; charset=utf-8", _as_xml)


@kept_for_everybody
@require_safe
def schedule_json(request: HttpRequest, language: str, event: str) -> HttpResponse:
    return _file(request, language, event, "application/json; charset=utf-8", _as_json)


@kept_for_everybody
@require_safe
def programme_ics(request: HttpRequest, language: str, event: str) -> HttpResponse:
    return _file(request, language, event, "text/calendar; charset=utf-8", _as_calendar)


def _page(request: HttpRequest, event: Event, number: PublicNumber, now: datetime) -> str:
    whole = queries.of(event, number)
    languages = whole.languages
    asked = request.GET.get("language", "")
    chosen = asked if asked in languages else ""
    context = {
        "event": event,
        "programme": whole.in_language(chosen) if chosen else whole,
        "languages_offered": languages if len(languages) > 1 else [],
        "chosen": chosen,
        "now": now,
        "nav": navigation.entries(request.user, event),
        "active": "public",
    }
    return render_to_string("programme/programme.html", context, request)


def _file(request: HttpRequest, language: str, slug: str, content_type: str, make: Make) -> HttpResponse:
    """A file in one language, open to pages of other sites: it holds what everybody may know."""
    if request.GET:  # made up to get past a store; the file is the same
        return HttpResponseRedirect(request.path)
    if language not in dict(settings.LANGUAGES):
        raise Http404
    now, number = timezone.now(), page_cache.number(request, slug)

    def made() -> page_cache.Page:
        event = access.event_for_everybody(slug, number, now=now)
        with translation.override(language):
            written = make(event, _dated(event, number), number)
        return page_cache.Page(written, next_change([event], now), content_type)

    answer = page_cache.answer(request, number, made, now=now)
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _dated(event: Event, number: PublicNumber) -> queries.Programme:
    """The programme, as long as its days are certain: files of machines hold nothing but dates."""
    return queries.Programme(()) if event.when_text else queries.of(event, number)


def _as_xml(event: Event, programme: queries.Programme, number: int) -> bytes:
    return schedule.as_xml(_schedule(event, programme, number))


def _as_json(event: Event, programme: queries.Programme, number: int) -> bytes:
    return schedule.as_json(_schedule(event, programme, number))


def _as_calendar(event: Event, programme: queries.Programme, _number: int) -> bytes:
    return calendar.calendar(event, programme)


def _schedule(event: Event, programme: queries.Programme, number: int) -> schedule.Schedule:
    if event.when_text:
        raise Http404  # the format has no place for a date that is not certain
    return schedule.schedule(event, programme, version=number)
