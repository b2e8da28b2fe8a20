"""What one person has proposed and another one decides on."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handschlag.accounts.models import SignedInRequest
from handschlag.events.forms import StepForm
from handschlag.foundation import four_eyes
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.models import Proposal


@require_POST
@login_required
def decide(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Confirm, refuse or take back a proposal, and go to the page of what it is about."""
    shown = four_eyes.for_reader(request.user, public_id)
    form = StepForm(request.POST, steps=("confirm", "refuse", "withdraw"))
    if not form.is_valid():
        raise Http404
    try:
        messages.success(request, _done(request, shown.proposal, form))
    except RuleBroken as broken:
        messages.error(request, " ".join(broken.messages))
    return redirect(shown.address)


def _done(request: SignedInRequest, proposal: Proposal, form: StepForm) -> str:
    by, now = request.user, timezone.now()
    step = form.cleaned_data["step"]
    if step == "confirm":
        four_eyes.confirm(proposal, by=by, now=now)
        return _("Confirmed and carried out.")
    if step == "refuse":
        four_eyes.refuse(proposal, by=by, now=now, reason=form.cleaned_data["reason"])
        return _("Refused. Nothing has been changed.")
    four_eyes.withdraw(proposal, by=by, now=now)
    return _("Taken back.")
