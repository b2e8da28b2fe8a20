"""What is held about a person, for her to read: as plain data, and in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from handschlag.engine.language import Text
from handschlag.foundation import reading
from handschlag.foundation.personal.groups import Group, Part
from handschlag.foundation.personal.individuals import Individual

SHOWN = 10
"""Rows of a part that a page shows; the export has all."""


@dataclass(frozen=True, slots=True)
class Told:
    """A part in words: for each row pairs of a label and a value; ``count`` rows there are."""

    label: str
    count: int
    rows: list[list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A group in words."""

    group: Group
    parts: list[Told]

    @property
    def count(self) -> int:
        return sum(part.count for part in self.parts)


def chapter(group: Group, individual: Individual) -> Chapter:
    """What is held about her in a group, empty parts left out."""
    told = (_told(part, individual) for part in group.parts if part.is_told)
    return Chapter(group, [part for part in told if part.count])


def _told(part: Part, individual: Individual) -> Told:
    rows = part.of(individual)
    found = list(rows.order_by("-pk")[:SHOWN])
    count = len(found) if len(found) < SHOWN else rows.count()
    return Told(str(part.label), count, [list(in_words(part, row)) for row in found])


def in_words(part: Part, row: Any) -> Iterator[tuple[str, str]]:
    """What a row says, empty fields left out."""
    for name, label in part.fields.items():
        if said := _in_words(row, name):
            yield str(label), said


def data(part: Part, rows: QuerySet) -> list[dict[str, Any]]:
    """Rows of a part as plain data."""
    return [{name: plain(row, name) for name in part.fields} for row in rows.order_by("pk").iterator()]


def files(part: Part, rows: QuerySet) -> Iterator[tuple[str, bytes]]:
    """All files of these rows of a part."""
    for row in rows.order_by("pk").iterator():
        for name, content in part.files(row):
            yield f"{row.pk}-{name}", content


def plain(row: Any, name: str) -> Any:
    """The value of a field for JSON."""
    value = getattr(row, name)
    if isinstance(value, models.Manager):
        return [str(one) for one in value.all()]
    match value:
        case None | bool() | int() | str() | list() | dict():
            return value
        case Text():
            return {code: version.text for code, version in value.versions.items()}
        case datetime() | date():
            return value.isoformat()
        case bytes() | memoryview():
            return f"({len(value)} bytes)"
        case _:
            return str(value)


def _in_words(row: Any, name: str) -> str:
    shown = getattr(row, f"get_{name}_display", None)
    value = getattr(row, name)
    if callable(shown):
        return str(shown())
    if isinstance(value, models.Manager | QuerySet):
        return ", ".join(str(one) for one in value.all())
    match value:
        case None | "":
            return ""
        case bool():
            return _("yes") if value else _("no")
        case Text():
            return reading.plain(value)
        case datetime():
            zone = settings.TIME_ZONE
            return f"{reading.day(value, zone, 'medium')}, {reading.clock(value, zone)}"
        case date():
            return reading.day(value, form="medium")
        case list() | dict():
            return json.dumps(value, ensure_ascii=False) if value else ""
        case bytes() | memoryview():
            return ""
        case _:
            return str(value)
