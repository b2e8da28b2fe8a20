"""What people have asked a host about their data."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from handschlag.accounts.models import SignedInRequest
from handschlag.foundation import audit, personal
from handschlag.foundation.errors import RuleBroken
from handschlag.privacy import access, export, previewing, queries, verbs
from handschlag.privacy.forms import AnswerForm, EraseForm, RequestForm
from handschlag.privacy.models import Request
from handschlag.privacy.services import requests
from handschlag.privacy.states import RequestState
from handschlag.privacy.views.host import desk
from handschlag.privacy.views.own import as_attachment, fresh


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def all_requests(request: SignedInRequest, host: str) -> HttpResponse:
    """What is open and until when; sending the page notes another one."""
    found = access.host_of_privacy(request.user, host)
    today = timezone.localdate()
    form = RequestForm(request.POST if request.method == "POST" else None, today=today)
    if form.is_bound and form.is_valid():
        try:
            noted = requests.note(host=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error("received_on", broken)
        else:
            return redirect("privacy:request", host, noted.public_id)
    rows = list(queries.requests(found))
    context = {"form": form, "rows": rows, "today": today, "late": queries.late(rows, today)}
    return render(
        request, "privacy/requests.html", desk(found, "requests") | context, status=422 if form.is_bound else 200
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD"])
def one_request(request: SignedInRequest, host: str, public_id: str) -> HttpResponse:
    """Who it is about, what would happen, and the answer."""
    return _page(request, access.request_of(request.user, host, public_id))


@require_POST
@login_required
def find(request: SignedInRequest, host: str, public_id: str) -> HttpResponse:
    """Say whom it is about."""
    found = access.request_of(request.user, host, public_id)
    key = request.POST.get("key", "")
    if not key:
        return _nobody_chosen(request, found)
    individual = access.individual_at(found.host, key)
    try:
        requests.find(found, individual)
    except RuleBroken as broken:
        messages.error(request, " ".join(broken.messages))
    return redirect("privacy:request", host, public_id)


@require_POST
@login_required
@fresh
def export_for(request: SignedInRequest, host: str, public_id: str) -> HttpResponse:
    """What this host holds about her, to hand over; her account and its mails she takes along herself."""
    found = access.request_of(request.user, host, public_id)
    if not found.subject:
        return _nobody_chosen(request, found)
    individual = access.individual_at(found.host, found.subject)
    now = timezone.now()
    named: Any = individual if individual.public_id else None  # without an account nothing leads from the log to her
    audit.record(request.user, verbs.EXPORTED, found, scope=host, person=named, now=now)
    return as_attachment(export.package(individual, now=now, scope=host), f"handschlag-{found.public_id}.zip")


@require_POST
@login_required
@fresh
def erase(request: SignedInRequest, host: str, public_id: str) -> HttpResponse:
    """Erase whom it is about, as the preview has shown."""
    found = access.request_of(request.user, host, public_id)
    if not found.subject:
        return _nobody_chosen(request, found)
    individual = access.individual_at(found.host, found.subject)
    form = EraseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, erase_form=form, status=422)
    try:
        requests.erase(found, individual, by=request.user, now=timezone.now())
    except RuleBroken as broken:
        form.add_error(None, broken)
        return _page(request, found, erase_form=form, status=422)
    messages.success(request, _("Erased. The request is answered; tell whoever asked."))
    return redirect("privacy:requests", host)


@require_POST
@login_required
def answer(request: SignedInRequest, host: str, public_id: str) -> HttpResponse:
    """Close it with what was done, or why not."""
    found = access.request_of(request.user, host, public_id)
    form = AnswerForm(request.POST)
    if form.is_valid():
        is_refused = form.cleaned_data["step"] == "refused"
        words = form.cleaned_data["words"]
        try:
            requests.answer(found, words, is_refused=is_refused, by=request.user, now=timezone.now())
        except RuleBroken as broken:
            form.add_error("words", broken)
        else:
            messages.success(request, _("The request is answered."))
            return redirect("privacy:requests", host)
    return _page(request, found, answer_form=form, status=422)


def _nobody_chosen(request: SignedInRequest, found: Request) -> HttpResponse:
    messages.error(request, _("Please choose first whom it is about."))
    return redirect("privacy:request", found.host.slug, found.public_id)


def _page(
    request: SignedInRequest,
    found: Request,
    *,
    erase_form: EraseForm | None = None,
    answer_form: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    individual = personal.held(found.host.slug, found.subject) if found.subject else None
    context: dict[str, Any] = {
        "asked": found,
        "individual": individual,
        "today": timezone.localdate(),
        "is_open": found.state == RequestState.OPEN,
        "erase_form": erase_form or EraseForm(),
        "answer_form": answer_form or AnswerForm(),
    }
    if individual is not None:
        context["preview"] = previewing.preview(individual, scope=found.host.slug)
    elif found.state == RequestState.OPEN:
        words = request.GET.get("q", "").strip()[:100] or found.email or found.name
        context |= {"q": words, "candidates": personal.find(found.host.slug, words)}
    return render(request, "privacy/request.html", desk(found.host, "requests") | context, status=status)
