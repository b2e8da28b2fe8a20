"""A form that says what is needed, and may be kept before all of it is there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class Unfinished(forms.Form):
    """As long as it is not final, what is empty is no mistake; what is wrong is one at any time."""

    is_final = False

    def add_error(self, field: str | None, error: Any) -> None:
        if field is not None and not self.is_final and isinstance(error, ValidationError) and _is_empty(error):
            self.cleaned_data[field] = [] if isinstance(self.fields[field], forms.MultipleChoiceField) else ""
        else:
            super().add_error(field, error)


def _is_empty(error: ValidationError) -> bool:
    return all(one.code == "required" for one in error.error_list)
