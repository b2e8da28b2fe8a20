"""Imprint, privacy, accessibility, easy language, sign language, and the way to report a barrier."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from handschlag.events.models import Host
from handschlag.foundation import contents, limits, page_cache
from handschlag.foundation.everybody import for_everybody, kept_for_everybody
from handschlag.foundation.limits import Limit
from handschlag.portal import access, legal_page
from handschlag.portal.forms.legal import BarrierForm
from handschlag.portal.models import LegalKind
from handschlag.portal.services import legal

DAY = timedelta(days=1)
REPORTS = Limit("portal.barriers", 5, 3600)
"""Reports from one connection in an hour."""


@kept_for_everybody
@require_safe
def choose_host(request: HttpRequest, kind: str) -> HttpResponse:
    """The page of the one host there is, or whose pages of this kind there are."""
    now, kind_of_page = timezone.now(), _kind(kind)

    def make() -> page_cache.Page:
        hosts = list(Host.objects.order_by("name"))
        if len(hosts) == 1:
            return _page(request, hosts[0], kind_of_page, now)
        context = {"hosts": hosts, "title": kind_of_page.label, "way": "portal:legal_of_host", "kind": kind_of_page}
        return page_cache.Page(render_to_string("portal/legal_hosts.html", context, request), now + DAY)

    return _playing(page_cache.answer(request, page_cache.number(request), make, now=now), kind_of_page, request)


@kept_for_everybody
@require_safe
def page(request: HttpRequest, kind: str, host: str) -> HttpResponse:
    """A legal page of a host."""
    now, kind_of_page = timezone.now(), _kind(kind)

    def make() -> page_cache.Page:
        return _page(request, access.host_for_everybody(host), kind_of_page, now)

    number = page_cache.number(request, f"host:{host}")
    return _playing(page_cache.answer(request, number, make, now=now), kind_of_page, request)


@for_everybody
@require_safe
def video(request: HttpRequest, kind: str, host: str) -> HttpResponse:
    """The video of a page, in pieces where the browser asks for pieces."""
    stored = access.video_for_everybody(host, kind).video
    assert stored is not None
    headers = [("Content-Type", contents.KINDS[stored.kind].content_type), ("Cache-Control", "public, max-age=3600")]
    answer: HttpResponse = WhiteNoiseMiddleware.serve(StaticFile(stored.file.path, headers), request)
    return answer


@for_everybody
@require_safe
def choose_host_for_feedback(request: HttpRequest) -> HttpResponse:
    """The form of the one host there is, or whom one can write to."""
    hosts = list(Host.objects.order_by("name"))
    if len(hosts) == 1:
        return feedback(request, hosts[0].slug)
    context = {"hosts": hosts, "title": _("Report a barrier"), "way": "portal:feedback_of_host", "kind": None}
    return render(request, "portal/legal_hosts.html", context | {"query": request.GET.urlencode()})


# Nobody is signed in who could be made to send it, so it needs no secret, and with that no cookie.
@csrf_exempt
@for_everybody
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest, host: str) -> HttpResponse:
    """Tell a host about a barrier."""
    found = access.host_for_everybody(host)
    if request.method == "POST":
        form = BarrierForm(request.POST)
        if not _is_from_here(request):
            form.add_error(None, _("Please send this from the page itself."))
        if form.is_valid():
            now = timezone.now()
            limits.count(REPORTS, limits.client_line(request), now=now)
            legal.report_barrier(found, **form.cleaned_data, language=str(get_language()), now=now)
            return redirect("portal:feedback_sent", host)
    else:
        form = BarrierForm(initial={"page": request.GET.get("page", "")[:300]})
    return render(request, "portal/feedback.html", {"host": found, "form": form}, status=422 if form.is_bound else 200)


@for_everybody
@require_safe
def thanks(request: HttpRequest, host: str) -> HttpResponse:
    """It has arrived."""
    return render(request, "portal/feedback_sent.html", {"host": access.host_for_everybody(host)})


def _playing(response: HttpResponse, kind: LegalKind, request: HttpRequest) -> HttpResponse:
    """The page, under a policy that lets a video of this site be played where there may be one."""
    if kind != LegalKind.SIGN_LANGUAGE:
        return response
    let_play = csp_update({"media-src": [SELF]})
    return cast(HttpResponse, let_play(lambda _request: response)(request))


def _page(request: HttpRequest, host: Host, kind: LegalKind, now: datetime) -> page_cache.Page:
    context: dict[str, Any] = legal_page.context(legal_page.of(host, kind))
    return page_cache.Page(render_to_string("portal/legal.html", context, request), now + DAY)


def _kind(kind: str) -> LegalKind:
    if kind not in LegalKind.values:
        raise Http404
    return LegalKind(kind)


def _is_from_here(request: HttpRequest) -> bool:
    """Whether a page of this site has sent it, as far as the browser says."""
    origin = request.headers.get("Origin")
    return origin in (None, settings.BASE_URL, f"{request.scheme}://{request.get_host()}")
