"""Signing in and out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from handschlag.accounts import demo
from handschlag.accounts.forms import PartForm

BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@require_GET
def sign_in(request: HttpRequest) -> HttpResponse:
    """How to come in: one button per part in a demonstration, else the way by the host."""
    return _sign_in_page(request, PartForm())


@never_cache
@require_POST
def sign_in_to_demo(request: HttpRequest) -> HttpResponse:
    """Sign in without a password. Outside of a demonstration this does not exist."""
    if not settings.DEMO:
        raise Http404
    form = PartForm(request.POST)
    if not form.is_valid():
        return _sign_in_page(request, form, status=422)
    part: demo.Part = form.cleaned_data["part"]
    # Gives the session a new key, and a new session to whoever was somebody else before.
    login(request, part.user, backend=BACKEND)
    return HttpResponseRedirect(part.home)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("events:home")


def _sign_in_page(request: HttpRequest, form: PartForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "parts": demo.parts() if settings.DEMO else [],
        "active": "sign_in",
        "here": reverse("accounts:sign_in") if request.method == "POST" else None,
    }
    return render(request, "accounts/sign_in.html", context, status=status)
