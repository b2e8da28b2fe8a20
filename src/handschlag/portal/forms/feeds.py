"""Which feeds of partners a host shows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from handschlag.events.models import Host
from handschlag.foundation.form_fields import NameField
from handschlag.foundation.reading import plain
from handschlag.portal.models import NoticeKind


class FeedForm(forms.Form):
    """A feed that is to be shown. ``cleaned_data["kind"]`` is a ``NoticeKind``."""

    address = forms.CharField(
        label=_("Address"),
        help_text=_("Of the feed (Atom or RSS), or of a page that names it."),
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    title = NameField(
        label=_("Name of the partner"),
        help_text=_("Stands as the source of each notice. Empty: the title of the feed."),
        max_length=200,
        required=False,
    )
    language = forms.ChoiceField(label=_("Language of the feed"), choices=settings.LANGUAGES)
    kind = forms.TypedChoiceField(label=_("Kind of its notices"))
    shows_at_once = forms.TypedChoiceField(
        label=_("New notices"),
        choices=[("now", _("stand on the site at once")), ("later", _("wait as drafts for an editor"))],
        coerce=lambda value: value == "now",
        initial="now",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, host: Host, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: dict[str, NoticeKind] = {kind.key: kind for kind in host.notice_kinds.all()}
        field: Any = self.fields["kind"]
        field.choices = [(key, plain(kind.name)) for key, kind in kinds.items()]
        field.coerce = kinds.__getitem__
