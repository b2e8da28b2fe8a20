"""How far texts are in each language: missing, older than the original, made by a machine and read by nobody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from handschlag.foundation.models import Version
from handschlag.portal.forms.writing import ORIGIN, SITE, WritingForm


class Standing(StrEnum):
    """How far a text is in one language."""

    EMPTY = "empty"  # as in the original
    MISSING = "missing"
    MACHINE = "machine"
    OLDER = "older"
    CHECKED = "checked"
    WRITTEN = "written"


TO_DO = frozenset({Standing.MISSING, Standing.MACHINE, Standing.OLDER})
TONES = {Standing.MISSING: "warn", Standing.MACHINE: "warn", Standing.OLDER: "warn", Standing.CHECKED: "ok"}
ICONS = {Standing.MISSING: "warn", Standing.MACHINE: "warn", Standing.OLDER: "clock", Standing.CHECKED: "check"}


@dataclass(frozen=True, slots=True)
class Marked:
    """A text in one language with how far it is; ``asks`` is what can be confirmed of it."""

    standing: Standing
    label: str
    tone: str
    icon: str | None
    asks: str


def of(form: WritingForm, versions: Sequence[Version]) -> dict[str, Marked]:
    """By the names of the fields, for every text in every language; ``versions`` are the newest, the newest first."""
    values, changed = form.values(), _last_changes(versions)
    return {
        f"{name}_{code}": _marked(_standing(form, name, code, values=values, changed=changed))
        for name in form.words
        for code in form.codes
    }


def to_do(marked: dict[str, Marked]) -> int:
    """How many texts are missing, older than the original, or not read."""
    return sum(one.standing in TO_DO for one in marked.values())


def _standing(form: WritingForm, name: str, code: str, *, values: dict[str, Any], changed: dict[str, int]) -> Standing:
    cell, original = f"{name}_{code}", f"{name}_{form.original}"
    if not values.get(cell):
        is_needed = any(values.get(f"{name}_{other}") for other in form.codes) and (
            code in SITE or code == form.original
        )
        return Standing.MISSING if is_needed else Standing.EMPTY
    if values.get(f"{cell}{ORIGIN}") == "machine":
        return Standing.MACHINE
    if code != form.original and changed.get(cell, 0) < changed.get(original, 0):
        return Standing.OLDER
    return Standing.CHECKED if values.get(f"{cell}{ORIGIN}") == "checked" else Standing.WRITTEN


def _last_changes(versions: Sequence[Version]) -> dict[str, int]:
    """By the names of fields, the number of the version in which each was last changed or confirmed."""
    found: dict[str, int] = {}
    before: dict[str, Any] = {}
    for version in reversed(versions):
        names: Iterable[str] = {*version.values, *before}
        changed = [name for name in names if version.values.get(name) != before.get(name)]
        found |= dict.fromkeys([*changed, *version.confirmed], version.number)
        before = version.values
    return found


def _marked(standing: Standing) -> Marked:
    labels = {
        Standing.EMPTY: "",
        Standing.MISSING: _("missing"),
        Standing.MACHINE: _("by machine, not checked"),
        Standing.OLDER: _("older than the original"),
        Standing.CHECKED: _("by machine, checked"),
        Standing.WRITTEN: "",
    }
    asks = {Standing.MACHINE: _("I have read it and it is right"), Standing.OLDER: _("It is still right")}
    return Marked(standing, labels[standing], TONES.get(standing, ""), ICONS.get(standing), asks.get(standing, ""))
