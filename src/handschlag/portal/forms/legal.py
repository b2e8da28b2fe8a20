"""What a host says on its legal pages, and what people tell it about barriers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from handschlag.engine.language import Text, prose
from handschlag.foundation.form_fields import NameField
from handschlag.foundation.reading import language_name, upfirst
from handschlag.portal.accessibility import TEXTS, Conformance, Method, Statement
from handschlag.portal.models import LegalKind, LegalPage
from handschlag.portal.services.legal import LONGEST_TEXT

LONGEST_MESSAGE = 5000
CODES = tuple(code for code, _name in settings.LANGUAGES)


class ProseField(forms.CharField):
    """A text of several lines, without what cannot be seen."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        return prose.clean(super().to_python(value) or "")


class TextsForm(forms.Form):
    """A form with texts in all languages of the site, beside each other.

    ``sides`` has each text: what it is called, a hint, and a field for each language.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sides: list[tuple[Any, Any, list[forms.BoundField]]] = []

    def add_text(self, name: str, label: Any, *, text: Text, rows: int, hint: Any = "") -> None:
        for code in CODES:
            field = ProseField(label=upfirst(language_name(code)), rows=rows, max_length=LONGEST_TEXT, required=False)
            field.widget.attrs["lang"] = code
            self.fields[f"{name}_{code}"] = field
            self.initial[f"{name}_{code}"] = text.versions[code].text if code in text.versions else ""
        self.sides.append((label, hint, [self[f"{name}_{code}"] for code in CODES]))

    def text(self, name: str) -> Text:
        """What was written, in all languages."""
        return Text.of(**{code: self.cleaned_data[f"{name}_{code}"] for code in CODES})


class PageForm(TextsForm):
    """The words of a legal page, and the address of a video where there is one."""

    def __init__(self, data: Any = None, *, page: LegalPage) -> None:
        super().__init__(data)
        self.add_text("text", _("Text"), text=page.text, rows=18, hint=HINTS[LegalKind(page.kind)])
        if page.kind == LegalKind.PRIVACY:
            self.fields["officer"] = ProseField(
                label=_("Data protection officer"), help_text=_("Office, address, mail address."), required=False
            )
            self.fields["authority"] = ProseField(
                label=_("Supervisory authority"), help_text=_("Where people can complain."), required=False
            )
            self.initial.update({name: page.facts.get(name, "") for name in ("officer", "authority")})
        if page.kind == LegalKind.SIGN_LANGUAGE:
            self.fields["video_address"] = forms.CharField(
                label=_("Address of the video elsewhere"),
                help_text=_("The page leads there by a link; nothing is loaded from there. Or send a file below."),
                max_length=500,
                required=False,
            )
            self.initial["video_address"] = page.video_address

    def facts(self) -> dict[str, Any]:
        """What is kept beside the text."""
        return {name: self.cleaned_data[name] for name in ("officer", "authority") if name in self.fields}

    def video_elsewhere(self) -> str:
        return str(self.cleaned_data.get("video_address", ""))


HINTS = {
    LegalKind.IMPRINT: _(
        "Name and address stand above it already. Add who represents the host, telephone and mail address, register "
        "and number, VAT number, supervisory authority, and who answers for the content. Headings begin with ##."
    ),
    LegalKind.PRIVACY: _(
        "Purposes, legal grounds, retention and rights follow by themselves from what the site does. Add here what "
        "is special to you. Headings begin with ##."
    ),
    LegalKind.ACCESSIBILITY: _("Optional: what you want to say beyond the statement."),
    LegalKind.EASY_LANGUAGE: _(
        "What this site is, how to find one's way and what the accessibility statement says, in short sentences. "
        "One sentence stands on one line."
    ),
    LegalKind.SIGN_LANGUAGE: _("What the video says, for those who cannot see it."),
}


class StatementForm(TextsForm):
    """All that the accessibility statement needs."""

    body = NameField(label=_("Who makes this statement"), help_text=_("Empty: the name of the host."), required=False)
    conformance = forms.TypedChoiceField(
        label=_("How far the site complies"), choices=Conformance.choices, coerce=Conformance
    )
    method = forms.TypedChoiceField(label=_("How that was found out"), choices=Method.choices, coerce=Method)
    prepared_on = forms.DateField(
        label=_("Statement made on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reviewed_on = forms.DateField(
        label=_("Last reviewed on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    email = forms.EmailField(label=_("Mail address for reports"), help_text=_("Of an office."), max_length=254)
    phone = NameField(label=_("Telephone"), max_length=60, required=False)
    enforcement_address = forms.URLField(
        label=_("Web address of the enforcement body"), max_length=500, required=False, assume_scheme="https"
    )

    def __init__(self, data: Any = None, *, page: LegalPage) -> None:
        statement = Statement.read(page.facts)
        super().__init__(data, initial={name: getattr(statement, name) for name in PLAIN})
        for name, (label, hint) in STATEMENT_TEXTS.items():
            self.add_text(name, label, text=getattr(statement, name), rows=5, hint=hint)
        self.add_text("text", _("Further words"), text=page.text, rows=5, hint=HINTS[LegalKind.ACCESSIBILITY])

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        has_gaps = any(sent.get(f"{name}_{code}") for name in ("not_compliant", "burden") for code in CODES)
        conformance = sent.get("conformance")
        if conformance == Conformance.FULL and has_gaps:
            self.add_error("conformance", _("Something is not accessible, so the site complies partially at most."))
        if conformance in (Conformance.PARTIAL, Conformance.NONE) and not has_gaps:
            self.add_error("conformance", _("Please say below what is not accessible, and why."))
        if sent.get("reviewed_on") and sent.get("prepared_on") and sent["reviewed_on"] < sent["prepared_on"]:
            self.add_error("reviewed_on", _("The review cannot be before the statement was made."))
        return sent

    def facts(self) -> dict[str, Any]:
        """What is kept beside the text."""
        facts: dict[str, Any] = {name: self.cleaned_data[name] for name in PLAIN}
        facts |= {name: self.text(name) for name in TEXTS}
        return Statement(**facts).as_data()

    def video_elsewhere(self) -> str:
        return ""


PLAIN = (
    "body",
    "conformance",
    "method",
    "prepared_on",
    "reviewed_on",
    "email",
    "phone",
    "enforcement_address",
)
STATEMENT_TEXTS = {
    "not_compliant": (
        _("Not accessible: does not comply yet"),
        _("What, since when known, until when it will be put right, and which way there is meanwhile."),
    ),
    "burden": (
        _("Not accessible: would be a disproportionate burden"),
        _("What, and why the burden would be disproportionate."),
    ),
    "out_of_scope": (
        _("Not accessible: the law does not speak of it"),
        _("For instance files from before September 2018."),
    ),
    "enforcement": (
        _("Enforcement body"),
        _("Who helps if the host does not answer: name, address, telephone, mail address."),
    ),
}


class VideoForm(forms.Form):
    """A video in sign language."""

    video = forms.FileField(label=_("Video file"), help_text=_("MP4, 20 MB at most."))

    def file(self) -> UploadedFile:
        sent: UploadedFile = self.cleaned_data["video"]
        return sent


class BarrierForm(forms.Form):
    """What somebody tells a host about a barrier."""

    message = ProseField(
        label=_("What does not work for you"),
        help_text=_("For instance: what you wanted to do, what happened, which browser or aid you use."),
        rows=7,
        max_length=LONGEST_MESSAGE,
        error_messages={"required": _("Please say in a few words what does not work.")},
    )
    page = forms.CharField(label=_("On which page"), max_length=300, required=False)
    email = forms.EmailField(
        label=_("Your mail address"),
        help_text=_("Only if you want an answer. It is used for nothing else."),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_page(self) -> str:
        return prose.line(self.cleaned_data["page"])
