"""The office invites to apply: one, or many at once, reminds whoever is silent, and sees what comes of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handschlag.accounts.models import SignedInRequest
from handschlag.events.models import Event
from handschlag.foundation import audit, reading, spreadsheets
from handschlag.foundation.errors import RuleBroken
from handschlag.registration import access, brought, invited, verbs
from handschlag.registration.forms.invitations import AnswerForm, InviteForm, InviteManyForm
from handschlag.registration.services import inviting, organisations
from handschlag.registration.views.organiser import framework
from handschlag.registration.views.organiser_files import attached, in_language

ON_A_PAGE = 50
KINDS = {"applied": "ok", "accepted": "info", "declined": "bad", "silent": "warn"}


@never_cache
@login_required
@require_safe
def invitations(request: SignedInRequest, event: str) -> HttpResponse:
    """All of them, the figures, and the forms to invite."""
    return _page(request, access.event_to_decide(request.user, event))


@require_POST
@login_required
def invite(request: SignedInRequest, event: str) -> HttpResponse:
    """Invite one person."""
    found = access.event_to_decide(request.user, event)
    form = InviteForm(request.POST, co_organisers=list(brought.co_organisers(found)), auto_id="one-%s")
    if form.is_valid():
        try:
            _invite(request, found, form)
        except RuleBroken as broken:
            form.add_error("email" if broken.code in ("address", "invited") else None, broken)
        else:
            messages.success(request, _("Invited: %(email)s") % {"email": form.cleaned_data["email"]})
            return redirect("registration:invitations", event)
    return _page(request, found, form=form, status=422)


@require_POST
@login_required
def invite_many(request: SignedInRequest, event: str) -> HttpResponse:
    """Show what would become of each line; sent again with the button below, invite those who are new."""
    found = access.event_to_decide(request.user, event)
    form = InviteManyForm(
        request.POST, event=found, co_organisers=list(brought.co_organisers(found)), auto_id="many-%s"
    )
    if not form.is_valid():
        return _page(request, found, many=form, status=422)
    said = {"language": form.cleaned_data["language"], "co_organiser": form.for_whom()}
    status = 200
    if "confirm" in request.POST:
        try:
            sent = inviting.invite_many(found, form.pasted.new, **said, by=request.user, now=timezone.now())
        except RuleBroken as broken:
            form.add_error(None, broken)
            status = 422
        else:
            messages.success(request, _number_invited(len(sent)))
            return redirect("registration:invitations", event)
    context = framework(found) | {"form": form, "found": form.pasted, "said": said}
    return render(request, "registration/organiser/invite_many.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remind_all(request: SignedInRequest, event: str) -> HttpResponse:
    """Show how many would be reminded, and when the others can be; then do it."""
    found, now, refusal = access.event_to_decide(request.user, event), timezone.now(), None
    if request.method == "POST":
        try:
            number = inviting.remind_all(found, by=request.user, now=now)
        except RuleBroken as broken:
            refusal = broken
        else:
            messages.success(request, _number_reminded(number))
            return redirect("registration:invitations", event)
    reminding = invited.reminding(found, now=now)
    context = framework(found) | {"reminding": reminding, "most": invited.AT_ONCE, "refusal": refusal}
    return render(request, "registration/organiser/remind_all.html", context, status=422 if refusal else 200)


@require_POST
@login_required
def step(request: SignedInRequest, event: str, public_id: str) -> HttpResponse:
    """Remind one person, or withdraw her invitation."""
    found = access.invitation_to_handle(request.user, event, public_id)
    wanted, now = request.POST.get("step"), timezone.now()
    if wanted not in ("remind", "withdraw"):
        raise Http404
    try:
        if wanted == "remind":
            inviting.remind(found, by=request.user, now=now)
            messages.success(request, _("Reminded: %(email)s") % {"email": found.email})
        else:
            inviting.withdraw(found, by=request.user, now=now)
            messages.success(request, _("Withdrawn: %(email)s. The link of the mail is dead.") % {"email": found.email})
    except RuleBroken as broken:
        return _page(request, found.event, refusal=broken, status=422)
    return redirect("registration:invitations", event)


@never_cache
@login_required
@require_safe
def export(request: SignedInRequest, event: str) -> StreamingHttpResponse:
    """Those that fit what is asked for, as CSV."""
    found = access.event_to_decide(request.user, event)
    rows = invited.invitations(found, AnswerForm(request.GET).chosen())
    audit.record(
        request.user,
        verbs.INVITATIONS_EXPORTED,
        found,
        scope=found.host.slug,
        event=found.slug,
        now=timezone.now(),
        number=rows.count(),
        kind="CSV",
    )
    language = reading.reader()
    columns = [str(label) for label in invited.COLUMNS]
    parts = spreadsheets.csv_parts(columns, invited.cells(rows, found), language=language)
    answer = StreamingHttpResponse(in_language(parts, language), spreadsheets.CSV)
    return attached(answer, "invitations", "csv")


def _page(
    request: SignedInRequest,
    event: Event,
    *,
    form: InviteForm | None = None,
    many: InviteManyForm | None = None,
    refusal: RuleBroken | None = None,
    status: int = 200,
) -> HttpResponse:
    now, figures = timezone.now(), brought.by_co_organiser(event)
    asked = AnswerForm(request.GET)
    answer = asked.chosen()
    page = Paginator(invited.invitations(event, answer), ON_A_PAGE).get_page(request.GET.get("page"))
    helpers = [one.user for one in figures if one.may_hand_on]
    context = framework(event) | {
        "replies": invited.replies(event),
        "filter": asked,
        "query": urlencode({"answer": answer}) if answer else "",
        "page": page,
        "rows": [(row, invited.answer_of(row), _can(row, now)) for row in page],
        "answers": {key: label for key, (label, _which) in invited.ANSWERS.items()},
        "kinds": KINDS,
        "figures": [(one, brought.address(event, one.code) if one.code else "") for one in figures],
        "form": form or InviteForm(co_organisers=helpers, auto_id="one-%s"),
        "many": many or InviteManyForm(event=event, co_organisers=helpers, auto_id="many-%s"),
        "refusal": refusal,
    }
    return render(request, "registration/organiser/invitations.html", context, status=status)


def _can(row: Any, now: Any) -> dict[str, Any]:
    """What can be done with one: remind now or from when on, withdraw."""
    is_silent = invited.answer_of(row) == "silent"
    free_at = invited.may_remind_at(row)
    return {"remind": is_silent and free_at <= now, "from": free_at if is_silent and free_at > now else None}


def _invite(request: SignedInRequest, event: Event, form: InviteForm) -> None:
    said = form.cleaned_data
    with transaction.atomic():  # a new organisation is not left behind by what is refused
        organisation = organisations.named(said["organisation"], country=said["country"], host=event.host)
        facts = {"organisation": organisation, "language": said["language"], "co_organiser": form.for_whom()}
        inviting.invite(event, said["email"], name=said["name"], **facts, by=request.user, now=timezone.now())


def _number_invited(number: int) -> str:
    if not number:
        return _("Nobody was invited: all of them are invited already.")
    return ngettext("%(number)s person invited.", "%(number)s people invited.", number) % {"number": number}


def _number_reminded(number: int) -> str:
    return ngettext("%(number)s person reminded.", "%(number)s people reminded.", number) % {"number": number}
