"""What the page of components shows: made up, and in every state that a component has."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handschlag.engine.language import Origin, Text, Version

TEXTS = {
    "own": Text.of(de="Maschinenbau", en="Mechanical engineering", ru="Машиностроение"),
    "foreign": Text.of(kk="Күн энергиясы"),
    "machine": Text({code: Version("100 kW", Origin.MACHINE) for code in ("de", "en", "ru")}),
    "long": Text.of(tt="Беренче абзац.\n\nИкенче абзац."),
    "none": Text(),
}


class SampleForm(forms.Form):
    """A form with one field of every kind."""

    name = forms.CharField(label=_("Name"), help_text=_("As it shall stand on the table card."))
    email = forms.EmailField(label=_("E-mail address"))
    size = forms.ChoiceField(label=_("Employees"), choices=[("s", "1–49"), ("m", "50–249"), ("l", "250+")])
    message = forms.CharField(label=_("Message"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    level = forms.ChoiceField(
        label=_("Level"),
        choices=[("must", _("must")), ("want", _("want")), ("possible", _("possible")), ("no", _("no"))],
        widget=forms.RadioSelect,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=[("de", _("German")), ("en", _("English")), ("ru", _("Russian"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agreed = forms.BooleanField(label=_("May decide about contracts"), required=False)


def context() -> dict[str, Any]:
    """Everything that the page needs."""
    filled = {"name": "Elbe Wärmetechnik (fiktiv)", "email": "office@forum.example", "size": "m", "level": "want"}
    history = SimpleNamespace(
        is_demo=True, is_history=True, starts_at=date(2019, 2, 5), title=Text.of(de="Forum 2019", en="Forum 2019")
    )
    usable = SimpleNamespace(is_demo=True, is_history=False, title=Text.of(de="Forum 2027", en="Forum 2027"))
    return {
        "texts": TEXTS,
        "demo_events": [history, usable],
        "empty_form": SampleForm(prefix="a", initial=filled),
        "wrong_form": SampleForm({"b-name": "", "b-email": "office@forum", "b-size": "m"}, prefix="b"),
        "date": date(2027, 3, 10),
    }
