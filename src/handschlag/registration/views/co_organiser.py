"""The link that a co-organiser hands on, and the figures of what came by it: as she and as the office sees them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from handschlag.accounts.models import SignedInRequest, User
from handschlag.events import navigation
from handschlag.events.models import Event
from handschlag.foundation.errors import RuleBroken
from handschlag.registration import access, brought, invited, listing
from handschlag.registration.services import links
from handschlag.registration.states import ApplicationState
from handschlag.registration.views.organiser import framework


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_link(request: SignedInRequest, event: str) -> HttpResponse:
    """See it, make it, or have another one made; the figures name nobody."""
    found = access.event_to_bring_to(request.user, event)
    if request.method == "POST":
        links.renew(found, request.user, by=request.user, now=timezone.now())
        messages.success(request, _("Your link is ready to be handed on."))
        return redirect("registration:own_link", event)
    context = {
        "event": found,
        "host": found.host,
        "nav": navigation.of(request.user, found),
        "active": "own_link",
    }
    context |= _figures(found, request.user)
    return render(request, "registration/co_organiser/own_link.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def link_of(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """The office sees what one of them brings, and makes or ends her link for her."""
    found, user = access.co_organiser_to_help(request.user, event, public_id)
    refusal = None
    if request.method == "POST":
        try:
            _change_link(request, found, user)
        except RuleBroken as broken:
            refusal = broken
        else:
            return redirect("registration:link_of", event, public_id)
    context = framework(found) | _figures(found, user)
    context |= {"user": user, "may_hand_on": brought.co_organisers(found).filter(pk=user.pk).exists()}
    context |= {"refusal": refusal}
    return render(request, "registration/organiser/link_of.html", context, status=422 if refusal else 200)


def _change_link(request: SignedInRequest, event: Event, user: User) -> None:
    now = timezone.now()
    if request.POST.get("step") == "end":
        links.end(event, user, by=request.user, now=now)
        messages.success(request, _("The link has ended."))
    else:
        links.renew(event, user, by=request.user, now=now)
        messages.success(request, _("The link is ready to be handed on."))


def _figures(event: Event, user: User) -> dict[str, Any]:
    link, states = brought.link_of(event, user), brought.states(event, user)
    return {
        "address": brought.address(event, link.code) if link is not None else "",
        "replies": invited.replies(event, co_organiser=user),
        "states": [(ApplicationState(key), listing.KINDS_OF_STATE.get(key, ""), n) for key, n in states.items()],
        "count": sum(states.values()),
        "countries": brought.countries(event, user),
    }
