"""Somebody who has spoken for an organisation says whether those who claim it belong to it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handschlag.accounts.brakes import by_line
from handschlag.accounts.models import SignedInRequest
from handschlag.foundation.errors import RuleBroken
from handschlag.registration import access
from handschlag.registration.models import Application
from handschlag.registration.services import claiming

ANSWERS = {"yes": claiming.vouch, "no": claiming.disown}


@require_POST
@login_required
@by_line
def answer(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Yes, that is us; or no, it is somebody else."""
    found = access.claim_to_answer(request.user, public_id)
    say = ANSWERS.get(request.POST.get("step", ""))
    if say is None:
        raise Http404
    try:
        messages.success(request, _thanks(say(found, by=request.user, now=timezone.now())))
    except RuleBroken as broken:
        messages.error(request, " ".join(broken.messages))
    return redirect("accounts:account")


def _thanks(after: Application) -> str:
    if after.claimed is not None:
        return _("Thank you. Your organisation has applied already; the organiser puts the two together.")
    return _("Thank you. Those who applied are told, and the organiser sees it.")
