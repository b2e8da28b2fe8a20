"""A mail as a page of its own, shown in a frame: it may have styles, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpResponse
from django.http.response import HttpResponseBase

View: TypeAlias = Callable[..., HttpResponseBase]

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'none'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""Of the mail itself: no script, no picture, nothing from elsewhere; only a link that is pressed opens anew."""


def page(html: str) -> HttpResponse:
    """The mail, as its recipient's programme shows it."""
    return HttpResponse(html, headers={"Content-Security-Policy": POLICY, "X-Frame-Options": "SAMEORIGIN"})


def with_frame(view: View) -> View:
    """A page that shows a mail in a frame."""
    return csp_update({"frame-src": [SELF]})(view)
