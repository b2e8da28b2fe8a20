"""Fields for forms that the framework does not have."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from handschlag.engine.language import names

REFUSALS = {
    "line_break": _("Please write the name in one line."),
    "control": _("The name contains characters that cannot be shown. Please type it anew."),
    "empty": pgettext_lazy("name", "Please enter a name."),
}


class NameField(forms.CharField):
    """A name in one line, cleaned by ``engine.language.names``; what cannot be a name is refused with a sentence."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", names.LONGEST)
        kwargs.setdefault("strip", False)  # so that a second line is seen and not cut off
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        given = super().to_python(value) or ""
        if not given.strip():
            return ""
        try:
            # How long it may be is for the validator to say, with its sentence.
            return names.clean(given, longest=len(given) * 4)
        except names.NotAName as wrong:
            if wrong.code == "empty" and not self.required:
                return ""
            raise ValidationError(REFUSALS[wrong.code], code=wrong.code) from wrong


def mixed_script_warning(name: str) -> str:
    """A sentence for a form to show beside a name that mixes Latin and Cyrillic letters in a word; else empty."""
    words = names.mixed_script_words(name)
    if not words:
        return ""
    return gettext("“%(words)s” mixes Latin and Cyrillic letters. Searches will not find it; is it meant so?") % {
        "words": "”, “".join(words)
    }
