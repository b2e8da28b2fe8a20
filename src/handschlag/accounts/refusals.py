"""Forms of allauth are refused with the status of a refusal, as all of ours are."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

View: TypeAlias = Callable[..., HttpResponse]


def refused(
    view: View,
) -> View:
    """Let the page that shows a form again after it was sent say 422; and never keep pages of an account."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        if request.method == "POST" and answer.status_code == 200:
            answer.status_code = 422
        return answer

    kept_by_nobody: View = never_cache(checked)
    return kept_by_nobody
