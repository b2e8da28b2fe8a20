"""What the office says when it invites somebody to apply."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handschlag.accounts.models import User
from handschlag.events.models import Event
from handschlag.foundation.form_fields import NameField
from handschlag.registration import invited, pasted
from handschlag.registration.forms.organiser import ANY, countries
from handschlag.registration.pasted import Pasted

MOST_LETTERS = 100_000


class AnswerForm(forms.Form):
    """Which invitations to list. What cannot be is as if it had not been asked for."""

    answer = forms.ChoiceField(
        label=pgettext_lazy("of an invitation", "Answer"),
        required=False,
        choices=[ANY, *((key, label) for key, (label, _which) in invited.ANSWERS.items())],
    )

    def chosen(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("answer", ""))


class _Inviting(forms.Form):
    """What is the same for one and for many; ``co_organisers``: those who may stand for an invitation."""

    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES, initial="de")
    co_organiser = forms.ChoiceField(
        label=_("On behalf of the co-organiser"),
        required=False,
        help_text=_("She sees in her figures how many have answered and applied, but not who."),
    )

    def __init__(self, data: Any = None, *, co_organisers: list[User], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.by_id = {one.public_id: one for one in co_organisers}
        named = [("", "–"), *((key, one.name) for key, one in self.by_id.items())]
        self.fields["co_organiser"].choices = named  # type: ignore[attr-defined]
        if not co_organisers:
            del self.fields["co_organiser"]

    def for_whom(self) -> User | None:
        return self.by_id.get(self.cleaned_data.get("co_organiser", ""))


class InviteForm(_Inviting):
    """One person."""

    email = forms.EmailField(label=_("Mail address"), max_length=254)
    name = NameField(label=_("Name"), required=False, max_length=200)
    organisation = NameField(
        label=_("Organisation"),
        required=False,
        max_length=200,
        help_text=_("One of this name and country that is known here is taken, else it is new."),
    )
    country = forms.ChoiceField(label=_("Country of the organisation"), required=False)
    field_order = ("email", "name", "organisation", "country", "language", "co_organiser")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", "–"), *countries()]  # type: ignore[attr-defined]


class InviteManyForm(_Inviting):
    """Many people, one a line; once it is valid, ``pasted`` tells them apart."""

    addresses = forms.CharField(
        label=_("Addresses"),
        max_length=MOST_LETTERS,
        help_text=_("One a line: name@example.org, or Name <name@example.org>."),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )
    field_order = ("addresses", "language", "co_organiser")

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event, self.pasted = event, Pasted()

    def clean_addresses(self) -> str:
        written = str(self.cleaned_data["addresses"])
        self.pasted = pasted.read(written, self.event)
        if not (self.pasted.new or self.pasted.known):
            raise ValidationError(
                [_line_and_why(line.number, line.why) for line in self.pasted.wrong[:20]], code="address"
            )
        return written


def _line_and_why(number: int, why: str) -> ValidationError:
    return ValidationError(_("Line %(number)s: %(why)s"), code="address", params={"number": number, "why": why})
