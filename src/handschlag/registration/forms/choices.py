"""What one chooses from in several forms."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.choices import BaseChoiceIterator
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from markupsafe import escape

from handschlag.companies.models import LanguageLevel
from handschlag.events.services.forums import COUNTRIES
from handschlag.foundation.reading import country, language_name, reader

NOTHING = ("", "—")
LANGUAGES = ("de", "en", "ru", "fr", "es", "it", "pl", "cs", "tr", "uk", "be", "kk", "uz", "ky", "tg", "tk", "az", "hy")
MORE_LANGUAGES = ("ka", "mn", "fa", "zh", "ja", "ko", "ar", "hi", "pt", "nl", "ro", "hu", "bg", "sr", "hr", "lt", "lv")
LEVELS = (("", _("not spoken")), *LanguageLevel.choices)


class LongSelect(forms.Select):
    """One of many: written in one go, where the framework asks a template for each of 250 countries."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        given = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        told = tuple((str(key), str(label)) for key, label in self.choices)
        return format_html("<select{}>{}</select>", given, _options(told, frozenset(self.format_value(value))))


class Listed(BaseChoiceIterator):
    """Choices that are in order: the framework would look at each of them whenever it takes a first one or a copy."""

    def __init__(self, choices: Callable[[], Sequence[tuple[str, Any]]]) -> None:
        self._choices = choices

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return iter(self._choices())

    def __deepcopy__(self, _memo: dict[int, Any]) -> Listed:
        return self


def levels() -> Listed:
    """How well somebody speaks a language."""
    return Listed(lambda: LEVELS)


def countries() -> Listed:
    """By their names in the reader's language."""
    return Listed(lambda: _countries(reader()))


def more_languages(known: Collection[str]) -> Listed:
    """Those that have no field of their own."""
    return Listed(lambda: [NOTHING, *(one for one in _languages(reader()) if one[0] not in known)])


@lru_cache(maxsize=400)
def _options(told: Sequence[tuple[str, str]], chosen: Collection[str]) -> SafeString:
    options = (
        f'<option value="{escape(key)}"{" selected" if key in chosen else ""}>{escape(label)}</option>'
        for key, label in told
    )
    return mark_safe("".join(options))


@lru_cache(maxsize=10)
def _countries(_reader: str) -> list[tuple[str, str]]:
    return [NOTHING, *sorted(((code, country(code)) for code in COUNTRIES), key=lambda one: one[1])]


@lru_cache(maxsize=10)
def _languages(_reader: str) -> list[tuple[str, str]]:
    rest = ((code, language_name(code)) for code in (*LANGUAGES, *MORE_LANGUAGES))
    return sorted(rest, key=lambda one: one[1])
