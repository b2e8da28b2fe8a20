"""Around the editor: what there is to edit, what begins, what is copied, published and attached."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handschlag.accounts.models import SignedInRequest
from handschlag.events import navigation
from handschlag.events.models import Event, Host
from handschlag.events.roles import Right
from handschlag.events.services import copying, forums
from handschlag.foundation import drafts
from handschlag.foundation.errors import RuleBroken
from handschlag.portal import access, checklist, queries
from handschlag.portal.editing import desks, steps
from handschlag.portal.editing.copying import copy_event
from handschlag.portal.editing.desks import Desk, Door
from handschlag.portal.forms.steps import CopyForm, NewEventForm, NewNoticeForm, StepForm
from handschlag.portal.forms.writing import SITE
from handschlag.portal.services import notices

ON_A_PAGE = 50


@never_cache
@login_required
@require_safe
def all_notices(request: SignedInRequest, host: str) -> HttpResponse:
    """All notices of a host, or those of a ``kind``, what was changed last first; ``find`` looks in headlines."""
    found, now = access.host_to_edit(request.user, host), timezone.now()
    wanted = request.GET.get("find", "").strip()[:100]
    rows = queries.of_host(found)
    if wanted:
        said = [Q(**{f"headline__{code}__text__icontains": wanted}) for code in SITE]
        rows = rows.filter(reduce(or_, said, Q(slug__icontains=wanted)))
    of_kind = found.notice_kinds.filter(public_id=request.GET.get("kind", "").replace("\0", "")[:22]).first()
    if of_kind is not None:
        rows = rows.filter(kind=of_kind)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page": page,
        "rows": [(one, steps.of_notice(one, now)) for one in page],
        "wanted": wanted,
        "of_kind": of_kind,
        "query": urlencode({"find": wanted} | ({"kind": of_kind.public_id} if of_kind else {})),
        "flagged": queries.flagged(found)[:ON_A_PAGE],
    }
    return render(request, "portal/editor/notices.html", _of_host(found, "notices") | context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_notice(request: SignedInRequest, host: str) -> HttpResponse:
    """Begin a notice."""
    found = access.host_to_edit(request.user, host)
    form = NewNoticeForm(request.POST if request.method == "POST" else None, host=found)
    if form.is_bound and form.is_valid():
        try:
            made = notices.make(found, form.facts(), by=request.user, now=timezone.now())
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            return redirect("portal:edit_notice", host, made.public_id)
    context = _of_host(found, "notices") | {"form": form, "title": _("New notice")}
    return render(request, "portal/editor/new.html", context, status=422 if form.is_bound else 200)


@never_cache
@login_required
@require_safe
def all_events(request: SignedInRequest, host: str) -> HttpResponse:
    """All events of a host, drafts too."""
    found, now = access.host_of_events(request.user, host), timezone.now()
    page = Paginator(Event.objects.filter(host=found), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": [(one, steps.of_event(one, now)) for one in page]}
    return render(request, "portal/editor/events.html", _of_host(found, "events") | context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_event(request: SignedInRequest, host: str) -> HttpResponse:
    """Begin an event, as a draft."""
    found = access.host_of_events(request.user, host)
    form = NewEventForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            facts: dict[str, Any] = {"facts": form.facts(), "kind": given["kind"], "is_draft": True}
            made = forums.set_up(found, given["slug"], **facts, by=request.user, now=timezone.now())
        except RuleBroken as broken:
            form.add_error({"slug": "slug", "period": "ends_at"}.get(str(broken.code)), broken)
        else:
            return redirect("portal:edit_event", made.slug)
    context = _of_host(found, "events") | {"form": form, "title": _("New event")}
    return render(request, "portal/editor/new.html", context, status=422 if form.is_bound else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: SignedInRequest, event: str) -> HttpResponse:
    """Let an event take place again: dates move along, nobody comes along."""
    found = access.event_to_copy(request.user, event)
    day = copying.suggested_day(found, today=timezone.localdate())
    suggested = {"first_day": day, "slug": copying.suggested_slug(found, year=day.year)}
    form = CopyForm(request.POST if request.method == "POST" else None, initial=suggested, event=found)
    if form.is_bound and form.is_valid():
        try:
            made = copy_event(found, **form.cleaned_data, by=request.user, now=timezone.now())
        except RuleBroken as broken:
            form.add_error({"slug": "slug", "date": "first_day"}.get(str(broken.code)), broken)
        else:
            messages.success(request, _("Copied. It is a draft; this is what it still lacks."))
            return redirect("portal:checklist_event", made.slug)
    context = _of_host(found.host, "events") | {"form": form, "source": found}
    return render(request, "portal/editor/copy.html", context, status=422 if form.is_bound else 200)


@never_cache
@login_required
@require_safe
def check(request: SignedInRequest, event: str) -> HttpResponse:
    """What the event still lacks, and to publish it."""
    return _checked(request, desks.event(request.user, event=event))


@require_POST
@login_required
def step(request: SignedInRequest, door: Door, **way: str) -> HttpResponse:
    """Publish, now or later, withdraw, archive, delete."""
    desk = door(request.user, **way)
    form, key = StepForm(request.POST, zone=desk.zone), request.POST.get("step", "")
    back = redirect(desk.address("checklist" if desk.key == "event" else "edit"))
    if key not in (steps.OF_NOTICE if desk.key == "notice" else steps.OF_EVENT) or not form.is_valid():
        messages.error(request, " ".join(str(one) for errors in form.errors.values() for one in errors))
        return back
    try:
        said = steps.take(desk, key, at=form.moment(), by=request.user, now=timezone.now())
    except RuleBroken as broken:
        messages.error(request, " ".join(broken.messages))
        return back
    messages.success(request, said)
    return redirect("portal:edit_notices", desk.host.slug) if key == "delete" else back


def _checked(request: SignedInRequest, desk: Desk) -> HttpResponse:
    now = timezone.now()
    event: Event = desk.row  # type: ignore[assignment]
    made = checklist.lines(event, now=now)
    context = desk.context("checklist") | {
        "lines": made,
        "is_ready": checklist.is_ready(made),
        "state": steps.state_of(desk, now),
        "steps": steps.offered(desk, now),
        "step_form": StepForm(zone=desk.zone),
        "draft": drafts.of(event, request.user),
        "may_copy": Right.CHANGE_EVENTS in event.host.may,
    }
    return render(request, "portal/editor/checklist.html", context)


def _of_host(host: Host, active: str) -> dict[str, Any]:
    """What every page about the texts of a host needs."""
    return {"host": host, "nav": navigation.at_host(host), "active": active, "subject": active}
