"""What is typed on the page of an application."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ObjectionForm(forms.Form):
    """Why somebody thinks that the refusal is a mistake."""

    words = forms.CharField(label=_("Why you object"), max_length=3000, widget=forms.Textarea({"rows": 4}))
