"""Addresses for programs; those of the pages about tokens are in ``urls``."""

from __future__ import annotations

from typing import NoReturn

from django.http import Http404, HttpRequest
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from handschlag.api.interface import api


@csrf_exempt
def nothing(_request: HttpRequest, rest: str = "") -> NoReturn:
    """Whatever else is asked for below; without it, unknown addresses would be led to pages."""
    raise Http404(rest)


urlpatterns = [
    path("v1/", api.urls),
    path("<path:rest>", nothing, name="api_nothing"),
    path("", nothing, name="api_root"),
]
