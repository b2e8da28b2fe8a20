"""What becomes of rows when a person is erased, or when their time is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.foundation.personal.individuals import Individual

NOBODY = "—"
"""What stands where a name was: the same in every language, and it breaks no page."""


class Outcome(models.TextChoices):
    """What is done to a row."""

    DELETED = "deleted", _("deleted")
    REDACTED = "redacted", _("made anonymous")
    KEPT = "kept", _("kept")


@dataclass(frozen=True, slots=True)
class Erasing:
    """Why and when: ``individual`` is None where rows go because their time is over."""

    now: datetime
    individual: Individual | None = None


Deed: TypeAlias = Callable[[QuerySet, Erasing], Any]


@dataclass(frozen=True, slots=True)
class Fate:
    """``do`` is done to rows; afterwards ``holds`` is true of none of them. ``why`` explains what stays."""

    outcome: Outcome
    do: Deed
    holds: Q = field(default_factory=Q)
    why: Any = ""

    @classmethod
    def deleted(cls, do: Deed | None = None, *, why: Any = "") -> Fate:
        return cls(Outcome.DELETED, do or (lambda rows, _erasing: rows.delete()), why=why)

    @classmethod
    def redacted(cls, *, why: Any = "", **values: Any) -> Fate:
        """These fields get these values; the row stays, so that counts do."""
        return cls(Outcome.REDACTED, lambda rows, _erasing: rows.update(**values), ~Q(**values), why)

    @classmethod
    def changed(cls, do: Deed, *, holds: Q | None = None, why: Any = "") -> Fate:
        """The same, where it takes more than values."""
        return cls(Outcome.REDACTED, do, Q() if holds is None else holds, why)

    @classmethod
    def kept(cls, why: Any) -> Fate:
        """Nothing is done, for a reason that has a name."""
        return cls(Outcome.KEPT, lambda _rows, _erasing: None, why=why)


def called(name: str) -> str:
    """A name as it is shown: whoever was erased is a person still."""
    return name if name and name != NOBODY else gettext("a person")
