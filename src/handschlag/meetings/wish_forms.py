"""What a participant says about wishes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handschlag.companies.models import Participant
from handschlag.meetings.models import Wish
from handschlag.meetings.states import WishLevel, WishState

LONGEST = 500


class AnswerForm(forms.Form):
    """What those asked say. ``cleaned_data["answer"]`` is a ``WishState``."""

    answer = forms.TypedChoiceField(
        label=_("Your answer"),
        choices=[(WishState.ACCEPTED, _("Accept")), (WishState.DECLINED, _("Decline"))],
        coerce=WishState,
    )
    note = forms.CharField(
        label=_("Short reason"),
        help_text=_("Those who asked read it."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @classmethod
    def on(cls, wish: Wish, data: Any = None) -> AnswerForm:
        """The form beside this wish; a page may hold many."""
        return cls(data, auto_id=f"answer-{wish.public_id}-%s", initial={"note": wish.answer_note})


class LevelForm(forms.Form):
    """How much a participant wants to meet another. ``cleaned_data["level"]`` is a ``WishLevel``."""

    level = forms.TypedChoiceField(
        label=_("Do you want to meet?"), choices=WishLevel.choices, coerce=WishLevel, widget=forms.RadioSelect
    )
    message = forms.CharField(
        label=_("What you want to talk about"),
        help_text=_("Only those asked read it. Write in any language."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @classmethod
    def towards(cls, asked: Participant, wish: Wish | None = None, data: Any = None) -> LevelForm:
        """The form beside this participant; a page may hold many."""
        initial = {"level": wish.level, "message": wish.message} if wish else {}
        return cls(data, auto_id=f"level-{asked.public_id}-%s", initial=initial)
