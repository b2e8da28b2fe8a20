"""Pages that every visitor sees, whoever she is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def for_everybody(view: View) -> View:
    """Say of a view that it shows the same to everybody: nobody has to prove first who she is."""
    view.is_for_everybody = True  # type: ignore[attr-defined]
    return view


def kept_for_everybody(view: View) -> View:
    """Say besides that it answers by ``page_cache.answer`` alone: no session, message or form of anybody plays a part.

    Visitors get there by a way of their own, past all that is only there for whoever signs in or sends something.
    """
    view.is_kept = True  # type: ignore[attr-defined]
    return for_everybody(view)


def is_for_everybody(view: Callable[..., Any]) -> bool:
    return getattr(view, "is_for_everybody", False)


def is_kept(view: Callable[..., Any]) -> bool:
    return getattr(view, "is_kept", False)
