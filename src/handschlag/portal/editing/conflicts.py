"""Two have changed the same row: what each has written, and what stood there before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from handschlag.foundation.versions import Piece, Values, difference
from handschlag.portal.forms.writing import CHECKED, ORIGIN, WritingForm

MINE, THEIRS, OWN = "mine", "theirs", "own"
PICK, DIFFERS = "pick:", "differs"
"""Before the name of a field: whose words are taken; ``mine:`` and ``theirs:`` hold these words. All such fields are
listed under ``DIFFERS``."""


@dataclass(frozen=True, slots=True)
class Both:
    """A field in which the two differ, in words; ``choice`` is what is chosen beforehand."""

    name: str
    label: str
    language: str
    original: str
    mine: list[Piece]
    theirs: list[Piece]
    mine_values: list[str]
    theirs_values: list[str]
    choice: str
    is_text: bool
    is_long: bool

    @property
    def is_conflict(self) -> bool:
        """Both have changed it, each in another way."""
        return self.choice == OWN


@dataclass(frozen=True, slots=True)
class Conflict:
    """All fields in which the two differ, those that both have changed first; ``same`` holds all others as they are."""

    fields: list[Both]
    same: list[tuple[str, str]]


def between(form: WritingForm, mine: Values, theirs: Values, original: Values) -> Conflict:
    """What she has written, what somebody else has saved meanwhile, and with what both began."""
    names = [name for name in form.fields if not name.endswith(ORIGIN)]
    differing = [name for name in names if _of(mine, name) != _of(theirs, name)]
    found = [_both(form, name, mine, theirs, original) for name in differing]
    same = [(name, one) for name in names if name not in differing for one in _sent(_of(mine, name))]
    same += [(f"{CHECKED}{name}", "on") for name in form.confirmed() if name not in differing]
    return Conflict(sorted(found, key=lambda one: not one.is_conflict), same)


def settled(sent: QueryDict) -> QueryDict:
    """What was sent, with the words that she has chosen in the place of each field; her own where she has not."""
    settled = sent.copy()
    for name in sent.getlist(DIFFERS):
        whose = sent.get(f"{PICK}{name}", MINE)
        if whose in (MINE, THEIRS):
            settled.setlist(name, sent.getlist(f"{whose}:{name}"))
    return settled


def _both(form: WritingForm, name: str, mine: Values, theirs: Values, original: Values) -> Both:
    values = {"mine": _of(mine, name), "theirs": _of(theirs, name), "original": _of(original, name)}
    words = {whose: form.shown(name, value) for whose, value in values.items()}
    choice = OWN
    if values["mine"] == values["original"]:
        choice = THEIRS
    elif values["theirs"] == values["original"]:
        choice = MINE
    return Both(
        name=name,
        label=form.label_of(name),
        language=form.language_of(name),
        original=words["original"],
        mine=difference(words["original"], words["mine"]),
        theirs=difference(words["original"], words["theirs"]),
        mine_values=_sent(values["mine"]),
        theirs_values=_sent(values["theirs"]),
        choice=choice,
        is_text=form.is_cell(name),
        is_long=form.is_cell(name) and form.fields[name].widget.attrs.get("rows", 1) > 1,
    )


def _of(values: Mapping[str, Any], name: str) -> Any:
    return values.get(name) or ""


def _sent(value: Any) -> list[str]:
    """A value as a browser sends it."""
    if value is True:
        return ["on"]
    return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []
