"""The organiser's list of applications, and what is done with many of them at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from handschlag.accounts.models import SignedInRequest
from handschlag.events import navigation
from handschlag.events.models import Event
from handschlag.foundation.errors import RuleBroken
from handschlag.registration import access, listing
from handschlag.registration.forms.organiser import BulkWordsForm, ColumnsForm, FilterForm
from handschlag.registration.listing import Chosen, Desk
from handschlag.registration.models import Application
from handschlag.registration.services import bulk
from handschlag.registration.services.bulk import ACTIONS, Action, Words

MOST_SAID = 20
"""Of those left out, how many are named."""


def framework(event: Event, active: str = "applications") -> dict[str, Any]:
    """What each page of this flat needs for its head."""
    return {"event": event, "host": event.host, "nav": navigation.at(event), "active": active}


@never_cache
@login_required
@require_safe
def applications(request: SignedInRequest, event: str) -> HttpResponse:
    """All of them, as far as they fit what is asked for."""
    found = access.event_to_decide(request.user, event)
    desk = listing.desk(found, request.user)
    form = FilterForm(request.GET, desk=desk)
    which = form.chosen()
    page = listing.page(desk, which, _number(request.GET.get("page")))
    context = framework(found) | {
        "desk": desk,
        "form": form,
        "which": which,
        "page": page,
        "rows": [(row, [(column.kind, column.says(row, desk)) for column in desk.columns]) for row in page.rows],
        "query": query(which),
        "actions": list(ACTIONS.values()),
        "kinds": listing.KINDS_OF_STATE,
        "most": bulk.MOST,
        "columns_form": ColumnsForm(initial={"columns": [column.key for column in desk.columns]}),
    }
    return render(request, "registration/organiser/list.html", context)


@require_POST
@login_required
def columns(request: SignedInRequest, event: str) -> HttpResponse:
    """Choose which columns to see."""
    found = access.event_to_decide(request.user, event)
    form = ColumnsForm(request.POST)
    if not form.is_valid():
        raise Http404
    listing.keep_columns(request.user, form.cleaned_data["columns"])
    return redirect("registration:applications", found.slug)


@require_POST
@login_required
def many(request: SignedInRequest, event: str) -> HttpResponse:
    """Show what would be done with those that were ticked; sent again with words, do it."""
    found = access.event_to_decide(request.user, event)
    action = ACTIONS.get(request.POST.get("action", ""))
    if action is None:
        raise Http404
    desk = listing.desk(found, request.user)
    rows = _ticked(request.POST, desk)
    if not 0 < len(rows) <= bulk.MOST:
        messages.error(request, _nothing_or_too_much(len(rows)))
        return redirect(_list_address(found, request.POST))
    is_confirmed = "confirm" in request.POST
    form = _words_form(action, request.POST if is_confirmed else None)
    if is_confirmed and form.is_valid():
        try:
            said = {name: value for name, value in form.cleaned_data.items() if value}
            lines = bulk.run(action, rows, Words(**said), by=request.user, now=timezone.now())
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            _say(request, lines)
            return redirect(_list_address(found, request.POST))
    lines = bulk.preview(action, found, rows)
    context = framework(found) | {
        "action": action,
        "form": form,
        "done": [line for line in lines if not line.is_left_out],
        "left_out": [line for line in lines if line.is_left_out],
        "query": request.POST.get("query", ""),
    }
    status = 422 if form.is_bound else 200
    return render(request, "registration/organiser/many.html", context, status=status)


def query(which: Chosen) -> str:
    """What was asked for, as it stands in an address; what is usual is left out."""
    given = QueryDict(mutable=True)
    given.update({name: value for name, value in which.narrowed().items() if value})
    if which.sort != "latest":
        given["sort"] = which.sort
    return given.urlencode()


def _ticked(data: QueryDict, desk: Desk) -> list[Application]:
    """Those ticked, or all that fit; one more than is possible at most."""
    if data.get("all"):
        which = FilterForm(QueryDict(data.get("query", "")), desk=desk).chosen()
        rows = listing.chosen(desk.event, which)
    else:
        rows = listing.chosen(desk.event, Chosen(sort="earliest")).filter(
            public_id__in=data.getlist("chosen")[: bulk.MOST + 1]
        )
    return list(rows.select_related("organisation", "event__host", "side", "user")[: bulk.MOST + 1])


def _words_form(action: Action, data: Mapping[str, Any] | None) -> BulkWordsForm:
    form = BulkWordsForm(data, needs_words=action.needs_words, has_subject=action.has_subject)
    if action.key == "approve":
        form.fields["text"].label = _("Conditions")
    elif action.key == "refuse":
        form.fields["text"].label = _("Reason")
    elif not action.needs_words:
        del form.fields["text"]
    return form


def _say(request: SignedInRequest, lines: list[bulk.Line]) -> None:
    left_out = [line for line in lines if line.is_left_out]
    done = len(lines) - len(left_out)
    if done:
        messages.success(
            request,
            ngettext("Done for %(done)s application.", "Done for %(done)s applications.", done) % {"done": done},
        )
    for line in left_out[:MOST_SAID]:
        messages.warning(request, _("Left out: %(who)s. %(why)s") % {"who": line.application, "why": line.why})
    if len(left_out) > MOST_SAID:
        messages.warning(request, _("%(number)s more were left out.") % {"number": len(left_out) - MOST_SAID})


def _nothing_or_too_much(number: int) -> str:
    if not number:
        return _("Please tick at least one application first.")
    return _("These are more than %(most)s. Please narrow the list first.") % {"most": bulk.MOST}


def _list_address(event: Event, data: QueryDict) -> str:
    asked = QueryDict(data.get("query", "")).urlencode()
    return reverse("registration:applications", args=[event.slug]) + (f"?{asked}" if asked else "")


def _number(written: str | None) -> int:
    return int(written) if written and written.isdecimal() and len(written) < 7 else 1
