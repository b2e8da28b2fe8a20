"""The page of an application, for those who applied: its state in plain words, and all that they can do with it."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markupsafe import Markup

from handschlag.accounts.brakes import by_line
from handschlag.accounts.models import SignedInRequest
from handschlag.foundation import uploads
from handschlag.foundation.errors import RuleBroken
from handschlag.registration import access, calendar_entry, leaving, queries
from handschlag.registration.forms.applicant_page import ObjectionForm
from handschlag.registration.models import Application
from handschlag.registration.services import answering, cancelling, deciding, waiting
from handschlag.registration.states import APPLICATIONS, CHANGEABLE, OVER, ApplicationState, Stage
from handschlag.registration.telling import told
from handschlag.registration.tickets import code_of


@never_cache
@login_required
@require_safe
def newest(request: SignedInRequest, event: str) -> HttpResponse:
    """Her application at this event; of several the one that goes on."""
    mine = list(access.own_applications(request.user, event))
    if not mine:
        raise Http404
    first = min(mine, key=lambda one: one.state in OVER)
    return redirect("registration:application", event, first.public_id)


@never_cache
@login_required
@require_safe
def application(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """How it stands, and what can be done."""
    return _page(request, access.own_application(request.user, event, public_id))


@require_POST
@login_required
@by_line
def step(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """Take the place that is offered, or say why the refusal is a mistake."""
    found = access.own_application(request.user, event, public_id)
    form = ObjectionForm(request.POST if request.POST.get("step") == "object" else None)
    try:
        if request.POST.get("step") == "accept":
            waiting.accept(found, by=request.user, now=timezone.now())
        elif form.is_bound and form.is_valid():
            deciding.object_to(found, form.cleaned_data["words"], by=request.user, now=timezone.now())
        else:
            return _page(request, found, form=form, status=422)
    except RuleBroken as broken:
        found.refresh_from_db(fields=["state", "offered_until"])
        return _page(request, found, form=form, refusal=" ".join(broken.messages), status=422)
    return redirect("registration:application", event, public_id)


@never_cache
@login_required
@by_line
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """What comes of cancelling, and then the deed."""
    found = access.own_application(request.user, event, public_id)
    refusal = ""
    if request.method == "POST":
        try:
            cancelling.cancel(found, by=request.user, now=timezone.now())
        except RuleBroken as broken:
            refusal = " ".join(broken.messages)
        else:
            messages.success(request, _("Cancelled. Thank you for telling us."))
            if found.state == ApplicationState.DRAFT:
                return redirect(settings.DOORS["event"], event)
            return redirect("registration:application", event, public_id)
    can = APPLICATIONS.allows(found.state, ApplicationState.CANCELLED)
    context = _usual(found) | {
        "consequences": leaving.consequences(found) if can else [],
        "can_cancel": can,
        "refusal": refusal,
    }
    return render(request, "registration/applicant/cancel.html", context, status=422 if refusal else 200)


@never_cache
@login_required
@require_safe
def ticket(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """The ticket, to be shown on a phone or on paper."""
    found = access.own_application(request.user, event, public_id)
    code = code_of(found)
    if not code:
        raise Http404
    context = _usual(found) | {"code": code, "drawing": drawing(code), "people": list(found.applicants.all())}
    return render(request, "registration/applicant/ticket.html", context)


@never_cache
@login_required
@require_safe
def calendar(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """The event, for her calendar."""
    found = access.own_application(request.user, event, public_id)
    file = calendar_entry.entry(found, address=_address(found))
    if found.state != ApplicationState.APPROVED or not file:
        raise Http404
    answer = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{event}.ics"'
    return answer


@never_cache
@login_required
@require_safe
def file(request: SignedInRequest, event: str, public_id: str, stored: str) -> FileResponse:
    """A file that she has sent herself."""
    return uploads.answer(access.own_file(request.user, event, public_id, stored))


def drawing(code: str) -> Markup:
    """The QR code as a drawing inside of the page."""
    drawn = segno.make(code, error="m").svg_inline(scale=6, border=4, dark="#000", light="#fff", omitsize=True)
    return Markup(drawn)


def _page(
    request: HttpRequest,
    found: Application,
    *,
    form: ObjectionForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    is_approved = found.state == ApplicationState.APPROVED
    context = _usual(found) | {
        "told": told(found),
        "place": queries.place_in_queue(found),
        "people": list(found.applicants.all()),
        "sectors": list(found.sectors.all()),
        "form": form or ObjectionForm(),
        "refusal": refusal,
        "now": timezone.now(),
        "can_fill": found.state in CHANGEABLE,
        "can_change": found.state not in OVER and found.state not in CHANGEABLE,
        "can_cancel": APPLICATIONS.allows(found.state, ApplicationState.CANCELLED),
        "asks": bool(answering.asked(found, Stage.APPROVED)) if is_approved else False,
        "missing": queries.unanswered(found, Stage.APPROVED) if is_approved else [],
    }
    return render(request, "registration/applicant/application.html", context, status=status)


def _usual(found: Application) -> dict[str, Any]:
    return {"application": found, "event": found.event, "active": "application"}


def _address(found: Application) -> str:
    return settings.BASE_URL + reverse("registration:application", args=[found.event.slug, found.public_id])
