"""What editors write in a notice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handschlag.events.models import Event, Tag
from handschlag.foundation.reading import plain
from handschlag.portal import queries
from handschlag.portal.forms.writing import Words, WritingForm
from handschlag.portal.models import Notice, NoticeKind
from handschlag.portal.services.belongings import MOST_FURTHER
from handschlag.portal.services.notices import LINES, PROSE
from handschlag.portal.verbs import NOTICE_FIELDS as LABELS
from handschlag.programme.forms.fields import MomentField

PLAIN = (
    *("shown_on", "has_day", "when_from", "when_until", "lacks_country"),
    *("embargo_until", "expires_at", "source_address"),
)


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day, in the browser's own way to choose one."""
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **more)


class NoticeForm(WritingForm):
    """A notice with its texts, its dates, and where it belongs."""

    WORDS: ClassVar = {
        "headline": Words(LABELS["headline"], LINES["headline"]),
        "location": Words(LABELS["location"], LINES["location"], hint=_("Such as Leipzig, Saxony.")),
        "lead": Words(LABELS["lead"], PROSE["lead"], rows=3),
        "body": Words(
            LABELS["body"],
            PROSE["body"],
            rows=12,
            hint=_("Headings begin with ##, lists with -, **bold**, [words](address). Other markup is shown as it is."),
        ),
        "source": Words(LABELS["source"], LINES["source"], hint=_("Who said it, where it is not you.")),
        "when_text": Words(
            LABELS["when_text"],
            LINES["when_text"],
            hint=_("Only where the source does not give the whole date: its own words. Below what is known of it."),
        ),
    }
    GROUPS: ClassVar = (
        (_("Texts"), ("headline", "location", "lead", "body")),
        (_("Where it belongs"), ("kind", "event", "tags", "further")),
        (_("Source"), ("source", "source_address")),
        (_("Date"), ("shown_on", "has_day", "when_text", "when_from", "when_until", "lacks_country")),
        (_("When it is shown"), ("embargo_until", "expires_at")),
    )
    FIELD_OF: ClassVar = {
        "range": "when_until",
        "date": "shown_on",
        "expiry": "expires_at",
        **dict.fromkeys(("address", "scheme", "port", "password"), "source_address"),
        **dict.fromkeys(("itself", "many", "host"), "further"),
    }

    kind = forms.ChoiceField(label=LABELS["kind"])
    event = forms.ChoiceField(label=LABELS["event"], required=False)
    tags = forms.MultipleChoiceField(label=LABELS["tags"], required=False, widget=forms.CheckboxSelectMultiple)
    further = forms.CharField(
        label=pgettext_lazy("notice", "Further notices"),
        help_text=_("The address of each on a line of its own. Empty: by common tags and dates."),
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    source_address = forms.CharField(label=LABELS["source_address"], max_length=500, required=False)
    shown_on = day_field(LABELS["shown_on"])
    has_day = forms.BooleanField(label=_("The day is known, and not only the month"), required=False)
    when_from = day_field(LABELS["when_from"], required=False)
    when_until = day_field(LABELS["when_until"], required=False)
    lacks_country = forms.BooleanField(label=_("The source should name a country and does not"), required=False)
    embargo_until = MomentField(
        settings.TIME_ZONE,
        label=LABELS["embargo_until"],
        help_text=_("Nobody sees it before, whenever it is published."),
        required=False,
    )
    expires_at = MomentField(
        settings.TIME_ZONE, label=LABELS["expires_at"], help_text=_("Then it goes into the archive."), required=False
    )

    def __init__(self, data: Any = None, *, row: Notice, **kwargs: Any) -> None:
        super().__init__(data, row=row, **kwargs)
        self._kinds = {one.public_id: one for one in NoticeKind.objects.filter(host=row.host_id)}
        self._events = {one.public_id: one for one in Event.objects.filter(host=row.host_id)}
        self._tags = {one.public_id: one for one in Tag.objects.filter(host=row.host_id)}
        named: dict[str, list[tuple[str, str]]] = {
            "kind": [(key, plain(one.name)) for key, one in self._kinds.items()],
            "event": [
                ("", "–"),
                *((key, f"{plain(one.title)} ({one.first_day.year})") for key, one in self._events.items()),
            ],
            "tags": [(key, plain(one.name)) for key, one in self._tags.items()],
        }
        for name, choices in named.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def initial_of(self, row: Notice) -> dict[str, Any]:
        found: dict[str, Any] = {name: getattr(row, name) for name in PLAIN}
        found["kind"] = row.kind.public_id
        found["event"] = row.event.public_id if row.event is not None else ""
        found["tags"] = [tag.public_id for tag in row.tags.all()]
        found["further"] = "\n".join(one.other.slug for one in queries.chosen_by_hand(row))
        return found

    def clean_further(self) -> list[Notice]:
        """The notices that are meant, in their order."""
        written = [line.strip() for line in self.cleaned_data["further"].splitlines() if line.strip()]
        slugs = list(dict.fromkeys(urlsplit(line).path.rstrip("/").rpartition("/")[2] for line in written))
        if len(slugs) > MOST_FURTHER:
            raise ValidationError(_("Please choose %(most)s notices at most.") % {"most": MOST_FURTHER}, code="many")
        known = {one.slug: one for one in Notice.objects.filter(host=self.row.host_id, slug__in=slugs)}  # type: ignore[attr-defined]
        if unknown := next((slug for slug in slugs if slug not in known), None):
            raise ValidationError(
                _("There is no notice of yours at this address: %(address)s"),
                code="unknown",
                params={"address": unknown[:80]},
            )
        return [known[slug] for slug in slugs]

    def possible(self, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """Also without further notices that are gone."""
        found, gone = super().possible(values)
        slugs = found.get("further", "").splitlines()
        known = set(Notice.objects.filter(host=self.row.host_id, slug__in=slugs).values_list("slug", flat=True))  # type: ignore[attr-defined]
        found["further"] = "\n".join(slug for slug in slugs if slug in known)
        label = self.label_of("further")
        return found, [*gone, *(f"{label}: {slug}" for slug in slugs if slug not in known)]

    def facts(self) -> dict[str, Any]:
        """What has changed and can be understood, as ``services.notices.change`` takes it."""
        given = self.cleaned_data
        chosen: dict[str, Callable[[], Any]] = {
            "kind": lambda: self._kinds[given["kind"]],
            "event": lambda: self._events.get(given["event"]),
            "tags": lambda: [self._tags[key] for key in given["tags"]],
        }
        found: dict[str, Any] = {}
        for name in filter(self.is_readable, self.changed_names()):
            if name in self.WORDS:
                found[name] = self.text(name)
            elif name != "further":
                found[name] = chosen[name]() if name in chosen else given[name]
        return found

    def further_notices(self) -> list[Notice] | None:
        """The further notices, if they have changed."""
        chosen: list[Notice] = self.cleaned_data["further"]
        return chosen if "further" in self.changed_names() else None
