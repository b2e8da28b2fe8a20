"""Who works for a host or on an event: roles and invitations."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from handschlag.accounts.models import SignedInRequest
from handschlag.events import access, memberships, navigation
from handschlag.events.forms import InviteForm, StepForm
from handschlag.events.models import Event, Host
from handschlag.events.roles import Right
from handschlag.events.services import invitations, membership
from handschlag.foundation import limits
from handschlag.foundation.errors import RuleBroken


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def of_event(request: SignedInRequest, event: str) -> HttpResponse:
    """Who works on an event; sending the page invites somebody to it."""
    right = Right.GIVE_ROLES if request.method == "POST" else Right.SEE_PEOPLE
    found = access.event_with(request.user, event, right)
    return _page(request, found.host, found)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def of_host(request: SignedInRequest, host: str) -> HttpResponse:
    """Who works for a host; sending the page invites somebody to all of its events."""
    right = Right.GIVE_ROLES if request.method == "POST" else Right.SEE_PEOPLE
    return _page(request, access.host_with(request.user, host, right), None)


@require_POST
@login_required
def end(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Take a role away."""
    found = access.membership_to_end(request.user, public_id)
    try:
        membership.take_away(found, by=request.user, now=timezone.now())
    except RuleBroken as broken:
        messages.error(request, " ".join(broken.messages))
    else:
        what = {"name": found.user.name, "role": found.get_role_display()}
        messages.success(request, _("%(name)s no longer has this role: %(role)s.") % what)
    return _back(found.host, found.event)


@require_POST
@login_required
def handle_invitation(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Send an invitation again, or withdraw it."""
    found = access.invitation_to_handle(request.user, public_id)
    form = StepForm(request.POST, steps=("again", "withdraw"))
    if not form.is_valid():
        raise Http404
    try:
        if form.cleaned_data["step"] == "again":
            limits.count(invitations.LETTERS, str(request.user.pk), now=timezone.now())
            invitations.renew(found, by=request.user, now=timezone.now())
            messages.success(request, _("The invitation is on its way to %(email)s again.") % {"email": found.email})
        else:
            invitations.withdraw(found, by=request.user, now=timezone.now())
            messages.success(request, _("The invitation to %(email)s is withdrawn.") % {"email": found.email})
    except RuleBroken as broken:
        messages.error(request, " ".join(broken.messages))
    return _back(found.host, found.event)


def _page(request: SignedInRequest, host: Host, event: Event | None) -> HttpResponse:
    now = timezone.now()
    form = InviteForm(
        request.POST if request.method == "POST" else None,
        today=timezone.localdate(),
        initial={"language": request.user.language},
    )
    if form.is_bound and form.is_valid() and _invited(request, form, host, event):
        return _back(host, event)
    may = event.may if event is not None else host.may
    context = _head(host, event) | {
        "form": form,
        "rows": memberships.of_event(event) if event is not None else memberships.of_host(host),
        "invited": memberships.invited(host, event),
        "may_give": Right.GIVE_ROLES in may,
        "may_give_at_host": Right.GIVE_ROLES in host.may,
        "now": now,
    }
    return render(request, "events/people.html", context, status=422 if form.is_bound else 200)


def _invited(request: SignedInRequest, form: InviteForm, host: Host, event: Event | None) -> bool:
    limits.count(invitations.LETTERS, str(request.user.pk), now=timezone.now())
    try:
        invitation = invitations.invite(
            **form.cleaned_data, host=host, event=event, by=request.user, now=timezone.now()
        )
    except RuleBroken as broken:
        form.add_error("role" if broken.code in ("role", "own") else "email", broken)
        return False
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": invitation.email})
    return True


def _head(host: Host, event: Event | None) -> dict[str, Any]:
    nav = navigation.at(event) if event is not None else navigation.at_host(host)
    return {"host": host, "event": event, "nav": nav, "active": "people"}


def _back(host: Host, event: Event | None) -> HttpResponse:
    return redirect("events:people", event.slug) if event is not None else redirect("events:host_people", host.slug)
