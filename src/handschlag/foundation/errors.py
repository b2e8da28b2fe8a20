"""Refusals that a person can do something about."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError


class RuleBroken(ValidationError):
    """A rule of the house forbids it. The message is translated and says what to do; ``code`` is stable."""

    def __init__(self, message: Any, *, code: str, params: dict[str, Any] | None = None) -> None:
        super().__init__(message, code=code, params=params)
