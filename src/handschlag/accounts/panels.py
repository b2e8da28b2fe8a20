"""What stands on the page of an account beside the account itself; the floors above offer it when they start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from handschlag.accounts.models import User


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of a page: ``template`` is shown with ``holds`` under that very name."""

    template: str
    holds: dict[str, Any]


_offers: list[Callable[[User], Panel | None]] = []


def offer(panel_of: Callable[[User], Panel | None]) -> None:
    """Let the page of an account show what this returns for its owner; with None it shows nothing."""
    if panel_of not in _offers:
        _offers.append(panel_of)


def of(user: User) -> list[Panel]:
    return [panel for panel_of in _offers if (panel := panel_of(user)) is not None]
