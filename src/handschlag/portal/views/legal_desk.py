"""A host writes its legal pages and reads what people have told it about barriers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handschlag.accounts.models import SignedInRequest
from handschlag.events import navigation
from handschlag.events.models import Host
from handschlag.foundation.errors import RuleBroken
from handschlag.portal import access, legal_page
from handschlag.portal.forms.legal import PageForm, StatementForm, VideoForm
from handschlag.portal.models import Feedback, LegalKind, LegalPage
from handschlag.portal.services import legal

REPORTS_SHOWN = 200


@never_cache
@login_required
@require_safe
def all_pages(request: SignedInRequest, host: str) -> HttpResponse:
    """All legal pages, and which of them are still to be written."""
    found = access.host_to_manage(request.user, host)
    there = {page.kind: page for page in LegalPage.objects.filter(host=found)}
    pages = [(kind, kind in there and legal_page.is_there(there[kind]), there.get(kind)) for kind in LegalKind]
    context = {"pages": pages, "needed": legal_page.NEEDED}
    return render(request, "portal/desk/legal.html", _desk(found, "pages") | context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, host: str, kind: str) -> HttpResponse:
    """Write a legal page; sending the page publishes it."""
    found, kind_of_page = access.host_to_manage(request.user, host), _kind(kind)
    page = legal_page.of(found, kind_of_page)
    form_of = StatementForm if kind_of_page == LegalKind.ACCESSIBILITY else PageForm
    form = form_of(request.POST if request.method == "POST" else None, page=page)
    if form.is_bound and form.is_valid():
        words: dict[str, Any] = {
            "text": form.text("text"),
            "facts": form.facts(),
            "video_address": form.video_elsewhere(),
        }
        try:
            legal.write(found, kind_of_page, **words, by=request.user, now=timezone.now())
        except RuleBroken as broken:
            form.add_error("video_address" if "video_address" in form.fields else None, broken)
        else:
            messages.success(request, _("Published."))
            return redirect("portal:edit_legal", host, kind)
    return _edit(request, page, form=form, video_form=VideoForm())


@require_POST
@login_required
def edit_video(request: SignedInRequest, host: str, kind: str) -> HttpResponse:
    """Show another video, or none."""
    found, kind_of_page = access.host_to_manage(request.user, host), _kind(kind)
    if kind_of_page != LegalKind.SIGN_LANGUAGE:
        raise Http404
    page = legal_page.of(found, kind_of_page)
    form = VideoForm(request.POST, request.FILES)
    is_removing = request.POST.get("step") == "remove"
    if is_removing or form.is_valid():
        try:
            if is_removing:
                legal.remove_video(found, kind_of_page, by=request.user, now=timezone.now())
            else:
                legal.show_video(found, kind_of_page, form.file(), by=request.user, now=timezone.now())
        except RuleBroken as broken:
            form.add_error("video", broken)
        else:
            messages.success(request, _("Published."))
            return redirect("portal:edit_legal", host, kind)
    return _edit(request, page, form=PageForm(page=page), video_form=form)


@never_cache
@login_required
@require_safe
def all_feedback(request: SignedInRequest, host: str) -> HttpResponse:
    """What people have told the host, what is open first."""
    found = access.host_to_manage(request.user, host)
    rows = Feedback.objects.filter(host=found)
    waiting, done = rows.filter(done_at=None), rows.exclude(done_at=None)
    context = {"waiting": waiting[:REPORTS_SHOWN], "done": done[:REPORTS_SHOWN]}
    return render(request, "portal/desk/feedback.html", _desk(found, "feedback") | context)


@require_POST
@login_required
def settle(request: SignedInRequest, host: str, public_id: str) -> HttpResponse:
    """Note that it is done, or open again."""
    feedback = access.feedback_to_settle(request.user, host, public_id)
    step = request.POST.get("step")
    if step not in ("done", "open"):
        raise Http404
    try:
        legal.settle(feedback, is_done=step == "done", by=request.user, now=timezone.now())
    except RuleBroken as broken:
        messages.error(request, " ".join(broken.messages))
    return redirect("portal:all_feedback", host)


def _edit(request: SignedInRequest, page: LegalPage, *, form: Any, video_form: VideoForm) -> HttpResponse:
    is_refused = form.is_bound or video_form.is_bound
    context = {"page": page, "kind": LegalKind(page.kind), "form": form, "video_form": video_form}
    context |= {"is_there": legal_page.is_there(page)}
    return render(
        request, "portal/desk/legal_page.html", _desk(page.host, "pages") | context, status=422 if is_refused else 200
    )


def _kind(kind: str) -> LegalKind:
    if kind not in LegalKind.values:
        raise Http404
    return LegalKind(kind)


def _desk(host: Host, subject: str) -> dict[str, Any]:
    """What every page at the desk needs."""
    return {"host": host, "nav": navigation.at_host(host), "active": "legal", "subject": subject}
