"""Fields of the forms of this flat."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handschlag.engine.language import prose

SHAPE = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """Day and time in the browser's own way to choose them; hours that the clock skips or repeats are refused."""

    def __init__(self, zone: str, **kwargs: Any) -> None:
        self.zone = ZoneInfo(zone)
        super().__init__(widget=forms.DateTimeInput({"type": "datetime-local"}, format=SHAPE), **kwargs)

    def to_python(self, value: Any) -> Any:
        with timezone.override(self.zone):
            return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        with timezone.override(self.zone):
            return super().prepare_value(value)


def no_controls(text: str) -> None:
    """Nothing that no page can show."""
    if prose.CONTROLS.search(text):
        raise ValidationError(
            _("The text contains characters that cannot be shown. Please type it anew."), code="control"
        )
