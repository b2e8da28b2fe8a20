"""The page to which the mail with an invitation leads."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from handschlag.accounts import readers
from handschlag.accounts.models import User
from handschlag.events import access, navigation
from handschlag.events.models import Invitation, Membership
from handschlag.events.services import invitations
from handschlag.foundation import doors
from handschlag.foundation.errors import RuleBroken


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """What somebody is invited to, and whether she can accept; sending the page accepts."""
    found = access.invitation_behind(invitations.digest(secret))
    user = request.user
    if request.method == "POST":
        if not isinstance(user, User):
            return redirect_to_login(request.get_full_path())
        try:
            accepted = invitations.accept(found, by=user, now=timezone.now())
        except RuleBroken as broken:
            return _page(request, found, broken, status=422)
        messages.success(request, _("Welcome. You now have the role: %(role)s.") % {"role": found.get_role_display()})
        return redirect(_first_page(user, accepted))
    try:
        if isinstance(user, User):
            invitations.check_can_be_accepted(found, by=user, now=timezone.now())
        else:
            invitations.check_is_open(found, now=timezone.now())
    except RuleBroken as broken:
        return _page(request, found, broken)
    return _page(request, found, None)


def _page(request: HttpRequest, found: Invitation, broken: RuleBroken | None, status: int = 200) -> HttpResponse:
    context = {
        "invitation": found,
        "event": found.event,
        "host": found.host,
        "refusal": " ".join(broken.messages) if broken is not None else "",
        "code": broken.code if broken is not None else "",
        "invited": invitations.masked(found.email),
    }
    return render(request, "events/invitation.html", context, status=status)


def _first_page(user: User, accepted: Membership) -> str:
    """Where she can begin: the first page that her roles open, the one of a moment ago among them."""
    event = accepted.event or accepted.host.events.first()
    ways = navigation.entries(readers.reader(user.pk) or user, event) if event is not None else []
    return ways[0][2] if ways else doors.address("home")
