"""In words in which languages an item can be followed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import gettext as _

from handschlag.foundation import reading
from handschlag.programme.queries import Item

MOST_KEPT = 1_000
"""Combinations that have been put into words."""


def spoken(item: Item) -> str:
    """Such as "Spoken: German. Interpreted into: Russian."; empty where nothing is known."""
    return _in_words(item.spoken, item.interpreted, reading.reader())


@lru_cache(MOST_KEPT)
def _in_words(spoken: Iterable[str], interpreted: Iterable[str], _language: str) -> str:
    names = {"spoken": _names(spoken), "interpreted": _names(interpreted)}
    if names["spoken"] and names["interpreted"]:
        return _("Spoken: %(spoken)s. Interpreted into: %(interpreted)s.") % names
    if names["interpreted"]:
        return _("Interpreted into: %(interpreted)s.") % names
    return _("Spoken: %(spoken)s.") % names if names["spoken"] else ""


def _names(codes: Iterable[str]) -> str:
    return ", ".join(map(reading.language_name, codes))
