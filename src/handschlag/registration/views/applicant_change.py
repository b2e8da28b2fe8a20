"""Those who applied change what they have sent, name colleagues, and answer what is asked after approval."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from handschlag.accounts.brakes import by_line
from handschlag.accounts.models import SignedInRequest
from handschlag.foundation.errors import RuleBroken
from handschlag.registration import access
from handschlag.registration.answers_page import AnswersPage
from handschlag.registration.filling import USUAL_LANGUAGES
from handschlag.registration.forms.applicant import ChangeForm, SpeakerForm
from handschlag.registration.models import Application
from handschlag.registration.services import changing
from handschlag.registration.states import CHANGEABLE, OVER, ApplicationState

METHODS = ["GET", "HEAD", "POST"]


@never_cache
@login_required
@by_line
@require_http_methods(METHODS)
def change(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """Other facts than those that were sent; places follow."""
    found = _going_on(request, event, public_id)
    form = ChangeForm(request.POST if request.method == "POST" else None, application=found)
    if form.is_bound and form.is_valid():
        try:
            changing.change(found, form.facts(), sectors=form.chosen_sectors(), by=request.user, now=timezone.now())
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            return _done(request, found, _("Changed."))
    return _page(request, found, "change", {"form": form}, is_wrong=form.is_bound)


@never_cache
@login_required
@by_line
@require_http_methods(METHODS)
def colleague(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """Somebody else comes, too."""
    found = _going_on(request, event, public_id)
    form = SpeakerForm(
        request.POST if request.method == "POST" else None,
        languages=found.event.languages or USUAL_LANGUAGES,
        written_in=found.language,
    )
    form.fields["name"].required = True
    if form.is_bound and form.is_valid() and (speaker := form.speaker()) is not None:
        try:
            changing.add_speaker(found, speaker, by=request.user, now=timezone.now())
        except RuleBroken as broken:
            form.add_error("email", broken)
        else:
            return _done(request, found, _("%s is named now.") % speaker.name)
    return _page(request, found, "colleague", {"form": form}, is_wrong=form.is_bound)


@never_cache
@login_required
@by_line
@require_http_methods(METHODS)
def questions(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """What is asked only of those who come, such as diet or passport."""
    found = access.own_application(request.user, event, public_id)
    if found.state != ApplicationState.APPROVED:
        raise Http404
    is_sent = request.method == "POST"
    asked = AnswersPage(found, request.POST if is_sent else None, request.FILES if is_sent else None)
    if is_sent and asked.is_valid():
        asked.keep(by=request.user, now=timezone.now())
        if not asked.wrong():
            return _done(request, found, _("Your answers are kept."))
    return _page(request, found, "questions", {"asked": asked}, is_wrong=is_sent)


def _going_on(request: SignedInRequest, event: str, public_id: str) -> Application:
    """What was sent and is not over."""
    found = access.own_application(request.user, event, public_id)
    if found.state in OVER or found.state in CHANGEABLE:
        raise Http404
    return found


def _done(request: HttpRequest, found: Application, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("registration:application", found.event.slug, found.public_id)


def _page(request: HttpRequest, found: Application, name: str, more: dict[str, Any], *, is_wrong: bool) -> HttpResponse:
    context = {"application": found, "event": found.event, "active": "application"} | more
    return render(request, f"registration/applicant/{name}.html", context, status=422 if is_wrong else 200)
