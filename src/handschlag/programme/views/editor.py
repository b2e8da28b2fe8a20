"""Those who change events make the programme."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handschlag.accounts.models import SignedInRequest
from handschlag.events import navigation
from handschlag.events.models import Event
from handschlag.foundation import doors
from handschlag.foundation.errors import RuleBroken
from handschlag.programme import access, conflicts, queries
from handschlag.programme.forms import CopyForm, NewTalkForm
from handschlag.programme.services import copying, talks


@never_cache
@login_required
@require_safe
def overview(request: SignedInRequest, event: str) -> HttpResponse:
    """All talks by their time, and what is wrong with them."""
    return _overview(request, access.event_to_edit(request.user, event))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_talk(request: SignedInRequest, event: str) -> HttpResponse:
    """Put something on the programme; all else is written in its editor."""
    found = access.event_to_edit(request.user, event)
    form = NewTalkForm(request.POST if request.method == "POST" else None, event=found, begins=queries.next_slot(found))
    if form.is_bound and form.is_valid():
        try:
            made = talks.add_talk(found, form.facts(), by=request.user, now=timezone.now())
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, _("Added."))
            return redirect(doors.address("edit_talk", event, made.public_id))
    status = 422 if form.is_bound else 200
    return render(request, "programme/new.html", _framework(request, found) | {"form": form}, status=status)


@require_POST
@login_required
def copy(request: SignedInRequest, event: str) -> HttpResponse:
    """Begin with the programme of another event of this host."""
    found = access.event_to_edit(request.user, event)
    form = CopyForm(request.POST, events=queries.sources(found))
    if not form.is_valid():
        return _overview(request, found, copy_form=form)
    try:
        made = copying.copy(form.cleaned_data["source"], found, by=request.user, now=timezone.now())
    except RuleBroken as broken:
        return _overview(request, found, refusal=broken)
    messages.success(request, _("Copied: %(count)s items. Nobody who speaks was copied.") % {"count": len(made)})
    return redirect("programme:talks", event)


def _overview(
    request: SignedInRequest, event: Event, *, refusal: RuleBroken | None = None, copy_form: CopyForm | None = None
) -> HttpResponse:
    rows = queries.for_editors(event)
    speakers = queries.speakers_of(rows)
    found = conflicts.found(event, rows, speakers)
    sources = queries.sources(event) if not rows and not event.is_history else []
    context = _framework(request, event) | {
        "days": queries.by_day(event, rows),
        "speakers": speakers,
        "conflicts": found,
        "marked": {talk.pk for conflict in found for talk in conflict.talks},
        "copy_form": copy_form or (CopyForm(events=sources) if sources else None),
        "refusal": refusal,
        "is_public": event.published_at is not None and event.published_at <= timezone.now(),
    }
    status = 422 if refusal is not None or copy_form is not None else 200
    return render(request, "programme/talks.html", context, status=status)


def _framework(request: SignedInRequest, event: Event) -> dict[str, Any]:
    return {"event": event, "nav": navigation.of(request.user, event), "active": "programme"}
