"""What data are used for, as shipped; a host says it in its own words (``privacy.Purpose``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Basis(models.TextChoices):
    """The legal ground: Art. 6(1) GDPR, by its letter."""

    CONSENT = "a", _("consent, Art. 6(1)(a) GDPR")
    CONTRACT = "b", _("contract or steps before it, Art. 6(1)(b) GDPR")
    DUTY = "c", _("legal obligation, Art. 6(1)(c) GDPR")
    VITAL = "d", _("vital interests, Art. 6(1)(d) GDPR")
    PUBLIC_TASK = "e", _("task in the public interest, Art. 6(1)(e) GDPR")
    INTEREST = "f", _("legitimate interests, Art. 6(1)(f) GDPR")


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """A purpose as shipped: title, legal ground and the sentence that people read, all to be translated."""

    key: str
    title: Any
    basis: Basis
    says: Any


_purposes: dict[str, Purpose] = {}


def purpose(shipped: Purpose) -> str:
    """Let data be held for this; returns its key."""
    _purposes[shipped.key] = shipped
    return shipped.key


def purposes() -> dict[str, Purpose]:
    """All that are shipped, by their keys."""
    return dict(_purposes)
