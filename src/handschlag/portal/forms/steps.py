"""What editors send beside the large forms: a new notice or event, a copy, when something appears, files and links."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handschlag.engine.language import Text
from handschlag.events.models import Event, EventKind, Host
from handschlag.foundation.reading import language_name, plain, upfirst
from handschlag.portal.forms.notice import day_field
from handschlag.portal.forms.writing import SITE
from handschlag.portal.models import NoticeKind, NoticeLink
from handschlag.portal.states import LinkKind
from handschlag.programme.forms.fields import MomentField, no_controls

LONGEST_LABEL = 200


class LabelForm(forms.Form):
    """Something with a name in each language of the site."""

    LABEL: Any = _("Label")

    def __init__(self, *args: Any, label: Text | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = (label or Text()).versions
        for code in SITE:
            name = f"label_{code}"
            self.fields[name] = forms.CharField(
                label=f"{self.LABEL} ({language_name(code)})",
                max_length=LONGEST_LABEL,
                required=False,
                widget=forms.TextInput({"lang": code}),
                validators=[no_controls],
            )
            self.initial[name] = known[code].text if code in known else ""

    def label_fields(self) -> list[Any]:
        """The name in each language, for the page."""
        return [self[f"label_{code}"] for code in SITE]

    def text(self) -> Text:
        """The name in all languages."""
        return Text.of(**{code: self.cleaned_data[f"label_{code}"] for code in SITE})


class NewNoticeForm(forms.Form):
    """With what a notice begins. ``cleaned_data["kind"]`` is a ``NoticeKind``."""

    headline = forms.CharField(label=_("Headline"), max_length=200, validators=[no_controls])
    language = forms.ChoiceField(label=_("Language of the headline"), choices=settings.LANGUAGES)

    def __init__(self, data: Any = None, *, host: Host) -> None:
        super().__init__(data, initial={"language": settings.LANGUAGE_CODE})
        kinds = {one.public_id: one for one in NoticeKind.objects.filter(host=host)}
        self.fields["kind"] = forms.TypedChoiceField(
            label=pgettext_lazy("notice", "Kind"),
            choices=[(key, plain(one.name)) for key, one in kinds.items()],
            coerce=kinds.__getitem__,
        )

    def facts(self) -> dict[str, Any]:
        """As ``services.notices.make`` takes them."""
        given = self.cleaned_data
        return {"kind": given["kind"], "headline": Text.of(**{given["language"]: given["headline"]})}


class NewEventForm(forms.Form):
    """With what an event begins; times are those of the clock at the host."""

    kind = forms.TypedChoiceField(label=_("Kind"), choices=EventKind.choices, coerce=EventKind)
    title = forms.CharField(label=_("Title"), max_length=200, validators=[no_controls])
    language = forms.ChoiceField(label=_("Language of the title"), choices=settings.LANGUAGES)
    slug = forms.SlugField(label=_("Address"), max_length=60, help_text=_("Such as forum-2028; it stays for good."))
    starts_at = MomentField(settings.TIME_ZONE, label=_("Beginning"))
    ends_at = MomentField(settings.TIME_ZONE, label=pgettext_lazy("time", "End"))

    def facts(self) -> dict[str, Any]:
        """As ``services.forums.set_up`` takes them."""
        given = self.cleaned_data
        return {
            "title": Text.of(**{given["language"]: given["title"]}),
            "starts_at": given["starts_at"],
            "ends_at": given["ends_at"],
            "time_zone": settings.TIME_ZONE,
            "languages": [given["language"]],
        }


class CopyForm(forms.Form):
    """Under which address and on which day last year's event takes place again."""

    slug = forms.SlugField(label=_("Address"), max_length=60, help_text=_("Such as forum-2028; it stays for good."))
    first_day = day_field(
        _("First day"),
        help_text=_("All dates move along. The same day of the week is suggested, a year of weeks later."),
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any], event: Event) -> None:
        super().__init__(data, initial=initial)
        self._event = event

    def clean_first_day(self) -> Any:
        first_day = self.cleaned_data["first_day"]
        if first_day <= self._event.first_day:
            raise ValidationError(_("Please choose a day after that of the event that is copied."), code="past")
        return first_day


class StepForm(forms.Form):
    """What is done, and from when on it counts; ``at`` is a moment by the clock of the place."""

    step = forms.CharField(max_length=20)

    def __init__(self, data: Any = None, *, zone: str) -> None:
        super().__init__(data)
        self.fields["at"] = MomentField(
            zone,
            label=_("From when on"),
            help_text=_("Empty: at once. By the clock of %(zone)s.") % {"zone": zone},
            required=False,
        )

    def moment(self) -> datetime | None:
        """When it is to appear; None: at once."""
        found: datetime | None = self.cleaned_data["at"]
        return found


class FileForm(LabelForm):
    """A file and what it is."""

    LABEL = _("What it is")
    file = forms.FileField(label=_("File"), help_text=_("PDF, DOCX, XLSX, PNG, JPEG, CSV or ICS, 20 MB at most."))


class LinkForm(LabelForm):
    """A further link of a notice."""

    LABEL = _("Where it leads")
    address = forms.CharField(label=_("Address"), max_length=500)
    kind = forms.ChoiceField(label=pgettext_lazy("notice", "Kind"), choices=LinkKind.choices)
    languages = forms.MultipleChoiceField(
        label=_("Languages found there"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, link: NoticeLink | None = None) -> None:
        found = (
            {"kind": LinkKind.PAGE}
            if link is None
            else {"address": link.address, "kind": link.kind, "languages": link.languages}
        )
        key = f"link-{link.public_id}" if link is not None else "link-new"
        super().__init__(data, initial=found, auto_id=f"{key}-%s", label=link.label if link is not None else None)
        self.fields["languages"].choices = [(code, upfirst(language_name(code))) for code in (*SITE, *_others(link))]  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """As ``services.links`` takes them."""
        given = self.cleaned_data
        return {"label": self.text(), "kind": given["kind"], "languages": given["languages"]}


def _others(link: NoticeLink | None) -> list[str]:
    return [code for code in link.languages if code not in SITE] if link is not None else []
