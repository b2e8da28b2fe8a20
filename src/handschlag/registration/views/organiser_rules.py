"""How an event takes applications: places, what is decided by itself, what is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handschlag.accounts.models import SignedInRequest
from handschlag.events.models import Event
from handschlag.foundation.errors import RuleBroken
from handschlag.registration import access, queries
from handschlag.registration.forms.applicant_questions import QuestionsForm
from handschlag.registration.forms.organiser_rules import ApprovalForm, QuestionForm, QuotaForm, RulesForm
from handschlag.registration.models import Question
from handschlag.registration.services import quotas
from handschlag.registration.services import rules as services
from handschlag.registration.views.organiser import framework

FIELDS_OF_A_QUESTION = {"label": "label_de", "options": "options_de", "sensitive": "is_sensitive", "answered": "kind"}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: SignedInRequest, event: str) -> HttpResponse:
    """Places and rules; sending the page changes how applications are taken."""
    found = access.event_to_decide(request.user, event)
    form = RulesForm(request.POST if request.method == "POST" else None, rules=queries.rules_of(found))
    if form.is_bound and form.is_valid():
        quotas.set_rules(found, form.facts(), by=request.user, now=timezone.now())
        messages.success(request, _("Changed."))
        return redirect("registration:rules", event)
    return _rules_page(request, found, form=form)


@require_POST
@login_required
def add_quota(request: SignedInRequest, event: str) -> HttpResponse:
    """Limit the places of all, or of some."""
    found = access.event_to_decide(request.user, event)
    form = QuotaForm(request.POST, event=found, auto_id="quota-%s")
    return _added(request, found, form, "quota_form", quotas.set_up, field_of_code={"sector": "sector"})


@require_POST
@login_required
def change_quota(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """More places, fewer, or no limit."""
    found = access.event_to_decide(request.user, event)
    quota = get_object_or_404(found.quotas.all(), public_id=public_id)
    capacity = request.POST.get("capacity", "")
    if "remove" in request.POST:
        return _done(request, found, lambda: quotas.remove(quota, by=request.user, now=timezone.now()))
    if not capacity.isdecimal() or len(capacity) > 7:
        return _done(request, found, _no_number)
    return _done(request, found, lambda: quotas.set_capacity(quota, int(capacity), by=request.user, now=timezone.now()))


@require_POST
@login_required
def add_rule(request: SignedInRequest, event: str) -> HttpResponse:
    """Decide something by itself."""
    found = access.event_to_decide(request.user, event)
    form = ApprovalForm(request.POST, event=found, auto_id="rule-%s")
    return _added(request, found, form, "rule_form", services.add_rule, field_of_code={"sector": "sector"})


@require_POST
@login_required
def change_rule(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """Ask a rule earlier or later, or no longer."""
    found = access.event_to_decide(request.user, event)
    rule = get_object_or_404(found.approval_rules.all(), public_id=public_id)
    step, by, now = request.POST.get("step"), request.user, timezone.now()
    if step == "remove":
        return _done(request, found, lambda: services.remove_rule(rule, by=by, now=now))
    if step not in ("up", "down"):
        raise Http404
    return _done(request, found, lambda: services.move_rule(rule, up=step == "up", by=by, now=now))


@never_cache
@login_required
@require_safe
def questions(request: SignedInRequest, event: str) -> HttpResponse:
    """All that is asked."""
    found = access.event_to_decide(request.user, event)
    context = framework(found) | {"questions": found.questions.select_related("side")}
    return render(request, "registration/organiser/questions.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_question(request: SignedInRequest, event: str) -> HttpResponse:
    """Write a question."""
    return _question_page(request, access.event_to_decide(request.user, event), None)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """Write one anew, and look at it as it is asked."""
    found = access.event_to_decide(request.user, event)
    row = get_object_or_404(found.questions.select_related("side"), public_id=public_id)
    return _question_page(request, found, row)


@require_POST
@login_required
def change_question(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """Ask it earlier or later, or no longer."""
    found = access.event_to_decide(request.user, event)
    row = get_object_or_404(found.questions.all(), public_id=public_id)
    step, by, now = request.POST.get("step"), request.user, timezone.now()
    if step == "remove":
        services.remove_question(row, by=by, now=now)
    elif step in ("up", "down"):
        services.move_question(row, up=step == "up", by=by, now=now)
    else:
        raise Http404
    return redirect("registration:questions", event)


def _question_page(request: SignedInRequest, event: Event, row: Question | None) -> HttpResponse:
    form = QuestionForm(request.POST if request.method == "POST" else None, event=event, question=row)
    if form.is_bound and form.is_valid():
        try:
            saved = services.set_question(event, form.facts(), question=row, by=request.user, now=timezone.now())
        except RuleBroken as broken:
            form.add_error(FIELDS_OF_A_QUESTION.get(broken.code or ""), broken)
        else:
            messages.success(request, _("Saved. Below it stands as it is asked."))
            return redirect("registration:question", event.slug, saved.public_id)
    context = framework(event) | {"form": form, "question": row, "preview": _preview(row)}
    status = 422 if form.is_bound else 200
    return render(request, "registration/organiser/question.html", context, status=status)


def _rules_page(request: SignedInRequest, event: Event, **forms: Any) -> HttpResponse:
    context = framework(event) | {
        "form": forms.get("form") or RulesForm(rules=queries.rules_of(event)),
        "quota_form": forms.get("quota_form") or QuotaForm(event=event, auto_id="quota-%s"),
        "rule_form": forms.get("rule_form") or ApprovalForm(event=event, auto_id="rule-%s"),
        "stats": queries.stats(event),
        "rules": event.approval_rules.select_related("side", "sector"),
        "due": queries.fees_due(event),
    }
    is_refused = any(form.is_bound for form in forms.values())
    return render(request, "registration/organiser/rules.html", context, status=422 if is_refused else 200)


def _added(
    request: SignedInRequest,
    event: Event,
    form: QuotaForm | ApprovalForm,
    name: str,
    add: Callable[..., Any],
    *,
    field_of_code: dict[str, str],
) -> HttpResponse:
    if form.is_valid():
        given = dict(form.cleaned_data)
        first = given.pop("capacity" if isinstance(form, QuotaForm) else "verdict")
        try:
            add(event, first, **given, by=request.user, now=timezone.now())
        except RuleBroken as broken:
            form.add_error(field_of_code.get(broken.code or ""), broken)
        else:
            return redirect("registration:rules", event.slug)
    return _rules_page(request, event, **{name: form})


def _done(request: SignedInRequest, event: Event, do: Callable[[], object]) -> HttpResponse:
    try:
        do()
    except RuleBroken as broken:
        messages.error(request, " ".join(broken.messages))
    return redirect("registration:rules", event.slug)


def _no_number() -> None:
    raise RuleBroken(_("Please give a number of places."), code="capacity")


def _preview(row: Question | None) -> QuestionsForm | None:
    return QuestionsForm(questions=[row], answers={}, prefix="preview") if row is not None else None
