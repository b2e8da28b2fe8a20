"""Addresses of signing in at another site. They know no language: one of them is made known over there."""

from __future__ import annotations

import logging
from functools import wraps
from typing import Any

import requests
from allauth.socialaccount.providers.openid_connect import views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache

from handschlag.accounts.brakes import View, by_line

logger = logging.getLogger(__name__)


def answered(view: View) -> View:
    """Say so where the other site does not answer, or not as agreed."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (requests.RequestException, KeyError, ValueError) as wrong:
            logger.warning("Signing in at another site: %s: %s", type(wrong).__name__, wrong)
            return render(request, "socialaccount/authentication_error.html", status=422)

    kept_by_nobody: View = never_cache(asked)
    return kept_by_nobody


urlpatterns = [
    path("oidc/<slug:provider_id>/login/", by_line(answered(views.login)), name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", answered(views.callback), name="openid_connect_callback"),
]
