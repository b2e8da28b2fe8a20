"""A small site of pages for everybody, and of pages that only say that they are."""

from datetime import timedelta

from django.middleware.csrf import get_token
from django.urls import path
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from handschlag.foundation import page_cache, revisions

MADE = []
"""Every page that was made, by its address."""
UNTIL = {}
"""Until when pages are true; usually for a day."""


def page(request, scope):
    """Says how many pages were made before."""
    now = timezone.now()

    def make():
        MADE.append(request.get_full_path())
        until = UNTIL.get(scope, now + timedelta(days=1))
        return page_cache.Page(f"<p>Größe {len(MADE)}</p>" + "x" * 2000, until)

    scopes = [] if scope == "all" else [scope]
    return page_cache.answer(
        request, revisions.public(*scopes), make, now=now, query="kind=trip" if scope == "asked" else ""
    )


def file(request):
    now = timezone.now()
    made = page_cache.Page(b"BEGIN:VCALENDAR", now + timedelta(days=1), "text/calendar; charset=utf-8")
    answer = page_cache.answer(request, revisions.public(), lambda: made, now=now)
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def broken(request):
    answer = page(request, "broken")
    answer.status_code = 503
    return answer


def leaking(request, how):
    answer = page(request, how)
    match how:
        case "cookie":
            answer.set_cookie("seen", "1")
        case "token":
            get_token(request)
        case "form":
            answer.content = b'<input type="hidden" name="csrfmiddlewaretoken" value="abc">'
        case "session":
            request.session.get("anything")
        case "agent":
            patch_vary_headers(answer, ["User-Agent"])
    return answer


urlpatterns = [
    path("kept/de/file", file),
    path("kept/de/broken", broken),
    path("kept/de/leaking/<how>", leaking),
    path("kept/de/<scope>", page),
    path("kept/<scope>", page),
]
