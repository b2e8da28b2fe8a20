"""What one chooses from in several forms."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from handschlag.companies.models import LanguageLevel
from handschlag.events.services.forums import COUNTRIES
from handschlag.foundation.reading import country, language_name

NOTHING = ("", "—")
LANGUAGES = ("de", "en", "ru", "fr", "es", "it", "pl", "cs", "tr", "uk", "be", "kk", "uz", "ky", "tg", "tk", "az", "hy")
MORE_LANGUAGES = ("ka", "mn", "fa", "zh", "ja", "ko", "ar", "hi", "pt", "nl", "ro", "hu", "bg", "sr", "hr", "lt", "lv")
LEVELS = (("", _("not spoken")), *LanguageLevel.choices)


def countries() -> list[tuple[str, str]]:
    """By their names in the reader's language."""
    return [NOTHING, *sorted(((code, country(code)) for code in COUNTRIES), key=lambda one: one[1])]


def more_languages(known: set[str]) -> list[tuple[str, str]]:
    """Those that have no field of their own."""
    rest = ((code, language_name(code)) for code in (*LANGUAGES, *MORE_LANGUAGES) if code not in known)
    return [NOTHING, *sorted(rest, key=lambda one: one[1])]
