"""What editors write about the small rows of a host: kinds of notices, tags, fairs and their eligibility marks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handschlag.events.models import Tag, TagKind
from handschlag.events.services import tags
from handschlag.foundation.reading import plain, upfirst
from handschlag.portal.forms.writing import Words, WritingForm
from handschlag.portal.models import NoticeKind
from handschlag.portal.services import kinds
from handschlag.portal.states import KindIcon


class RowForm(WritingForm):
    """A small row. Several of these may stand in one page.

    After ``see_both``, ``theirs`` are the fields in which somebody else has written something other meanwhile: what
    each is called, and what stands there now.
    """

    GROUPS: ClassVar = ()
    row: Any

    def __init__(self, data: Any = None, *, row: Any, **offered: Any) -> None:
        super().__init__(data, row=row)
        self._offered = offered
        self.auto_id = f"{row.public_id if row.pk else 'new'}-%s"
        self.theirs: list[tuple[str, str]] | None = None

    def initial_of(self, _row: Any) -> dict[str, Any]:
        return {}

    @property
    def base(self) -> int:
        """The number of changes that she has seen, hers to send back; -1 where she does not say."""
        if not self.is_bound or self.theirs is not None:
            return int(self.row.changes)
        sent = str(self.data.get("base", ""))
        return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else -1

    def in_languages(self) -> list[Any]:
        """All texts, each in its languages."""
        return [self._shown(name) for name in self.words]

    def texts(self) -> dict[str, Any]:
        """All texts as services take them."""
        return {name: self.text(name) for name in self.words}

    def facts(self) -> dict[str, Any]:
        """As the service of the row takes them."""
        return self.texts()

    def see_both(self) -> None:
        """Show beside what was sent what stands there now."""
        self.row.refresh_from_db()
        now = type(self)(row=self.row, **self._offered)
        mine, kept = self.values(), now.values()
        differing = [name for name in self.fields if (mine.get(name) or "") != (kept.get(name) or "")]
        self.theirs = [(self.label_of(name), self.shown(name, kept.get(name)) or "–") for name in differing]


class ListedForm(RowForm):
    """A row of a list whose order somebody has chosen; ``listed`` are all of its rows."""

    def __init__(self, data: Any = None, *, row: Any, listed: Iterable[Any] = ()) -> None:
        super().__init__(data, row=row, listed=listed)
        if row.pk:
            self._add_place(list(listed))

    def facts(self) -> dict[str, Any]:
        moves = {"after": self.cleaned_data["after"]} if "after" in self.changed_data else {}
        return super().facts() | moves

    def _add_place(self, listed: list[Any]) -> None:
        others = [one for one in listed if one.pk != self.row.pk]
        ahead = listed[: next((at for at, one in enumerate(listed) if one.pk == self.row.pk), 0)]
        self.fields["after"] = forms.ChoiceField(
            label=_("Place in the list"),
            choices=[
                ("", _("at the beginning")),
                *((one.public_id, _("behind “%(name)s”") % {"name": plain(one.name)}) for one in others),
            ],
            required=False,
            # Whoever only renames does not undo that somebody else has moved something.
            show_hidden_initial=True,
        )
        self.initial["after"] = ahead[-1].public_id if ahead else ""


ONE = gettext_lazy("In one language at least.")


class KindForm(ListedForm):
    """A kind of notices."""

    WORDS: ClassVar = {"name": Words(gettext_lazy("Name of the kind"), kinds.LONGEST_NAME, hint=ONE)}
    icon = forms.ChoiceField(label=gettext_lazy("Icon"), choices=KindIcon.choices, widget=forms.RadioSelect)

    def initial_of(self, row: NoticeKind) -> dict[str, Any]:
        return {"icon": row.icon}

    def facts(self) -> dict[str, Any]:
        return super().facts() | {"icon": self.cleaned_data["icon"]}


class TagForm(ListedForm):
    """A region or a sector."""

    WORDS: ClassVar = {"name": Words(gettext_lazy("Name of the tag"), tags.LONGEST_NAME, hint=ONE)}


class NewTagForm(RowForm):
    """A region or a sector that there is not yet."""

    WORDS: ClassVar = TagForm.WORDS
    kind = forms.TypedChoiceField(label=gettext_lazy("What it is"), coerce=TagKind, widget=forms.RadioSelect)
    slug = forms.CharField(
        label=gettext_lazy("Word in addresses"),
        help_text=gettext_lazy(
            "Such as saxony. Hosts that use the same word share one filter. Empty: it is made from the name."
        ),
        max_length=tags.LONGEST_SLUG,
        required=False,
        widget=forms.TextInput({"autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, data: Any = None, *, row: Tag) -> None:
        super().__init__(data, row=row)
        self.fields["kind"].choices = [(kind.value, upfirst(str(kind.label))) for kind in TagKind]  # type: ignore[attr-defined]

    def initial_of(self, _row: Any) -> dict[str, Any]:
        return {"kind": TagKind.REGION}

    def facts(self) -> dict[str, Any]:
        return self.texts() | {name: self.cleaned_data[name] for name in ("kind", "slug")}


class MergeForm(forms.Form):
    """Into which other tag one is merged. ``cleaned_data["into"]`` is a ``Tag``."""

    def __init__(self, data: Any = None, *, tag: Tag, listed: Iterable[Tag]) -> None:
        super().__init__(data, auto_id=f"{tag.public_id}-%s")
        others = {one.public_id: one for one in listed if one.pk != tag.pk}
        self.fields["into"] = forms.TypedChoiceField(
            label=_("Merge into"),
            choices=[("", "–"), *((key, plain(one.name)) for key, one in others.items())],
            coerce=others.__getitem__,
            help_text=_("All that has this tag then has the other one."),
        )
