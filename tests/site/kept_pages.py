"""A small site of pages for everybody, and of pages that only say that they are."""

from datetime import timedelta

from django.http import Http404
from django.middleware.csrf import get_token
from django.urls import path
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from handschlag.foundation import page_cache
from handschlag.foundation.everybody import kept_for_everybody

MADE = []
"""Every page that was made, by its address."""
UNTIL = {}
"""Until when pages are true; usually for a day."""


@kept_for_everybody
def page(request, scope):
    """Says how many pages were made before."""
    now = timezone.now()

    def make():
        MADE.append(request.get_full_path())
        until = UNTIL.get(scope, now + timedelta(days=1))
        return page_cache.Page(f"<p>Größe {len(MADE)}</p>" + "x" * 2000, until)

    scopes = [] if scope == "all" else [scope]
    return page_cache.answer(
        request, page_cache.number(request, *scopes), make, now=now, query="kind=trip" if scope == "asked" else ""
    )


@kept_for_everybody
def file(request):
    now = timezone.now()
    made = page_cache.Page(b"BEGIN:VCALENDAR", now + timedelta(days=1), "text/calendar; charset=utf-8")
    answer = page_cache.answer(request, page_cache.number(request), lambda: made, now=now)
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@kept_for_everybody
def broken(request):
    answer = page(request, "broken")
    answer.status_code = 503
    return answer


@kept_for_everybody
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


@kept_for_everybody
def bare(request):
    """Says whether a session came along; nothing is there for whoever asks with a query."""
    if request.GET:
        raise Http404
    return page_cache.answer(request, page_cache.number(request, "bare"), lambda: _saying(request), now=timezone.now())


def laden(request):
    """The same, without saying that it keeps its page."""
    return page_cache.answer(request, page_cache.number(request, "bare"), lambda: _saying(request), now=timezone.now())


def _saying(request):
    way = "long" if hasattr(request, "session") else "short"
    return page_cache.Page(f"{way} {request.resolver_match.url_name}", timezone.now() + timedelta(days=1))


urlpatterns = [
    path("kept/de/bare", bare, name="bare"),
    path("kept/de/laden", laden, name="laden"),
    path("kept/de/file", file),
    path("kept/de/broken", broken),
    path("kept/de/leaking/<how>", leaking),
    path("kept/de/<scope>", page),
    path("kept/<scope>", page),
]
