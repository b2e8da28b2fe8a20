"""What was sent, and what became of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from handschlag.accounts.models import SignedInRequest
from handschlag.foundation import outbox
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.letters import all_kinds
from handschlag.foundation.outbox import hands
from handschlag.mail import access, navigation
from handschlag.mail.access import Desk
from handschlag.mail.forms import FilterForm
from handschlag.mail.views import framed

PAGE = 50


def framework(desk: Desk, active: str) -> dict[str, Any]:
    """What every page of this flat needs."""
    nav = navigation.of_desk(desk.host, is_whole=desk.is_whole)
    return {"host": desk.host, "zone": settings.TIME_ZONE, "nav": nav, "active": active}


@never_cache
@login_required
@require_safe
def sent(request: SignedInRequest, host: str) -> HttpResponse:
    """All mails of the host, the latest first."""
    desk = access.desk(request.user, host)
    form = FilterForm(request.GET)
    page = Paginator(desk.mails().filter(**form.wanted()), PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "labels": {kind.key: kind.label for kind in all_kinds()}}
    return render(request, "mail/sent.html", framework(desk, "sent") | context)


@never_cache
@login_required
@require_safe
@framed.with_frame
def mail(request: SignedInRequest, host: str, public_id: str) -> HttpResponse:
    """A mail as it was sent, and every attempt to send it."""
    desk, one = access.mail_as_writer(request.user, host, public_id)
    labels = {kind.key: kind.label for kind in all_kinds()}
    context = {
        "mail": one,
        "label": labels.get(one.kind, one.kind),
        "can_stop": hands.MAILS.allows(one.state, "stopped") and one.state == "queued",
        "can_try": hands.MAILS.allows(one.state, "queued") and one.state in hands.AGAIN and one.erased_at is None,
    }
    return render(request, "mail/mail.html", framework(desk, "sent") | context)


@never_cache
@login_required
@require_safe
def mail_page(request: SignedInRequest, host: str, public_id: str) -> HttpResponse:
    """The HTML of a mail, for the frame."""
    _desk, one = access.mail_as_writer(request.user, host, public_id)
    return framed.page(one.html)


@require_POST
@login_required
def try_again(request: SignedInRequest, host: str, public_id: str) -> HttpResponse:
    """Send a mail once more."""
    _desk, one = access.mail_as_writer(request.user, host, public_id)
    try:
        outbox.try_again(one, now=timezone.now())
    except RuleBroken as broken:
        messages.error(request, broken.message)
    else:
        messages.success(request, _("The mail will be sent again."))
    return redirect("mail:mail", host, public_id)


@require_POST
@login_required
def stop(request: SignedInRequest, host: str, public_id: str) -> HttpResponse:
    """Keep a waiting mail from being sent."""
    _desk, one = access.mail_as_writer(request.user, host, public_id)
    try:
        outbox.stop(one, now=timezone.now())
    except RuleBroken as broken:
        messages.error(request, broken.message)
    else:
        messages.success(request, _("The mail will not be sent."))
    return redirect("mail:mail", host, public_id)
