"""Pages that every visitor sees, whoever she is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def for_everybody(view: View) -> View:
    """Say of a view that it shows the same to everybody: nobody has to prove first who she is."""
    view.is_for_everybody = True  # type: ignore[attr-defined]
    return view


def is_for_everybody(view: Callable[..., Any]) -> bool:
    return getattr(view, "is_for_everybody", False)
