"""Those who change events say at which fairs these take place, and which countries help their companies to come."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handschlag.accounts.models import SignedInRequest
from handschlag.events import navigation
from handschlag.events.models import EligibilityMark, Event, Fair, Host
from handschlag.events.services import fairs
from handschlag.foundation.errors import RuleBroken
from handschlag.portal import access
from handschlag.portal.editing import rows
from handschlag.portal.forms.fair import FairForm, MarkForm

ON_A_PAGE = 50


@never_cache
@login_required
@require_safe
def all_fairs(request: SignedInRequest, host: str) -> HttpResponse:
    """The fairs of a host, the latest first."""
    found = access.host_of_events(request.user, host)
    listed = found.fairs.annotate(events_count=Count("events")).prefetch_related("eligibility_marks")
    page = Paginator(listed.order_by("-starts_on", "-pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/editor/fairs.html", _desk(found) | {"page": page})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_fair(request: SignedInRequest, host: str) -> HttpResponse:
    """Enter a fair; its eligibility marks come after that."""
    found = access.host_of_events(request.user, host)
    form = FairForm(request.POST if request.method == "POST" else None, row=Fair(host=found))
    made: list[Fair] = []
    told: dict[str, Any] = {"by": request.user, "now": timezone.now()}
    status = rows.written(form, lambda: made.append(fairs.make(found, form.facts(), **told))) if form.is_bound else 200
    if made:
        messages.success(request, _("Entered. Now say which countries subsidise it, if any."))
        return redirect("portal:fair", host, made[0].public_id)
    return render(request, "portal/editor/fair.html", _desk(found) | {"form": form, "fair": None}, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def fair(request: SignedInRequest, host: str, public_id: str) -> HttpResponse:
    """A fair with its eligibility marks; sending the page changes the fair, or removes it."""
    found = access.fair_to_edit(request.user, host, public_id)
    if request.method != "POST":
        return _page(request, found)
    told: dict[str, Any] = {"by": request.user, "now": timezone.now()}
    if request.POST.get("step") == "remove":
        return _removed(request, found, told)
    form = FairForm(request.POST, row=found)
    status = rows.written(form, lambda: fairs.change(found, form.facts(), based_on=form.base, **told))
    return _page(request, found, form=form, status=status) if status != rows.KEPT else _done(request, found)


@require_POST
@login_required
def add_mark(request: SignedInRequest, host: str, public_id: str) -> HttpResponse:
    """Say that a country subsidises the fair."""
    found = access.fair_to_edit(request.user, host, public_id)
    form = MarkForm(request.POST, row=EligibilityMark(fair=found))
    told: dict[str, Any] = {"by": request.user, "now": timezone.now()}
    status = rows.written(form, lambda: fairs.add_mark(found, form.facts(), **told))
    return _page(request, found, new=form, status=status) if status != rows.KEPT else _done(request, found)


@require_POST
@login_required
def change_mark(request: SignedInRequest, host: str, public_id: str, mark: str) -> HttpResponse:
    """Change an eligibility mark, or remove it."""
    found = access.mark_to_edit(request.user, host, public_id, mark)
    told: dict[str, Any] = {"by": request.user, "now": timezone.now()}
    if request.POST.get("step") == "remove":
        fairs.remove_mark(found, **told)
        return _done(request, found.fair)
    form = MarkForm(request.POST, row=found)
    status = rows.written(form, lambda: fairs.change_mark(found, form.facts(), based_on=form.base, **told))
    return (
        _page(request, found.fair, changed=form, status=status) if status != rows.KEPT else _done(request, found.fair)
    )


def _removed(request: SignedInRequest, found: Fair, told: dict[str, Any]) -> HttpResponse:
    try:
        fairs.remove(found, **told)
    except RuleBroken as broken:
        messages.error(request, " ".join(broken.messages))
        return redirect("portal:fair", found.host.slug, found.public_id)
    messages.success(request, _("Removed."))
    return redirect("portal:fairs", found.host.slug)


def _done(request: SignedInRequest, found: Fair) -> HttpResponse:
    messages.success(request, _("Saved. The pages of all events at this fair say so now."))
    return redirect("portal:fair", found.host.slug, found.public_id)


def _page(
    request: SignedInRequest,
    found: Fair,
    *,
    form: FairForm | None = None,
    new: MarkForm | None = None,
    changed: MarkForm | None = None,
    status: int = 200,
) -> HttpResponse:
    sent = {changed.row.pk: changed} if changed is not None else {}
    context = {
        "fair": found,
        "form": form or FairForm(row=found),
        "events": Event.objects.filter(fair=found).order_by("starts_at"),
        "marks": [(one, sent.get(one.pk) or MarkForm(row=one)) for one in found.eligibility_marks.all()],
        "new": new or MarkForm(row=EligibilityMark(fair=found)),
        "refused": form or new or changed,
    }
    return render(request, "portal/editor/fair.html", _desk(found.host) | context, status=status)


def _desk(host: Host) -> dict[str, Any]:
    """What each of these pages needs."""
    told = {"subject": "fairs", "today": timezone.localdate()}
    return {"host": host, "nav": navigation.at_host(host), "active": "events"} | told
