"""Pages about the house itself: is it well, what are its components, what to do when a page is missing or broken."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from handschlag.foundation import samples

logger = logging.getLogger(__name__)

LAST_WORDS = """\
Etwas ist bei uns schiefgegangen. Gespeichertes bleibt erhalten; bitte versuchen Sie es gleich noch einmal.
Something went wrong on our side. What was saved is safe; please try again in a moment.
У нас произошла ошибка. Сохранённое не потеряно; пожалуйста, попробуйте ещё раз чуть позже.
"""


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Each component in all its states; for those who build pages, and for the tests that look at them."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(request, "foundation/components.html", samples.context())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is no such page, or not for this reader."""
    return render(request, "foundation/not_found.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Something failed. Says so without database, session or sign-in, for they may be what failed."""
    try:
        return HttpResponse(render_to_string("foundation/broken.html"), status=500)
    except Exception:  # the templates may be what failed: what is raised here would reach nobody
        logger.exception("The page for errors is itself broken")
        return HttpResponse(LAST_WORDS, status=500, content_type="text/plain; charset=utf-8")
