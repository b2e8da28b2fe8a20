"""What is sent when somebody signs in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from handschlag.accounts import demo


class PartForm(forms.Form):
    """Which part of the demonstration somebody wants to play; ``cleaned_data["part"]`` is a ``demo.Part``."""

    part = forms.CharField(max_length=200)

    def clean_part(self) -> Any:
        part = demo.part(self.cleaned_data["part"])
        if part is None:
            raise ValidationError(_("This role does not exist (any more). Please choose one of those shown."))
        return part
