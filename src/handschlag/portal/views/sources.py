"""Those who edit the portal choose which feeds of partners it shows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from handschlag.accounts.models import SignedInRequest
from handschlag.events import navigation
from handschlag.events.models import Host
from handschlag.foundation import limits
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.limits import Limit
from handschlag.portal import access, gateway, troubles
from handschlag.portal.forms.feeds import FeedForm
from handschlag.portal.services import sources

TRIALS = Limit("portal.feed_trials", 30, 3600)
"""Addresses that one person may let the site look at in an hour."""
ENTRIES_SHOWN = 8


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def all_feeds(request: SignedInRequest, host: str) -> HttpResponse:
    """The feeds of a host. Sending the page looks at another one, or takes it up."""
    found = access.host_to_edit(request.user, host)
    form = FeedForm(request.POST if request.method == "POST" else None, host=found)
    seen = None
    if form.is_bound and form.is_valid():
        try:
            seen = _look(request, form)
            if request.POST.get("step") == "add":
                _add(request, found, form, seen)
                messages.success(request, _("Added. Its notices come within a minute."))
                return redirect("portal:feeds", host)
        except RuleBroken as broken:
            form.add_error("address", broken)
    if seen is not None and not form.errors:
        form = FeedForm(_with_what_was_found(form, seen), host=found)
    context = {"form": form, "seen": seen, "entries": seen.feed.entries[:ENTRIES_SHOWN] if seen and seen.feed else ()}
    return render(
        request, "portal/desk/feeds.html", _desk(found) | context, status=422 if form.is_bound and form.errors else 200
    )


@require_POST
@login_required
def change(request: SignedInRequest, host: str, public_id: str) -> HttpResponse:
    """Switch a feed on or off, read it now, or give it up."""
    source = access.feed_to_edit(request.user, host, public_id)
    now, step = timezone.now(), request.POST.get("step")
    try:
        if step == "on":
            sources.switch_on(source, by=request.user, now=now)
        elif step == "off":
            sources.switch_off(source, by=request.user, now=now)
        elif step == "read":
            sources.read_soon(source, now=now)
            messages.success(request, _("The feed is read within a minute."))
        elif step == "remove":
            sources.remove(source, by=request.user, now=now)
            messages.success(request, _("Removed. Its notices stay."))
        else:
            raise Http404
    except RuleBroken as broken:
        messages.error(request, " ".join(broken.messages))
    return redirect("portal:feeds", host)


def _look(request: SignedInRequest, form: FeedForm) -> gateway.Answer:
    limits.count(TRIALS, request.user.public_id, now=timezone.now())
    return gateway.find(form.cleaned_data["address"])


def _add(request: SignedInRequest, host: Host, form: FeedForm, seen: gateway.Answer) -> None:
    sent = form.cleaned_data
    title = sent["title"] or (seen.feed.title if seen.feed else "") or host.name
    sources.add(
        host,
        seen.address,
        title=title,
        language=sent["language"],
        kind=sent["kind"],
        shows_at_once=sent["shows_at_once"],
        by=request.user,
        now=timezone.now(),
    )


def _with_what_was_found(form: FeedForm, seen: gateway.Answer) -> dict[str, Any]:
    """What was typed in, with the feed's own address, and its title where none was given."""
    assert seen.feed is not None
    title = form.cleaned_data["title"] or seen.feed.title
    return {**{name: form.data.get(name) for name in form.fields}, "address": seen.address, "title": title}


def _desk(host: Host) -> dict[str, Any]:
    """What the page needs whatever is done."""
    rows = list(host.feed_sources.select_related("kind").annotate(count=Count("notices")))
    said = {row.pk: troubles.sentence(row.trouble) for row in rows if row.trouble}
    told = {"rows": rows, "said": said, "zone": settings.TIME_ZONE}
    return {"host": host, "nav": navigation.at_host(host), "active": "feeds"} | told
