"""The work list: who must be acted on today, and why, with the next step one click away."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from handschlag.accounts.models import SignedInRequest
from handschlag.foundation.errors import RuleBroken
from handschlag.registration import access, work_list
from handschlag.registration.decisions import DECISIONS, Said
from handschlag.registration.services import notes
from handschlag.registration.views.organiser import framework

DAYS = (1, 3, 7)
AT_ONCE = ("late", "accept", "approve", "complete")
"""Decisions that can be taken from the list: nothing has to be said with them."""


@never_cache
@login_required
@require_safe
def work(request: SignedInRequest, event: str) -> HttpResponse:
    """All that is to be done."""
    found = access.event_to_decide(request.user, event)
    sections = work_list.sections(found, reader=request.user, now=timezone.now())
    context = framework(found) | {
        "sections": sections,
        "count": sum(section.count for section in sections),
        "put_off": [(section.rule, line, until) for section in sections for line, until in section.put_off],
        "days": DAYS,
        "decisions": DECISIONS,
    }
    return render(request, "registration/organiser/work.html", context)


@require_POST
@login_required
def put_off(request: SignedInRequest, event: str) -> HttpResponse:
    """Do not show a line for some days, or show it again."""
    found = access.event_to_decide(request.user, event)
    rule, target = request.POST.get("rule", ""), request.POST.get("target", "")[:22]
    if rule not in {one.key for one in work_list.rules()} or not target:
        raise Http404
    days = request.POST.get("days", "")
    try:
        if not days:
            notes.take_up(found, rule=rule, target=target, by=request.user)
        elif days.isdecimal() and len(days) <= 3:
            notes.put_off(found, rule=rule, target=target, days=int(days), by=request.user, now=timezone.now())
        else:
            raise Http404
    except RuleBroken as broken:
        messages.error(request, " ".join(broken.messages))
    return redirect("registration:work_list", event)


@require_POST
@login_required
def step(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """Take the next step with an application, and go on with the list."""
    found = access.application_to_decide(request.user, event, public_id)
    key = request.POST.get("step", "")
    if key not in AT_ONCE:
        raise Http404
    try:
        DECISIONS[key].do(found, Said(), request.user, timezone.now())
    except RuleBroken as broken:
        messages.error(request, _("%(who)s: %(why)s") % {"who": found, "why": " ".join(broken.messages)})
    else:
        messages.success(request, f"{found}: {DECISIONS[key].done}")
    return redirect("registration:work_list", event)
