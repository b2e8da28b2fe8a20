"""The public page of an event shows more than this floor knows; floors above offer the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from handschlag.events.models import Event

_offers: dict[str, Callable[[Event], Any]] = {}


def offer(name: str, read: Callable[[Event], Any]) -> None:
    """Let the page's template know what ``read`` returns under this name."""
    _offers[name] = read


def shown(event: Event) -> dict[str, Any]:
    """All that has been offered, read for this event."""
    return {name: read(event) for name, read in _offers.items()}
