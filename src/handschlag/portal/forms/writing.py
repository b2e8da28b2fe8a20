"""What editors write: texts in several languages side by side, and all that stands around them.

The values of such a form are plain: what its fields hold as a browser sends it, by their names, without what is empty.
So a version, a draft and what somebody has just sent can be compared field by field, whatever the fields mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from babel import Locale
from django import forms
from django.conf import settings
from django.db.models import Model
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from handschlag.engine.language import Origin, Text, Version
from handschlag.foundation.reading import language_name, upfirst
from handschlag.programme.forms.fields import no_controls

CODE = re.compile(r"[a-z]{2,3}")
MOST_LANGUAGES = 10
ORIGIN = ":origin"
CHECKED = "checked:"
SITE = tuple(code for code, _name in settings.LANGUAGES)


@dataclass(frozen=True, slots=True)
class Words:
    """A text of an editor: what it is called, how many letters it may have, and how many lines are shown at once."""

    label: Any
    longest: int
    rows: int = 1
    hint: Any = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """One text in all languages, side by side."""

    name: str
    words: Words
    fields: tuple[tuple[str, BoundField], ...]


class WritingForm(forms.Form):
    """A row with texts in several languages.

    A form of a row says its ``WORDS`` and ``GROUPS``, declares the other fields, and what they hold of the row.
    """

    WORDS: ClassVar[Mapping[str, Words]]
    GROUPS: ClassVar[tuple[tuple[Any, tuple[str, ...]], ...]]
    FIELD_OF: ClassVar[Mapping[str, str]] = {}
    """At which field a refusal of this code is shown, where that is not its name."""

    def __init__(self, data: Any = None, *, row: Model, languages: Iterable[str] = ()) -> None:
        super().__init__(data, initial=self.initial_of(row))
        self.row = row
        self.words = self.words_of(row)
        self.original = self.original_of(row)
        self.codes = self._codes(languages)
        for name, words in self.words.items():
            for code in self.codes:
                self._add_text(name, words, code)

    def initial_of(self, row: Any) -> dict[str, Any]:
        """What the other fields hold of the row."""
        raise NotImplementedError

    def words_of(self, _row: Any) -> Mapping[str, Words]:
        """All texts; more than ``WORDS`` where a row has several of a kind."""
        return self.WORDS

    def original_of(self, _row: Any) -> str:
        """The code of the language in which texts are written first."""
        return settings.LANGUAGE_CODE

    def groups(self) -> list[tuple[str, list[Any]]]:
        """The fields under their headings: bound fields, and texts side by side."""
        return [(str(heading), [self._shown(name) for name in names]) for heading, names in self.GROUPS]

    def values(self) -> dict[str, Any]:
        """What the form holds now, what is empty left out."""
        named = {name: self._value(name) for name in self.fields}
        origins = {f"{cell}{ORIGIN}": self._origin(*where) for cell, where in self._cells() if named[cell]}
        return {name: one for name, one in named.items() if one} | {
            name: str(origin) for name, origin in origins.items() if origin is not Origin.WRITTEN
        }

    def possible(self, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """Values of a version as far as they can still be, and in words what is gone and left out.

        What has to be chosen stays as it is now where that which was chosen is gone.
        """
        found, gone = dict(values), []
        for name, field in self.fields.items():
            if not isinstance(field, forms.ChoiceField) or name not in found:
                continue
            offered, one = {str(key) for key, _label in list(field.choices)}, found[name]  # type: ignore[arg-type]
            kept = [key for key in one if key in offered] if isinstance(one, list) else one if one in offered else ""
            if kept != one:
                found[name] = self._kept(name) if field.required and not kept else kept
                gone.append(self.label_of(name))
        return found, gone

    def changed_names(self) -> list[str]:
        """Which fields hold something else than the row; texts by their names, whatever the language."""
        cells = dict(self._cells())
        found = [name for name in self.fields if self._value(name) != self._kept(name)]
        found += [name for name in self.confirmed() if name in cells]
        return list(dict.fromkeys(cells[name][0] if name in cells else name for name in found))

    def confirmed(self) -> list[str]:
        """Fields of which she says that she has read them beside the original."""
        return [cell for cell, _where in self._cells() if self.data.get(f"{CHECKED}{cell}")]

    def text(self, name: str) -> Text:
        """A text in all languages, each with its origin."""
        written = {code: self.cleaned_data.get(f"{name}_{code}", "") for code in self.codes}
        return Text({code: Version(one, self._origin(name, code)) for code, one in written.items() if one})

    def kept_text(self, name: str) -> Text:
        """The same as the row has it."""
        found: Text = getattr(self.row, name)
        return found

    def is_readable(self, name: str) -> bool:
        """Whether what was written there can be understood, a text in all of its languages."""
        names = [f"{name}_{code}" for code in self.codes] if name in self.words else [name]
        return not any(one in self.errors for one in names)

    def label_of(self, name: str) -> str:
        """What a field is called, with its language where it has one."""
        where = dict(self._cells()).get(name)
        if where is not None:
            return f"{self.words[where[0]].label} ({language_name(where[1])})"
        return str(self.fields[name].label) if name in self.fields else name

    def shown(self, name: str, value: Any) -> str:
        """A value as a person reads it."""
        field = self.fields.get(name)
        if isinstance(field, forms.BooleanField):
            return _("yes") if value else _("no")
        if isinstance(field, forms.ChoiceField):
            labels = {str(key): str(label) for key, label in list(field.choices)}  # type: ignore[arg-type]
            chosen = value if isinstance(value, list) else [value or ""]
            return ", ".join(labels.get(one, one) for one in chosen if one)
        return str(value or "").replace("T", " ") if isinstance(field, forms.DateTimeField) else str(value or "")

    def refuse(self, code: str) -> str | None:
        """The name of the field at which a refusal is shown; None for the whole form."""
        name = self.FIELD_OF.get(code, code)
        name = f"{name}_{self.original}" if name in self.words else name
        return name if name in self.fields else None

    def is_cell(self, name: str) -> bool:
        """Whether this is a text in one language."""
        return name in dict(self._cells())

    def language_of(self, name: str) -> str:
        """The code of the language of a text; empty for what is none."""
        where = dict(self._cells()).get(name)
        return where[1] if where is not None else ""

    def _cells(self) -> Iterator[tuple[str, tuple[str, str]]]:
        return ((f"{name}_{code}", (name, code)) for name in self.words for code in self.codes)

    def _codes(self, more: Iterable[str]) -> list[str]:
        known = Locale("en").languages
        in_row = [code for name in self.words for code in self.kept_text(name).versions]
        wanted = dict.fromkeys([self.original, *SITE, *in_row, *_named(self.data, self.words), *more])
        return [code for code in wanted if CODE.fullmatch(code) and code in known][:MOST_LANGUAGES]

    def _add_text(self, name: str, words: Words, code: str) -> None:
        attributes = {"lang": code, "dir": "auto"}
        area, line = forms.Textarea({"rows": words.rows, **attributes}), forms.TextInput(attributes)
        field = forms.CharField(
            label=upfirst(language_name(code)),
            max_length=words.longest,
            required=False,
            strip=words.rows == 1,
            widget=area if words.rows > 1 else line,
            validators=[no_controls],
        )
        self.fields[f"{name}_{code}"] = field
        version = self.kept_text(name).versions.get(code)
        self.initial[f"{name}_{code}"] = version.text if version is not None else ""

    def _shown(self, name: str) -> Any:
        if name not in self.words:
            return self[name]
        return Beside(name, self.words[name], tuple((code, self[f"{name}_{code}"]) for code in self.codes))

    def _origin(self, name: str, code: str) -> Origin:
        """Words that stay the same stay what they were; a machine's that somebody has read are checked."""
        cell, kept = f"{name}_{code}", self.kept_text(name).versions.get(code)
        if kept is not None and self._value(cell) == _plain(kept.text):
            is_read = kept.origin is Origin.MACHINE and self.data.get(f"{CHECKED}{cell}")
            return Origin.CHECKED if is_read else kept.origin
        said = self.data.get(f"{cell}{ORIGIN}", "")
        return Origin(said) if said in set(Origin) else Origin.WRITTEN

    def _value(self, name: str) -> Any:
        if not self.is_bound:
            return self._kept(name)
        return _plain(self.fields[name].widget.value_from_datadict(self.data, self.files, name))

    def _kept(self, name: str) -> Any:
        """What a browser would send if nothing was changed."""
        field = self.fields[name]
        value = field.prepare_value(self.get_initial_for_field(field, name))
        if isinstance(field.widget, forms.CheckboxInput):
            return bool(value)
        if isinstance(field, forms.ChoiceField):
            return _plain(value if isinstance(value, list) else str(value or ""))
        return _plain(field.widget.format_value(value))


def _plain(value: Any) -> Any:
    """A value as it is kept in a version; lists are sorted, for their order comes from the page."""
    if isinstance(value, bool):
        return value
    if isinstance(value, (list, tuple)):
        return sorted(map(str, value))
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _named(data: Any, words: Mapping[str, Words]) -> Iterator[str]:
    """The languages of which what was sent speaks."""
    for key in data:
        name, _line, code = key.rpartition("_")
        if name in words:
            yield code
