"""The page to which an invitation to apply leads: come, or say no with one click."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from handschlag.accounts.brakes import by_line
from handschlag.accounts.models import User
from handschlag.foundation.errors import RuleBroken
from handschlag.registration import access
from handschlag.registration.services import inviting
from handschlag.registration.states import Reply
from handschlag.registration.views.applicant import INVITED


@never_cache
@by_line
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, secret: str) -> HttpResponse:
    """Who is invited to what; yes leads on to the form, no says thanks."""
    now = timezone.now()
    found = access.invitation_to_apply(inviting.digest(secret), now=now)
    refusal = ""
    if request.method == "POST":
        answer = Reply.ACCEPTED if request.POST.get("reply") == "accepted" else Reply.DECLINED
        by = request.user if isinstance(request.user, User) else None
        try:
            found = inviting.reply(found, answer, by=by, now=now)
        except RuleBroken as broken:
            refusal = " ".join(broken.messages)
        else:
            if answer == Reply.ACCEPTED:
                request.session[INVITED] = {found.event.slug: found.email}
                return redirect("registration:apply", found.event.slug)
            return redirect("registration:invited", secret)
    context = {"event": found.event, "invitation": found, "refusal": refusal, "active": "apply"}
    return render(request, "registration/applicant/invited.html", context, status=422 if refusal else 200)
