"""What this flat does when something happens below."""

from __future__ import annotations

from typing import Any

from handschlag.events.models import Host
from handschlag.portal import kinds


def host_saved(instance: Host, *, created: bool, raw: bool = False, **_signal: Any) -> None:
    """A new host gets the kinds of notices that every host begins with, unless rows are only being loaded."""
    if created and not raw:
        kinds.begin(instance)
