"""What a host decides: purposes, rules, and the record of all of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from handschlag.accounts.models import SignedInRequest
from handschlag.events import navigation
from handschlag.events.models import Host
from handschlag.foundation.errors import RuleBroken
from handschlag.privacy import access, queries, record, retaining
from handschlag.privacy.forms import PurposeForm, RuleForm
from handschlag.privacy.services import purposes, rules

PROOFS_SHOWN = 20


@never_cache
@login_required
@require_safe
def all_purposes(request: SignedInRequest, host: str) -> HttpResponse:
    """For what data are used, and how many have consented."""
    found = access.host_of_privacy(request.user, host)
    return render(request, "privacy/purposes.html", desk(found, "purposes") | {"purposes": queries.purposes(found)})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def purpose(request: SignedInRequest, host: str, key: str) -> HttpResponse:
    """The words of a purpose, in all versions; sending the page publishes a new one."""
    found = access.host_of_privacy(request.user, host)
    worded = queries.purpose(found, key)
    if worded is None:
        raise Http404
    form = PurposeForm(request.POST if request.method == "POST" else None, worded=worded)
    if form.is_bound and form.is_valid():
        try:
            published = purposes.publish(key, host=found, by=request.user, now=timezone.now(), **form.words())
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, _("Version %(version)s is published.") % {"version": published.version})
            return redirect("privacy:purpose", host, key)
    context = {"worded": worded, "form": form, "versions": list(queries.versions(found, key))}
    return render(
        request, "privacy/purpose.html", desk(found, "purposes") | context, status=422 if form.is_bound else 200
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def all_rules(request: SignedInRequest, host: str) -> HttpResponse:
    """How long what is kept and who sees it at most, and what would go now; sending the page changes it."""
    found = access.host_of_privacy(request.user, host)
    data = request.POST if request.method == "POST" else None
    forms = [(kept, RuleForm(data, kept=kept)) for kept in queries.kept(found)]
    if data is not None and not sum(len(form.errors) for _kept, form in forms):
        _decide(request, found, forms)
        messages.success(request, _("Saved."))
        return redirect("privacy:rules", host)
    due: dict[str, int] = {}
    for one in retaining.at_host(found, now=timezone.now()):
        due[one.group.key] = due.get(one.group.key, 0) + one.count
    context = {
        "forms": forms,
        "due": due,
        "total": sum(due.values()),
        "proofs": list(queries.proofs(found)[:PROOFS_SHOWN]),
        "labels": {kept.group.key: kept.group.label for kept, _form in forms},
    }
    return render(request, "privacy/rules.html", desk(found, "rules") | context, status=200 if data is None else 422)


@never_cache
@login_required
@require_safe
def record_of_processing(request: SignedInRequest, host: str) -> HttpResponse:
    """The record that Art. 30 GDPR asks for, to be printed."""
    found = access.host_of_privacy(request.user, host)
    context = desk(found, "record") | {"activities": record.activities(found), "now": timezone.now()}
    return render(request, "privacy/record.html", context)


def desk(host: Host, subject: str) -> dict[str, Any]:
    """What every page at the desk needs."""
    return {"host": host, "nav": navigation.at_host(host), "active": "privacy", "subject": subject}


def _decide(request: SignedInRequest, host: Host, forms: list[tuple[queries.Kept, RuleForm]]) -> None:
    for kept, form in forms:
        sent = form.cleaned_data
        widest, days = sent.get("widest", kept.widest), sent.get("days", kept.days)
        if (widest, days) != (kept.widest, kept.days):
            rules.decide(kept.group.key, host=host, widest=widest, days=days, by=request.user, now=timezone.now())
