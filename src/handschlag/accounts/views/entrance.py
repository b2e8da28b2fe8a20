"""Signing in and out."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.stagekit import clear_login
from allauth.account.views import LoginView, RequestLoginCodeView
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from handschlag.accounts import demo
from handschlag.accounts.forms import PartForm
from handschlag.foundation import doors

BACKEND = "handschlag.accounts.backends.MailAddressBackend"


class ByCode(RequestLoginCodeView):
    """One field: where the code goes. The other ways in stand below it."""

    template_name = "accounts/sign_in.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            clear_login(request)  # whoever asks for another code does not want to go on with the last one
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"active": "sign_in", "elsewhere": _elsewhere()}


class ByPassword(LoginView):
    """For those who have a password."""

    template_name = "accounts/password.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"active": "sign_in"}


by_code, by_password = ByCode.as_view(), ByPassword.as_view()


def sign_in(request: HttpRequest) -> HttpResponse:
    """How to come in: one button per part in a demonstration, else by a mailed code."""
    if settings.DEMO and request.method != "POST" and "by" not in request.GET:
        return _demo_page(request, PartForm())
    return by_code(request)


@never_cache
@require_POST
def sign_in_to_demo(request: HttpRequest) -> HttpResponse:
    """Sign in without a password. Outside of a demonstration this does not exist."""
    if not settings.DEMO:
        raise Http404
    form = PartForm(request.POST)
    if not form.is_valid():
        return _demo_page(request, form, status=422)
    part: demo.Part = form.cleaned_data["part"]
    # Gives the session a new key, and a new session to whoever was somebody else before.
    login(request, part.user, backend=BACKEND)
    return HttpResponseRedirect(part.home)


@require_POST
def start_over(request: HttpRequest) -> HttpResponse:
    """Forget a sign-in that was begun, for instance with a mistyped address."""
    clear_login(request)
    return redirect("accounts:sign_in")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect(doors.address("home"))


@require_GET
def no_account(request: HttpRequest) -> HttpResponse:
    """What those can do who have no account."""
    return render(request, "accounts/no_account.html", {"active": "sign_in"})


@never_cache
@require_GET
def closed(request: HttpRequest) -> HttpResponse:
    """The account was closed."""
    return render(request, "accounts/closed.html", {"active": "sign_in"})


def _demo_page(request: HttpRequest, form: PartForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "parts": demo.parts(),
        "active": "sign_in",
        "here": reverse("accounts:sign_in") if request.method == "POST" else None,
    }
    return never_cache(render)(request, "accounts/demo.html", context, status=status)


def _elsewhere() -> list[tuple[str, str]]:
    """Other sites by which one can sign in: name and address."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return [(app["name"], reverse("openid_connect_login", args=[app["provider_id"]])) for app in apps]
