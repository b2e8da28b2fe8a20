"""What organisers type in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from handschlag.events.models import Event, Interpreter, Table
from handschlag.meetings.choices import USUAL_FAIRNESS, USUAL_SECONDS, Choices
from handschlag.meetings.states import PlanState

NO_LIMIT = "none"


class RunForm(forms.Form):
    """The settings of a planning run, in the organiser's words; ``choices()`` gives them typed."""

    seconds = forms.TypedChoiceField(
        label=_("Time to compute"),
        choices=[
            (5, _("5 seconds: a first look")),
            (10, _("10 seconds: usually enough")),
            (30, _("30 seconds: thorough")),
            (120, _("2 minutes: for the final plan")),
        ],
        coerce=int,
        initial=USUAL_SECONDS,
        widget=forms.RadioSelect,
    )
    tables = forms.IntegerField(label=_("Tables to use"), min_value=1)
    interpreters = forms.MultipleChoiceField(
        label=_("Interpreters to use"), required=False, widget=forms.CheckboxSelectMultiple
    )
    fairness = forms.TypedChoiceField(
        label=_("Waiting between meetings"),
        help_text=_("How much more often one participant may have to wait than another."),
        choices=[
            (0, _("not more often: everybody waits equally often")),
            (1, _("one wait more at most")),
            (2, _("two waits more at most")),
            (3, _("three waits more at most")),
            (NO_LIMIT, _("no limit: as many meetings as possible")),
        ],
        coerce=lambda given: None if given == NO_LIMIT else int(given),
        initial=USUAL_FAIRNESS,
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=200, help_text=_("What you try with this run, for yourselves.")
    )

    def __init__(self, data: Any = None, *, event: Event) -> None:
        super().__init__(data)
        names = list(Interpreter.objects.filter(event=event).order_by("name", "pk").values_list("public_id", "name"))
        tables = Table.objects.filter(event=event).count()
        self.fields["interpreters"].choices = names  # type: ignore[attr-defined]
        self.fields["interpreters"].initial = [public_id for public_id, _name in names]
        self.fields["tables"].initial = tables
        self.fields["tables"].widget.attrs["max"] = tables
        self.fields["tables"].validators.append(MaxValueValidator(tables))
        if not tables:  # a plan without tables ends with its cause in words, not with an error here
            self.fields["tables"].required = False
            del self.fields["tables"].widget.attrs["max"]

    def choices(self) -> Choices:
        """What was chosen; everybody and everything there is, is not listed by name."""
        given = self.cleaned_data
        everybody = {public_id for public_id, _name in self.fields["interpreters"].choices}  # type: ignore[attr-defined]
        chosen = set(given["interpreters"])
        return Choices(
            seconds=given["seconds"],
            tables=given["tables"],
            interpreters=None if chosen == everybody else tuple(sorted(chosen)),
            fairness=given["fairness"],
            note=given["note"],
        )


class PublishForm(forms.Form):
    """The step that was pressed, and which plan the organiser saw published while pressing it."""

    step = forms.ChoiceField(choices=[(PlanState.PROVISIONAL, ""), (PlanState.FINAL, "")])
    in_place_of = forms.CharField(required=False)
