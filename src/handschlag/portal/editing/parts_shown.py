"""What belongs to a notice or an event, in words, so that two versions can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from handschlag.engine.language import Text
from handschlag.events.models import CompanySize
from handschlag.foundation.reading import language_name
from handschlag.foundation.versions import Values
from handschlag.portal.editing.parts import FEE_NOTES, FILES, LINKS
from handschlag.portal.states import LinkKind

Difference = tuple[str, str, str]
"""What it is, how it was, how it is; empty where it was or is not there."""


def differing(before: Values, after: Values) -> Iterator[Difference]:
    """Links, files and notes that were added, removed or changed, and lists whose order was."""
    for name, key, shown, order in (
        (LINKS, "address", _link, _("Order of the further links")),
        (FILES, "file", _file, _("Order of the files")),
    ):
        old, new = _by(key, before.get(name, ())), _by(key, after.get(name, ()))
        for one in dict.fromkeys((*old, *new)):
            label = shown(new.get(one) or old[one])[0]
            was, now = (shown(some[one])[1] if one in some else "" for some in (old, new))
            if was != now:
                yield label, was, now
        if [one for one in old if one in new] != [one for one in new if one in old]:
            yield order, _in_order(old, shown), _in_order(new, shown)
    yield from _notes(before.get(FEE_NOTES, {}), after.get(FEE_NOTES, {}))


def _by(key: str, some: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {one[key]: one for one in some}


def _in_order(some: Mapping[str, Mapping[str, Any]], shown: Any) -> str:
    return "\n".join(shown(one)[0] for one in some.values())


def _link(one: Mapping[str, Any]) -> tuple[str, str]:
    kind = str(LinkKind(one["kind"]).label) if one["kind"] in LinkKind.values else one["kind"]
    languages = ", ".join(map(language_name, one["languages"]))
    lines = [_words(one["label"]), f"{one['address']} ({kind})", languages]
    return _("Further link: %(address)s") % {"address": one["address"]}, "\n".join(filter(None, lines))


def _file(one: Mapping[str, Any]) -> tuple[str, str]:
    return _("File: %(name)s") % {"name": one["name"]}, "\n".join(filter(None, (one["name"], _words(one["label"]))))


def _notes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    for size in CompanySize:
        was, now = (_words(some.get(size.value, {})) for some in (before, after))
        if was != now:
            yield _("Note at the fee: %(size)s") % {"size": size.label}, was, now


def _words(data: Mapping[str, Any]) -> str:
    """A text in all of its languages, one on a line."""
    return "\n".join(f"{language_name(code)}: {one.text}" for code, one in Text.read(data).versions.items())
