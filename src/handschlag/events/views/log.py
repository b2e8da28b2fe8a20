"""The audit log of a host or an event, as people read it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from handschlag.accounts.models import SignedInRequest
from handschlag.events import access, navigation
from handschlag.events.forms import LogForm
from handschlag.events.roles import Right
from handschlag.foundation import audit
from handschlag.foundation.models import AuditEntry

ON_A_PAGE = 50


@never_cache
@login_required
@require_safe
def of_host(request: SignedInRequest, host: str) -> HttpResponse:
    """What was done at a host."""
    found = access.host_with(request.user, host, Right.READ_AUDIT)
    head = {"host": found, "nav": navigation.at_host(found)}
    return _page(request, audit.of_scope(found.slug), head)


@never_cache
@login_required
@require_safe
def of_event(request: SignedInRequest, event: str) -> HttpResponse:
    """What was done at an event."""
    found = access.event_with(request.user, event, Right.READ_AUDIT)
    head = {"host": found.host, "event": found, "nav": navigation.at(found)}
    return _page(request, audit.of_event(found.slug, scope=found.host.slug), head)


def _page(request: HttpRequest, entries: QuerySet[AuditEntry], head: dict[str, Any]) -> HttpResponse:
    form = LogForm(request.GET, kinds=audit.verbs())
    form.is_valid()
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    page = Paginator(_filtered(entries, chosen), ON_A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = head | {
        "active": "log",
        "form": form,
        "page": page,
        "lines": list(audit.lines(page)),
        "is_filtered": bool(chosen),
        "of_one": "person" if "person" in chosen else "about" if "about" in chosen else "",
        "query": query.urlencode(),
    }
    return render(request, "events/log.html", context)


def _filtered(entries: QuerySet[AuditEntry], chosen: dict[str, Any]) -> QuerySet[AuditEntry]:
    if "kind" in chosen:
        entries = entries.filter(verb=chosen["kind"])
    if "person" in chosen:
        entries = entries.filter(audit.by_or_about(chosen["person"]))
    if "about" in chosen:
        entries = entries.filter(audit.about(*chosen["about"].partition(":")[::2]))
    if "since" in chosen:
        entries = entries.filter(at__gte=_midnight(chosen["since"]))
    if "until" in chosen:
        entries = entries.filter(at__lt=_midnight(chosen["until"] + timedelta(days=1)))
    return entries


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
