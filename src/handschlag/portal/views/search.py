"""The search: a page, and suggestions while somebody types."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from handschlag.foundation.everybody import for_everybody
from handschlag.foundation.limits import Braked, client_line
from handschlag.portal import search, search_page
from handschlag.portal.pace import Pace
from handschlag.portal.search.question import LONGEST
from handschlag.portal.views.machines import in_language

SEARCHES, SUGGESTIONS = Pace(most=60), Pace(most=300)
TYPED = 100
"""Letters of what is being typed that are read."""


@for_everybody
@require_safe
@cache_control(private=True, no_store=True)
def find(request: HttpRequest) -> HttpResponse:
    """What was asked for and what was found; kept by nobody, for it is as it is at this moment."""
    now = timezone.now()
    asked = search_page.asked(request.GET.dict())
    if asked.words:
        SEARCHES.keep(client_line(request), now=now)
    page = search_page.answered(asked, now)
    context = {"page": page, "icons": search_page.ICONS, "longest": LONGEST, "active": "search"}
    return render(request, "portal/search.html", context)


@for_everybody
@require_safe
@cache_control(private=True, no_store=True)
@in_language
def suggest(request: HttpRequest) -> HttpResponse:
    """Titles that somebody may be typing, for the script beside the field."""
    now = timezone.now()
    try:
        SUGGESTIONS.keep(client_line(request), now=now)
    except Braked:
        return JsonResponse({"says": "", "suggestions": []}, status=429)
    typed = request.GET.get("q", "")[:TYPED]
    found = search.suggest(typed, language=get_language() or "en", now=now)
    rows = [{"title": one.title, "what": one.what, "address": one.address} for one in found]
    return JsonResponse({"says": _says(len(rows)), "suggestions": rows})


def _says(count: int) -> str:
    """What those hear who do not see the list."""
    if not count:
        return _("No suggestions")
    return ngettext("%(count)d suggestion", "%(count)d suggestions", count) % {"count": count}
