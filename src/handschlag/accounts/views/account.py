"""Looking after one's account."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handschlag.accounts import devices, panels, second_factor, sessions
from handschlag.accounts.forms import PersonForm
from handschlag.accounts.models import SignedInRequest
from handschlag.accounts.services import people, sign_ins


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: SignedInRequest) -> HttpResponse:
    """All that belongs to an account, and how to change it."""
    user = request.user
    form = PersonForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        people.change(user, **form.cleaned_data, by=user)
        messages.success(request, _("Saved."))
        return redirect("accounts:account")
    context = {"form": form, "active": "account", "panels": panels.of(user)} | _safety(user.pk) | _sign_ins(request)
    return render(request, "accounts/account.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: SignedInRequest) -> HttpResponse:
    """After the first sign-in: how she is called, and the offer to come in without a code next time."""
    user = request.user
    onwards = _onwards(request)
    form = PersonForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        people.welcome(user, **form.cleaned_data, now=timezone.now())
        with override(user.language):
            return HttpResponseRedirect(reverse("mfa_add_webauthn") if "passkey" in request.POST else onwards)
    context = {"form": form, "next": onwards, "is_first": user.welcomed_at is None}
    return render(request, "accounts/welcome.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_GET
def second_factor_page(request: SignedInRequest) -> HttpResponse:
    """Whoever works for a host needs a second factor: why, and two ways to one."""
    if not second_factor.is_missing(request):
        return HttpResponseRedirect(_onwards(request))
    return render(request, "accounts/second_factor.html", {"next": _onwards(request)})


@require_POST
@login_required
def end_sign_ins(request: SignedInRequest) -> HttpResponse:
    """End one of her sign-ins, or all but this one."""
    chosen = request.POST.get("sign_in", "")
    ended = sign_ins.end(request.user, chosen, but=request.session.session_key or "", by=request.user)
    if ended:
        messages.success(request, _("Ended. Whoever was signed in there is not any more."))
    return HttpResponseRedirect(reverse("accounts:account") + "#sign-ins")


def _safety(user_id: int) -> dict[str, Any]:
    found = list(Authenticator.objects.filter(user_id=user_id).order_by("created_at"))
    return {
        "passkeys": [one.wrap() for one in found if one.type == Authenticator.Type.WEBAUTHN],
        "app": next((one for one in found if one.type == Authenticator.Type.TOTP), None),
        "recovery": next((one for one in found if one.type == Authenticator.Type.RECOVERY_CODES), None),
        "zone": settings.TIME_ZONE,
    }


def _sign_ins(request: SignedInRequest) -> dict[str, Any]:
    here = request.session.session_key
    listed = [(one, devices.name(one.user_agent), one.session_key == here) for one in sessions.of(request.user)]
    return {"sign_ins": listed}


def _onwards(request: HttpRequest) -> str:
    """Where she wanted to go, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = bool(wanted) and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else reverse(settings.LOGIN_REDIRECT_URL)
