"""Who may act for whom: offered, agreed, begun, stopped, ended."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from handschlag.accounts.models import SignedInRequest
from handschlag.events import access, acting, deputies, navigation
from handschlag.events.forms import MandateForm, StepForm
from handschlag.events.models import Event, Mandate
from handschlag.events.roles import Right
from handschlag.events.services import acting as services
from handschlag.events.services import mandates
from handschlag.events.ways import PARTIES
from handschlag.foundation import audit, doors, limits
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.limits import Limit

SHOWN = 20
ASKED = Limit("mandates", 30, 3600)
"""Each is a mail to somebody who did not ask for it."""


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agreements(request: SignedInRequest, event: str) -> HttpResponse:
    """With whom she has agreed that one acts for the other, and what was done; sending the page asks an adviser."""
    found = access.event_with(request.user, event, *PARTIES)
    form = _form(request, found)
    if form is not None and form.is_valid() and _asked(request, form, found):
        return redirect("events:acting", event)
    context = {
        "event": found,
        "nav": navigation.of(request.user, found),
        "active": "acting",
        "form": form,
        "mandates": deputies.of(request.user, found),
        "can_begin": set(acting.counting().filter(agent=request.user, event=found).values_list("pk", flat=True)),
        "done_for_me": list(audit.lines(deputies.done_for(request.user, found)[:SHOWN])),
    }
    return render(request, "events/acting.html", context, status=422 if form is not None and form.is_bound else 200)


@require_POST
@login_required
def decide(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Accept or end an agreement, or begin to act by it."""
    mandate = access.mandate_of(request.user, public_id)
    form = StepForm(request.POST, steps=("accept", "end", "begin"))
    if not form.is_valid():
        raise Http404
    try:
        return _taken(request, mandate, form.cleaned_data["step"])
    except RuleBroken as broken:
        messages.error(request, " ".join(broken.messages))
    return _back(mandate)


@require_POST
@login_required
def stop(request: SignedInRequest) -> HttpResponse:
    """Speak for oneself again."""
    mandate = access.mandate_of(request.user, request.user.acting.mandate) if request.user.acting else None
    if mandate is None:
        return redirect(doors.address("home"))
    services.stop(mandate, by=request.user, now=timezone.now())
    acting.stop(request)
    messages.success(request, _("You speak for yourself again."))
    return _back(mandate)


def _taken(request: SignedInRequest, mandate: Mandate, step: str) -> HttpResponse:
    now = timezone.now()
    if step == "begin":
        services.begin(mandate, by=request.user, now=now)
        acting.begin(request, mandate)
        return redirect(_first_page(mandate))
    if step == "accept":
        mandates.accept(mandate, by=request.user, now=now)
        messages.success(request, _("Agreed."))
    else:
        mandates.end(mandate, by=request.user, now=now)
        messages.success(request, _("This has ended."))
    return _back(mandate)


def _first_page(mandate: Mandate) -> str:
    """The first page of the represented person."""
    event = mandate.event or mandate.host.events.first()
    ways = navigation.at(event, frozenset({Right.SPEAK_FOR_PARTICIPANT})) if event is not None else []
    return ways[0][2] if ways else doors.address("home")


def _form(request: SignedInRequest, event: Event) -> MandateForm | None:
    """Whom she can ask to act for her, if she takes part."""
    if Right.SPEAK_FOR_PARTICIPANT not in event.may:
        return None
    choices = deputies.agents(event, reader=request.user)
    return MandateForm(request.POST if request.method == "POST" else None, choices=choices)


def _asked(request: SignedInRequest, form: MandateForm, event: Event) -> bool:
    now = timezone.now()
    limits.count(ASKED, str(request.user.pk), now=now)
    agent = form.cleaned_data["other"]
    try:
        mandates.offer(
            agent=agent,
            principal=request.user,
            event=event,
            ends_on=form.cleaned_data["last_day"],
            by=request.user,
            now=now,
        )
    except RuleBroken as broken:
        form.add_error("last_day" if broken.code == "period" else "other", broken)
        return False
    messages.success(request, _("%(name)s has been asked.") % {"name": agent.name})
    return True


def _back(mandate: Mandate) -> HttpResponse:
    return (
        redirect("events:acting", mandate.event.slug) if mandate.event is not None else redirect(doors.address("home"))
    )
