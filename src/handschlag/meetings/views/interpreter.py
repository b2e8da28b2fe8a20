"""An interpreter's day."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from handschlag.events import navigation as ways
from handschlag.events import zones
from handschlag.events.access import interpreter_of
from handschlag.foundation.reading import reader
from handschlag.meetings import agenda as agendas
from handschlag.meetings.navigation import INTERPRETING


@never_cache
@login_required
@require_safe
def day(request: HttpRequest, event: str) -> HttpResponse:
    """Her meetings and pauses, and what the companies write about themselves; ``?paper`` is for print."""
    me = interpreter_of(request.user, event)
    plan = agendas.published(me.event)
    entries = agendas.of_interpreter(me, plan) if plan else []
    away = me.away.values_list("pk", flat=True) if plan else []
    own = sorted({code for pair in me.pairs for code in pair})
    context = {
        "event": me.event,
        "me": me,
        "nav": ways.at(me.event, INTERPRETING),
        "active": "interpreter_day",
        "plan": plan,
        "days": agendas.days(entries, me.event, away=away) if plan else [],
        "meetings_count": len(entries),
        # Her own languages, the one of this page first.
        "own_languages": sorted(own, key=lambda code: code != reader()),
        "zone": zones.city(me.event.time_zone),
    }
    template = "interpreter_sheet" if "paper" in request.GET else "interpreter_day"
    return render(request, f"meetings/{template}.html", context)
