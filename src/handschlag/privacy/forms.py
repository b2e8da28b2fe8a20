"""What is sent about purposes, rules, choices and requests."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from handschlag.engine.language import Text
from handschlag.foundation import personal
from handschlag.foundation.form_fields import NameField
from handschlag.foundation.personal import Audience, Basis, Group
from handschlag.foundation.reading import upfirst
from handschlag.privacy.queries import Kept, Worded
from handschlag.privacy.states import Asked

LONGEST_TEXT = 5000


class PurposeForm(forms.Form):
    """A new version of a purpose: its words in each language, its ground, who gets the data."""

    basis = forms.TypedChoiceField(label=_("Legal ground"), choices=Basis.choices, coerce=Basis)
    audience = forms.TypedChoiceField(
        label=_("Who gets the data"), choices=Audience.choices, coerce=lambda value: Audience(int(value))
    )

    def __init__(self, data: Any = None, *, worded: Worded) -> None:
        initial = {"basis": worded.basis, "audience": int(worded.audience)}
        for code, _name in settings.LANGUAGES:
            title, text = worded.title.versions.get(code), worded.text.versions.get(code)
            initial |= {f"title_{code}": title.text if title else "", f"text_{code}": text.text if text else ""}
        super().__init__(data, initial=initial)
        for code, _name in settings.LANGUAGES:
            self.fields[f"title_{code}"] = NameField(label=_("Title"), required=False)
            self.fields[f"text_{code}"] = forms.CharField(
                label=_("Text"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4})
            )
            for field in ("title", "text"):
                self.fields[f"{field}_{code}"].widget.attrs["lang"] = code
        codes = [code for code, _name in settings.LANGUAGES]
        self.languages = [(code, self[f"title_{code}"], self[f"text_{code}"]) for code in codes]

    def words(self) -> dict[str, Any]:
        """What ``services.purposes.publish`` takes."""
        sent = self.cleaned_data
        codes = [code for code, _name in settings.LANGUAGES]
        return {
            "basis": sent["basis"],
            "audience": sent["audience"],
            "title": Text.of(**{code: sent[f"title_{code}"] for code in codes}),
            "text": Text.of(**{code: sent[f"text_{code}"].strip() for code in codes}),
        }


class RuleForm(forms.Form):
    """What counts for one group at a host."""

    def __init__(self, data: Any = None, *, kept: Kept) -> None:
        group = kept.group
        initial = {"widest": int(kept.widest), "days": kept.days}
        super().__init__(data, prefix=group.key.replace(".", "-"), initial=initial)
        if group.is_chosen:
            self.fields["widest"] = forms.TypedChoiceField(
                label=_("Seen by, at most"), choices=audiences(group), coerce=lambda value: Audience(int(value))
            )
        if group.retention is not None:
            least, most = group.retention.least, group.retention.most
            self.fields["days"] = forms.IntegerField(
                label=_("Days"),
                help_text=_("from %(least)s to %(most)s") % {"least": least, "most": most},
                min_value=least,
                max_value=most,
            )


class ChoicesForm(forms.Form):
    """Who may see what of her. ``choices()`` is what was chosen, by group."""

    def __init__(self, *args: Any, chosen: dict[str, Audience], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {group.key.replace(".", "-"): group for group in personal.groups() if group.is_chosen}
        for name, group in self.groups.items():
            self.fields[name] = forms.TypedChoiceField(
                label=group.label,
                help_text=group.says,
                choices=audiences(group),
                coerce=lambda value: Audience(int(value)),
                initial=int(chosen.get(group.key, group.audience)),
            )

    def choices(self) -> dict[str, Audience]:
        return {group.key: self.cleaned_data[name] for name, group in self.groups.items()}


class ConsentForm(forms.Form):
    """To which words she agrees."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class EraseForm(forms.Form):
    """The second yes."""

    sure = forms.BooleanField(
        label=_("Yes, erase it. I know that this cannot be undone."),
        error_messages={"required": _("Please tick this, so that nothing is erased by mistake.")},
    )


class RequestForm(forms.Form):
    """What somebody has asked the host for."""

    asked = forms.TypedChoiceField(label=_("What for"), choices=Asked.choices, coerce=Asked)
    name = NameField(label=_("Who asks"))
    email = forms.EmailField(label=_("Mail address"), required=False, max_length=254)
    received_on = forms.DateField(
        label=_("Received on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"received_on": today})


class AnswerForm(forms.Form):
    """How a request is closed."""

    step = forms.ChoiceField(choices=[("done", "done"), ("refused", "refused")], widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("What was done, or why not"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


def audiences(group: Group) -> list[tuple[int, str]]:
    """From the narrowest to the widest that the group allows."""
    return [(one.value, upfirst(str(one.label))) for one in Audience if one <= group.widest]
