"""Letters to many: written, looked at, released, stopped."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handschlag.accounts.models import SignedInRequest
from handschlag.foundation import four_eyes
from handschlag.foundation.errors import RuleBroken
from handschlag.mail import access, queries
from handschlag.mail.access import Desk
from handschlag.mail.audiences import audience_of
from handschlag.mail.forms import MailingForm
from handschlag.mail.letters import MAILING
from handschlag.mail.models import Mailing
from handschlag.mail.services import mailings as letters
from handschlag.mail.services import second
from handschlag.mail.states import MailingState
from handschlag.mail.views import framed
from handschlag.mail.views.sent import framework

LIST = 100
NAME = str(MAILING.samples["name"])
"""In a preview."""


@never_cache
@login_required
@require_safe
def mailings(request: SignedInRequest, host: str) -> HttpResponse:
    """All letters to many."""
    desk = access.desk(request.user, host)
    rows = desk.mailings().select_related("event", "released_by")[:LIST]
    return render(request, "mail/mailings.html", framework(desk, "mailings") | {"mailings": rows})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, host: str) -> HttpResponse:
    """Write one."""
    return _written(request, access.desk(request.user, host), None)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, host: str, public_id: str) -> HttpResponse:
    """Write on."""
    desk, mailing = access.mailing_as_writer(request.user, host, public_id)
    is_waiting = second.waiting(mailing, reader=request.user, now=timezone.now()) is not None
    if mailing.state != MailingState.DRAFT or (is_waiting and request.method != "POST"):
        return redirect("mail:mailing", host, public_id)
    return _written(request, desk, mailing)


@never_cache
@login_required
@require_safe
@framed.with_frame
def mailing(request: SignedInRequest, host: str, public_id: str) -> HttpResponse:
    """Before the release whom it reaches and what they read, afterwards how far it is."""
    return _page(request, *access.mailing_as_writer(request.user, host, public_id))


@never_cache
@login_required
@require_safe
def mailing_page(request: SignedInRequest, host: str, public_id: str, language: str) -> HttpResponse:
    """What is read in a language, for the frame."""
    _desk, found = access.mailing_as_writer(request.user, host, public_id)
    if language not in found.body.versions:
        raise Http404
    return framed.page(letters.worded(found, name=NAME, language=language).html)


@require_POST
@login_required
@framed.with_frame
def release(request: SignedInRequest, host: str, public_id: str) -> HttpResponse:
    """Let it go out, or ask a second person to."""
    _desk, found = access.mailing_as_writer(request.user, host, public_id)
    try:
        if found.needs_second:
            second.propose(found, by=request.user, now=timezone.now())
            messages.success(request, _("A second person can now confirm this letter; it is sent then."))
        else:
            letters.release(found, by=request.user, now=timezone.now())
    except RuleBroken as broken:
        return _page(request, *access.mailing_as_writer(request.user, host, public_id), refusal=broken)
    return redirect("mail:mailing", host, public_id)


@require_POST
@login_required
@framed.with_frame
def decide(request: SignedInRequest, host: str, public_id: str) -> HttpResponse:
    """What a second person says, or the first one who takes it back."""
    desk, found = access.mailing_as_writer(request.user, host, public_id)
    step = {"confirm": four_eyes.confirm, "refuse": four_eyes.refuse, "withdraw": four_eyes.withdraw}.get(
        request.POST.get("step", "")
    )
    shown = second.waiting(found, reader=request.user, now=timezone.now())
    if step is None or shown is None:
        raise Http404
    try:
        step(shown.proposal, by=request.user, now=timezone.now())
    except RuleBroken as broken:
        return _page(request, desk, found, refusal=broken)
    return redirect("mail:mailing", host, public_id)


@require_POST
@login_required
@framed.with_frame
def stop(request: SignedInRequest, host: str, public_id: str) -> HttpResponse:
    """Take back what has not gone out."""
    _desk, found = access.mailing_as_writer(request.user, host, public_id)
    try:
        number = letters.stop(found, by=request.user, now=timezone.now())
    except RuleBroken as broken:
        return _page(request, *access.mailing_as_writer(request.user, host, public_id), refusal=broken)
    messages.success(request, _("Stopped. %(number)s mails are not sent.") % {"number": number})
    return redirect("mail:mailing", host, public_id)


def _written(request: SignedInRequest, desk: Desk, mailing: Mailing | None) -> HttpResponse:
    form = MailingForm(request.POST if request.method == "POST" else None, desk=desk, mailing=mailing)
    if request.method == "POST" and form.is_valid():
        try:
            kept = letters.draft(host=desk.host, by=request.user, now=timezone.now(), mailing=mailing, **form.written())
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            return redirect("mail:mailing", desk.host.slug, kept.public_id)
    context = {
        "form": form,
        "mailing": mailing,
        "placeholders": MAILING.placeholders,
        "names": dict(settings.LANGUAGES),
    }
    status = 422 if form.is_bound else 200
    return render(request, "mail/write.html", framework(desk, "mailings") | context, status=status)


def _page(request: SignedInRequest, desk: Desk, mailing: Mailing, *, refusal: RuleBroken | None = None) -> HttpResponse:
    is_draft = mailing.state == MailingState.DRAFT
    context = {
        "mailing": mailing,
        "audience": audience_of(mailing.audience).label,
        "versions": list(mailing.body.versions),
        "letters": [(code, letters.worded(mailing, name=NAME, language=code)) for code in mailing.body.versions],
        "reach": queries.reach(mailing) if is_draft else None,
        "progress": None if is_draft else queries.progress(mailing),
        "proposal": second.waiting(mailing, reader=request.user, now=timezone.now()) if is_draft else None,
        "can_be_stopped": mailing.state == MailingState.RELEASED,
        "is_held": mailing.starts_at is not None and timezone.now() < mailing.starts_at,
        "refusal": refusal,
    }
    status = 422 if refusal else 200
    return render(request, "mail/mailing.html", framework(desk, "mailings") | context, status=status)
