"""The page of a co-organiser: the link that she hands on, and the figures of what came by it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from handschlag.accounts.models import SignedInRequest
from handschlag.events import navigation
from handschlag.registration import access, brought, invited, listing
from handschlag.registration.services import links
from handschlag.registration.states import ApplicationState


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_link(request: SignedInRequest, event: str) -> HttpResponse:
    """See it, make it, or have another one made; the figures name nobody."""
    found = access.event_to_bring_to(request.user, event)
    if request.method == "POST":
        links.renew(found, by=request.user, now=timezone.now())
        messages.success(request, _("Your link is ready to be handed on."))
        return redirect("registration:own_link", event)
    link, states = brought.link_of(found, request.user), brought.states(found, request.user)
    context = {
        "event": found,
        "host": found.host,
        "nav": navigation.of(request.user, found),
        "active": "own_link",
        "address": brought.address(found, link.code) if link is not None else "",
        "replies": invited.replies(found, co_organiser=request.user),
        "states": [(ApplicationState(key), listing.KINDS_OF_STATE.get(key, ""), n) for key, n in states.items()],
        "count": sum(states.values()),
        "countries": brought.countries(found, request.user),
    }
    return render(request, "registration/co_organiser/own_link.html", context)
