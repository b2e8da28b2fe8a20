"""What views for everybody say of their pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from handschlag.foundation.page_cache import front
from handschlag.foundation.revisions import PublicNumber

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Page:
    """A page or a file, and until when it is true if nobody changes anything."""

    html: str | bytes
    until: datetime
    content_type: str = HTML


@dataclass(frozen=True, slots=True)
class Claim:
    """What a view says of its answer: it is the same for everybody while the number stays, until then."""

    number: PublicNumber
    until: datetime


class PageForEverybody(HttpResponse):
    """What a view for everybody answers; ``keeping`` checks what it claims, and keeps it."""

    claim: Claim | None = None


def number(request: HttpRequest, *scopes: str) -> PublicNumber:
    """The number of these scopes, or of all, to be read before anything that a page shows."""
    return front.number(request.META, *scopes)


def answer(
    request: HttpRequest,
    number: PublicNumber,
    make: Callable[[], Page],
    *,
    now: datetime,
    query: str = "",
) -> HttpResponse:
    """The page that ``make`` makes, kept for the next visitor where that is possible.

    Parameters
    ----------
    number
        From ``number``, read before anything that the page shows.
    query
        The query of the address as the page itself would write it. Asked for by any other, the page is made each time:
        it may hold that query in its links.
    """
    if front.is_somebodys(request.META) or request.META.get("QUERY_STRING", "") != query:
        response = _made(make())
        response["Cache-Control"] = "private, no-store"
        return response
    # Without a session nobody is signed in; asking who it is would look at the session.
    request.user = AnonymousUser()
    page = make()
    response = _made(page)
    response["Cache-Control"] = "public, no-cache"
    if page.until > now:
        response.claim = Claim(number, page.until)
    return response


def _made(page: Page) -> PageForEverybody:
    response = PageForEverybody(page.html, content_type=page.content_type)
    patch_vary_headers(response, ["Cookie"])
    return response
