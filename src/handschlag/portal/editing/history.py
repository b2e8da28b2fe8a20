"""Two versions beside each other, in the words of the editor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handschlag.foundation import versions
from handschlag.foundation.models import Version
from handschlag.foundation.versions import Piece, difference
from handschlag.portal.editing import parts_shown
from handschlag.portal.editing.desks import Desk
from handschlag.portal.forms.writing import ORIGIN

MOST = 200
"""Versions that are listed."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A field that differs, word by word."""

    label: str
    language: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Compared:
    """All versions, the newest first, and what differs between two of them."""

    rows: list[Version]
    before: Version | None
    after: Version | None
    changed: list[Changed]

    @classmethod
    def of(cls, desk: Desk, asked: Mapping[str, str], current: Version) -> Compared:
        """As it is asked for by two numbers, ``from`` and ``to``; else the last change."""
        rows = list(versions.history(desk.row)[:MOST])
        known = {row.number: row for row in rows}
        after = known.get(_number(asked.get("to"), current.number))
        before = known.get(_number(asked.get("from"), after.number - 1 if after is not None else 0))
        if before is not None and after is not None and before.number > after.number:
            before, after = after, before
        return cls(rows, before, after, _changed(desk, before, after))


def _changed(desk: Desk, before: Version | None, after: Version | None) -> list[Changed]:
    if before is None or after is None:
        return []
    form = desk.form({**before.values, **after.values}, row=desk.row)
    old, new = before.values, after.values
    names = [name for name in form.fields if old.get(name) != new.get(name) and not name.endswith(ORIGIN)]
    in_form = [
        Changed(
            form.label_of(name),
            form.language_of(name),
            difference(form.shown(name, old.get(name)), form.shown(name, new.get(name))),
        )
        for name in names
    ]
    beside = parts_shown.differing(old, new)
    return [*in_form, *(Changed(label, "", difference(was, now)) for label, was, now in beside)]


def _number(sent: str | None, otherwise: int) -> int:
    return int(sent) if sent is not None and sent.isdecimal() and len(sent) < 10 else otherwise
