"""What organisers type in about mails."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handschlag.engine.language import Text
from handschlag.foundation.errors import RuleBroken
from handschlag.foundation.letters import Kind, all_kinds
from handschlag.foundation.models import MailState
from handschlag.mail.access import Desk
from handschlag.mail.audiences import audience_of, audiences
from handschlag.mail.letters import MAILING
from handschlag.mail.models import Mailing

SUBJECT_LETTERS = 250
BODY_LETTERS = 20_000
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


class FilterForm(forms.Form):
    """Which of the sent mails are shown."""

    to = forms.CharField(label=_("Address"), required=False, max_length=320)
    state = forms.ChoiceField(label=pgettext_lazy("of a mail", "State"), required=False)
    kind = forms.ChoiceField(label=_("Kind of mail"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["state"].choices = [("", _("all")), *MailState.choices]  # type: ignore[attr-defined]
        named = sorted((str(kind.label), kind.key) for kind in all_kinds())
        self.fields["kind"].choices = [("", _("all")), *((key, label) for label, key in named)]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, str]:
        """Conditions on mails; what makes no sense is no condition."""
        given = self.cleaned_data if self.is_valid() else {}
        found = {"to_email__icontains": given.get("to", "").strip().lower()}
        found |= {name: given.get(name, "") for name in ("state", "kind")}
        return {name: value for name, value in found.items() if value}

    def wanted_query(self) -> str:
        """The same for the address of the next page."""
        given = {name: self.data.get(name) for name in self.fields if self.data.get(name)}
        return f"{urlencode(given)}&" if given else ""


class TextForm(forms.Form):
    """How a host says a kind of letter."""

    subject = forms.CharField(label=_("Subject"), max_length=SUBJECT_LETTERS)
    body = forms.CharField(label=_("Text"), max_length=BODY_LETTERS, widget=forms.Textarea(attrs={"rows": 16}))

    def __init__(self, data: Any = None, *, kind: Kind, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._kind = kind

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors:
            try:
                self._kind.check(given["subject"], given["body"])
            except RuleBroken as broken:
                self.add_error("body", broken)
        return given


class MailingForm(forms.Form):
    """A letter to many: to whom, and what in each language."""

    audience = forms.ChoiceField(label=_("Recipients"))
    event = forms.ChoiceField(label=_("Event"), required=False)
    needs_second = forms.BooleanField(label=_("A second person has to confirm it before it is sent"), required=False)

    def __init__(self, data: Any = None, *, desk: Desk, mailing: Mailing | None = None) -> None:
        super().__init__(data, initial=_initial(mailing) if mailing else None)
        self._events = {event.public_id: event for event in desk.events()}
        self.fields["audience"].choices = [(one.key, one.label) for one in audiences() if one.of_event or desk.is_whole]  # type: ignore[attr-defined]
        self.fields["event"].choices = [("", "–"), *((key, str(one)) for key, one in self._events.items())]  # type: ignore[attr-defined]
        for code, name in settings.LANGUAGES:
            self.fields[f"subject_{code}"] = forms.CharField(
                label=_("Subject"), max_length=SUBJECT_LETTERS, required=False, widget=forms.TextInput({"lang": code})
            )
            self.fields[f"body_{code}"] = forms.CharField(
                label=_("Text"),
                max_length=BODY_LETTERS,
                required=False,
                widget=forms.Textarea({"rows": 10, "lang": code}),
            )
            self.fields[f"subject_{code}"].language = self.fields[f"body_{code}"].language = name  # type: ignore[attr-defined]

    def languages(self) -> list[tuple[str, Any, Any]]:
        """Code, subject and text of each language, for the page."""
        return [(code, self[f"subject_{code}"], self[f"body_{code}"]) for code in LANGUAGES]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("audience") and audience_of(given["audience"]).of_event and not given.get("event"):
            self.add_error("event", _("Please choose the event to whose people you write."))
        for code in LANGUAGES:
            self._check_language(code, given)
        return given

    def written(self) -> dict[str, Any]:
        """What ``services.mailings.draft`` takes."""
        given = self.cleaned_data
        of_event = audience_of(given["audience"]).of_event
        return {
            "event": self._events.get(given["event"]) if of_event else None,
            "audience": given["audience"],
            "needs_second": given["needs_second"],
            "subject": Text.of(**{code: given[f"subject_{code}"] for code in LANGUAGES}),
            "body": Text.of(**{code: given[f"body_{code}"] for code in LANGUAGES}),
        }

    def _check_language(self, code: str, given: dict[str, Any]) -> None:
        try:
            MAILING.check(given.get(f"subject_{code}", ""), given.get(f"body_{code}", ""))
        except RuleBroken as broken:
            self.add_error(f"body_{code}", broken)


def _initial(mailing: Mailing) -> dict[str, Any]:
    words = {
        f"{part}_{code}": version.text
        for part in ("subject", "body")
        for code, version in getattr(mailing, part).versions.items()
    }
    return words | {
        "audience": mailing.audience,
        "event": mailing.event.public_id if mailing.event else "",
        "needs_second": mailing.needs_second,
    }
