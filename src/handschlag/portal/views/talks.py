"""Around the editor of a talk: it is moved, or taken out of the programme."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from handschlag.accounts.models import SignedInRequest
from handschlag.foundation.errors import RuleBroken
from handschlag.portal.editing import desks, saving
from handschlag.portal.editing.desks import Desk
from handschlag.programme.forms import MoveForm
from handschlag.programme.models import Talk
from handschlag.programme.services import talks


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: SignedInRequest, event: str, talk: str) -> HttpResponse:
    """Let a talk begin at another time, perhaps with all that follows."""
    desk = desks.talk(request.user, event=event, talk=talk)
    form = MoveForm(request.POST if request.method == "POST" else None, talk=_talk(desk))
    if form.is_bound and form.is_valid():
        to, together = form.cleaned_data["moved_to"], form.cleaned_data["and_following"]
        facts: dict[str, Any] = {"room": form.room(), "and_following": together}
        try:
            _move(request, desk, to, **facts)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, _("Moved."))
            return redirect("programme:talks", event)
    return _page(request, desk, form, status=422 if form.is_bound else 200)


@require_POST
@login_required
def remove(request: SignedInRequest, event: str, talk: str) -> HttpResponse:
    """Take a talk out of the programme."""
    desk = desks.talk(request.user, event=event, talk=talk)
    try:
        talks.remove_talk(_talk(desk), by=request.user, now=timezone.now())
    except RuleBroken as broken:
        return _page(request, desk, MoveForm(talk=_talk(desk)), refusal=broken, status=422)
    messages.success(request, _("Taken out of the programme."))
    return redirect("programme:talks", event)


def _move(request: SignedInRequest, desk: Desk, to: datetime, **facts: Any) -> None:
    """Move it, as a version of it that knows who it was."""
    who: dict[str, Any] = {"by": request.user, "now": timezone.now()}
    saving.change_parts(desk.row, lambda: talks.move_talk(_talk(desk), to, **facts, **who), **who)


def _page(
    request: SignedInRequest, desk: Desk, form: MoveForm, *, refusal: RuleBroken | None = None, status: int
) -> HttpResponse:
    context = desk.context("move") | {"form": form, "refusal": refusal}
    return render(request, "portal/editor/move.html", context, status=status)


def _talk(desk: Desk) -> Talk:
    return desk.row  # type: ignore[return-value]
