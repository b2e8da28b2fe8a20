"""What is sent about tokens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handschlag.api.states import Scope
from handschlag.events.roles import RIGHTS, Right, Role
from handschlag.foundation.form_fields import NameField
from handschlag.foundation.reading import upfirst

PERIODS = [
    (30, _("30 days")),
    (90, _("90 days")),
    (365, _("one year")),
]


class TokenForm(forms.Form):
    """A token to give. Offers only roles that may do no more than the giver (``own``) may herself."""

    name = NameField(label=_("What for"), help_text=_("Such as the name of the program that uses it."), max_length=100)
    role = forms.TypedChoiceField(
        label=_("Role"), coerce=Role, initial=Role.READER, help_text=_("What the program may see and do.")
    )
    scope = forms.TypedChoiceField(label=_("It may"), choices=Scope.choices, coerce=Scope)
    days = forms.TypedChoiceField(label=_("It counts for"), choices=PERIODS, coerce=int, initial=365)

    def __init__(self, *args: Any, own: frozenset[Right], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.value, upfirst(str(role.label))) for role in Role if RIGHTS[role] <= own]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
