"""Those who edit the portal say which kinds of notices there are."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from handschlag.accounts.models import SignedInRequest
from handschlag.events import navigation
from handschlag.events.models import Host
from handschlag.foundation.errors import RuleBroken
from handschlag.portal import access
from handschlag.portal.editing import rows
from handschlag.portal.forms.rows import KindForm
from handschlag.portal.models import NoticeKind
from handschlag.portal.services import kinds


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def all_kinds(request: SignedInRequest, host: str) -> HttpResponse:
    """The kinds of a host in their order; sending the page adds one."""
    found = access.host_to_edit(request.user, host)
    if request.method != "POST":
        return _page(request, found)
    form = KindForm(request.POST, row=NoticeKind(host=found))
    status = rows.written(form, lambda: kinds.add(found, **form.facts(), by=request.user, now=timezone.now()))
    if status != rows.KEPT:
        return _page(request, found, new=form, status=status)
    messages.success(request, _("Added."))
    return redirect("portal:kinds", host)


@require_POST
@login_required
def change(request: SignedInRequest, host: str, public_id: str) -> HttpResponse:
    """Rename a kind, give it another icon or place, or remove it."""
    kind = access.kind_to_edit(request.user, host, public_id)
    told: dict[str, Any] = {"by": request.user, "now": timezone.now()}
    if request.POST.get("step") == "remove":
        return _removed(request, kind, told)
    form = KindForm(request.POST, row=kind, listed=list(kind.host.notice_kinds.all()))
    status = rows.written(form, lambda: kinds.change(kind, **form.facts(), based_on=form.base, **told))
    if status != rows.KEPT:
        return _page(request, kind.host, changed=form, status=status)
    messages.success(request, _("Saved."))
    return redirect("portal:kinds", host)


def _removed(request: SignedInRequest, kind: NoticeKind, told: dict[str, Any]) -> HttpResponse:
    try:
        kinds.remove(kind, **told)
    except RuleBroken as broken:
        messages.error(request, " ".join(broken.messages))
    else:
        messages.success(request, _("Removed."))
    return redirect("portal:kinds", kind.host.slug)


def _page(
    request: SignedInRequest,
    host: Host,
    *,
    new: KindForm | None = None,
    changed: KindForm | None = None,
    status: int = 200,
) -> HttpResponse:
    listed = list(host.notice_kinds.annotate(notices_count=Count("notices")))
    found = {changed.row.pk: changed} if changed is not None else {}
    context = {
        "host": host,
        "nav": navigation.at_host(host),
        "active": "notices",
        "subject": "kinds",
        "rows": [(one, found.get(one.pk) or KindForm(row=one, listed=listed)) for one in listed],
        "new": new or KindForm(row=NoticeKind(host=host)),
        "refused": new or changed,
    }
    return render(request, "portal/editor/kinds.html", context, status=status)
