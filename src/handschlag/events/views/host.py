"""A host: its events, what waits for a second person, and its details."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from handschlag.accounts.models import SignedInRequest
from handschlag.events import access, navigation
from handschlag.events.forms import HostForm, StepForm
from handschlag.events.roles import Right
from handschlag.events.services import hosts
from handschlag.foundation import four_eyes
from handschlag.foundation.errors import RuleBroken


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def host(request: SignedInRequest, host: str) -> HttpResponse:
    """What there is of a host; sending the page changes its details."""
    right = Right.CHANGE_HOST if request.method == "POST" else Right.READ_EVENT
    found = access.host_with(request.user, host, right)
    details = {name: getattr(found, name) for name in hosts.DETAILS}
    form = HostForm(request.POST if request.method == "POST" else None, initial=details)
    if form.is_bound and form.is_valid():
        hosts.change_details(found, form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("events:host", host)
    now = timezone.now()
    waiting = four_eyes.of_target(hosts.WITHOUT_SECOND_PERSON.key, found, now=now)
    context = {
        "host": found,
        "nav": navigation.at_host(found),
        "active": "host",
        "form": form,
        "events": found.events.all(),
        "may_change": Right.CHANGE_HOST in found.may,
        "waiting": four_eyes.shown([waiting] if waiting else [], reader=request.user),
        "now": now,
    }
    return render(request, "events/host.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def second_person(request: SignedInRequest, host: str) -> HttpResponse:
    """Require a second person for a final plan from now on, or propose to do without."""
    found = access.host_with(request.user, host, Right.CHANGE_HOST)
    form = StepForm(request.POST, steps=("on", "off"))
    if not form.is_valid():
        raise Http404
    try:
        if form.cleaned_data["step"] == "on":
            hosts.require_second_person(found, by=request.user, now=timezone.now())
            messages.success(request, _("From now on a second person confirms a final plan."))
        else:
            hosts.propose_one_person(found, by=request.user, now=timezone.now())
            messages.success(request, _("Proposed. It counts once a second person has confirmed it."))
    except RuleBroken as broken:
        messages.error(request, " ".join(broken.messages))
    return redirect("events:host", host)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD"])
def waiting(request: SignedInRequest, host: str) -> HttpResponse:
    """All that waits for a second person at a host."""
    found = access.host_with(request.user, host, Right.READ_EVENT)
    rows = four_eyes.of_scope(found.slug, now=timezone.now())
    context = {
        "host": found,
        "nav": navigation.at_host(found),
        "active": "waiting",
        "waiting": four_eyes.shown(rows, reader=request.user),
    }
    return render(request, "events/waiting.html", context)
