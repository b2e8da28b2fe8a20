"""What is sent about people and hosts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from handschlag.accounts.models import User
from handschlag.events.roles import COME_BY_THEMSELVES, Role
from handschlag.foundation.form_fields import NameField
from handschlag.foundation.reading import upfirst


class LastDayField(forms.DateField):
    """The last day of something, in the browser's own way to choose one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class InviteForm(forms.Form):
    """Whom to invite to which role. ``cleaned_data["role"]`` is a ``Role``."""

    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("The invitation counts for this address only."), max_length=254
    )
    role = forms.TypedChoiceField(label=_("Role"), coerce=Role)
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=settings.LANGUAGES)
    ends_on = LastDayField(label=_("Last day"), help_text=_("Leave it empty for a role without an end."))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        invited = [role for role in Role if role not in COME_BY_THEMSELVES]
        self.fields["role"].choices = [(role.value, upfirst(str(role.label))) for role in invited]  # type: ignore[attr-defined]

    def clean_ends_on(self) -> date | None:
        ends_on: date | None = self.cleaned_data["ends_on"]
        if ends_on is not None and ends_on < self.today:
            raise forms.ValidationError(_("This day is over. Please choose a later one."), code="past")
        return ends_on


class StepForm(forms.Form):
    """One of several buttons. ``cleaned_data["step"]`` is the one that was pressed."""

    step = forms.ChoiceField()
    reason = forms.CharField(required=False, max_length=500)

    def __init__(self, *args: Any, steps: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [(step, step) for step in steps]  # type: ignore[attr-defined]


class MandateForm(forms.Form):
    """Whom to ask to act for oneself. ``cleaned_data["other"]`` is a ``User``."""

    last_day = LastDayField(label=_("Last day"), help_text=_("Leave it empty: until one of you ends it."))

    def __init__(self, *args: Any, choices: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._users = {user.public_id: user for user in choices}
        self.fields["other"] = forms.TypedChoiceField(
            label=_("Who may act for you?"),
            choices=[("", "—"), *((user.public_id, user.name) for user in choices)],
            coerce=self._users.__getitem__,
        )
        self.order_fields(["other", "last_day"])


class HostForm(forms.Form):
    """How a host is called and where it is."""

    name = NameField(label=_("Name of the host"), max_length=200)
    short_name = NameField(
        label=_("Short name"), help_text=_("For boards, where there is little room."), max_length=30, required=False
    )
    address = forms.CharField(
        label=_("Address"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class LogForm(forms.Form):
    """Which entries of the log to show; what makes no sense is left aside."""

    kind = forms.ChoiceField(label=_("Kind of entry"), required=False)
    person = forms.CharField(required=False, max_length=22, widget=forms.HiddenInput)
    about = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    since = LastDayField(label=_("First day"))
    until = LastDayField(label=_("Last day"))

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Everything")), *kinds]  # type: ignore[attr-defined]
