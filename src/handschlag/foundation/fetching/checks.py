"""What must not be set where visitors come."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def loopback_is_closed(**_: Any) -> list[CheckMessage]:
    """Nobody may let the site ask what runs beside it."""
    if not settings.FETCHES_FROM_LOOPBACK:
        return []
    return [Error("FETCHES_FROM_LOOPBACK lets anybody ask what runs on this machine", id="foundation.E001")]
