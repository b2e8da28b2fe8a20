"""In words in which languages an item can be followed."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from handschlag.foundation import reading
from handschlag.programme.queries import Item


class Spoken:
    """Says it in the reader's language; each combination is put into words once."""

    def __init__(self) -> None:
        self._known: dict[tuple[tuple[str, ...], tuple[str, ...]], str] = {}

    def of(self, item: Item) -> str:
        """Such as "Spoken: German. Interpreted into: Russian."; empty where nothing is known."""
        asked = item.spoken, item.interpreted
        if asked not in self._known:
            self._known[asked] = _in_words(*asked)
        return self._known[asked]


def _in_words(spoken: Iterable[str], interpreted: Iterable[str]) -> str:
    names = {"spoken": _names(spoken), "interpreted": _names(interpreted)}
    if names["spoken"] and names["interpreted"]:
        return _("Spoken: %(spoken)s. Interpreted into: %(interpreted)s.") % names
    if names["interpreted"]:
        return _("Interpreted into: %(interpreted)s.") % names
    return _("Spoken: %(spoken)s.") % names if names["spoken"] else ""


def _names(codes: Iterable[str]) -> str:
    return ", ".join(map(reading.language_name, codes))
