"""Whoever works for a host proves twice who she is, before she sees any page of the host."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import ResolverMatch, reverse

from handschlag.foundation.everybody import is_for_everybody

FREE_SPACES = frozenset({"accounts", "foundation", "feeds", "house", "api"})
"""Where nothing of a host is shown to whoever is signed in: her own account, pages about the house, tokens only."""
FREE_NAMES = ("account_", "mfa_", "socialaccount_", "openid_connect_")


def is_proven(request: HttpRequest) -> bool:
    """Did she use a second factor for this sign-in, and does she still have one?"""
    records = get_authentication_records(request, request.user)
    return getattr(request.user, "has_second_factor", False) and any(one["method"] == "mfa" for one in records)


def is_missing(request: HttpRequest) -> bool:
    """Must she prove it, and has not? In a demonstration, where a click signs in, nobody must."""
    return not settings.DEMO and getattr(request.user, "is_of_staff", False) and not is_proven(request)


class SecondFactorMiddleware:
    """Leads whoever works for a host and has no second factor to the page that says how to get one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _args: list[Any], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if is_free(request.resolver_match) or not is_missing(request):
            return None
        way = reverse("accounts:second_factor")
        if request.method in ("GET", "HEAD"):
            way += f"?{urlencode({'next': request.get_full_path()})}"
        return HttpResponseRedirect(way)


def is_free(match: ResolverMatch | None) -> bool:
    """Is it a page that shows nothing of a host?"""
    if match is None:
        return True
    name = match.view_name
    return match.namespace in FREE_SPACES or is_for_everybody(match.func) or name.startswith(FREE_NAMES)
