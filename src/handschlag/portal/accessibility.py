"""The accessibility statement, filled into a form and written out in the words of the EU's model statement
(Implementing Decision (EU) 2018/1523).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from handschlag.engine.language import Text

TEXTS = ("not_compliant", "burden", "out_of_scope", "enforcement")
DAYS = ("prepared_on", "reviewed_on")


class Conformance(models.TextChoices):
    """How far a site keeps the standard."""

    FULL = "full", _("fully compliant")
    PARTIAL = "partial", _("partially compliant")
    NONE = "none", _("not compliant")


class Method(models.TextChoices):
    """Who has looked."""

    SELF = "self", _("self-assessment of the host")
    OUTSIDE = "outside", _("assessment by a third party")
    BOTH = "both", _("self-assessment, and assessment by a third party")


@dataclass(frozen=True, slots=True)
class Statement:
    """What the form asks for. Of what is not accessible: because it does not comply, because it would be a
    disproportionate burden, or because the law does not speak of it.
    """

    body: str = ""
    conformance: Conformance = Conformance.PARTIAL
    not_compliant: Text = field(default_factory=Text)
    burden: Text = field(default_factory=Text)
    out_of_scope: Text = field(default_factory=Text)
    method: Method = Method.SELF
    prepared_on: date | None = None
    reviewed_on: date | None = None
    email: str = ""
    phone: str = ""
    enforcement: Text = field(default_factory=Text)
    enforcement_address: str = ""

    @property
    def is_there(self) -> bool:
        """Whether somebody has filled it in."""
        return self.prepared_on is not None

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Statement:
        """From what ``as_data`` gives, or a part of it."""
        known: dict[str, Any] = {one.name: data[one.name] for one in fields(cls) if one.name in data}
        known |= {name: Text.read(known[name]) for name in TEXTS if name in known}
        known |= {name: date.fromisoformat(known[name]) for name in DAYS if known.get(name)}
        if "conformance" in known:
            known["conformance"] = Conformance(known["conformance"])
        if "method" in known:
            known["method"] = Method(known["method"])
        return cls(**known)

    def as_data(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        known = {one.name: getattr(self, one.name) for one in fields(self)}
        known |= {name: known[name].as_data() for name in TEXTS}
        known |= {name: known[name].isoformat() for name in DAYS if known[name]}
        return known | {"conformance": str(self.conformance), "method": str(self.method)}
