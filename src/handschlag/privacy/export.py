"""All that is held about somebody, to take along: data for programs, a page for people, and files."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from handschlag.foundation import personal
from handschlag.foundation.outbox.message import safe_name
from handschlag.foundation.personal import Individual, telling

FORMAT = "handschlag-person/1"
MOST_BYTES = 200_000_000
"""Of files; what does not fit is named in the list of what was left out."""


def package(individual: Individual, *, now: datetime, scope: str = "") -> bytes:
    """The ZIP archive: ``data.json``, ``index.html`` and the folder ``files``; with a ``scope`` what a host has."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        left_out = _add_files(archive, individual, scope)
        whole = data(individual, now=now, scope=scope) | {"left_out": left_out}
        archive.writestr("data.json", json.dumps(whole, ensure_ascii=False, indent=1, default=str))
        archive.writestr("index.html", page(individual, now=now, scope=scope))
    return content.getvalue()


def data(individual: Individual, *, now: datetime, scope: str = "") -> dict[str, Any]:
    """Everything, group by group, with keys that stay the same in every language."""
    return {
        "format": FORMAT,
        "exported_at": now.isoformat(),
        "name": individual.name,
        "groups": [
            {
                "key": group.key,
                "label": str(group.label),
                "purpose": group.purpose,
                "parts": [
                    {"table": part.table, "label": str(part.label), "rows": rows}
                    for part in group.parts
                    if part.is_told
                    if (rows := telling.data(part, part.of_at(individual, scope)))
                ],
            }
            for group in personal.groups()
        ],
    }


def page(individual: Individual, *, now: datetime, scope: str = "") -> str:
    """The same to read, in the reader's language."""
    chapters = [
        (group, [(part, rows) for part in group.parts if part.is_told and (rows := _in_words(part, individual, scope))])
        for group in personal.groups()
    ]
    context = {"individual": individual, "chapters": [(group, parts) for group, parts in chapters if parts], "now": now}
    return render_to_string("privacy/export.html", context)


def _in_words(part: personal.Part, individual: Individual, scope: str) -> list[list[tuple[str, str]]]:
    return [list(telling.in_words(part, row)) for row in part.of_at(individual, scope).order_by("pk").iterator()]


def _add_files(archive: zipfile.ZipFile, individual: Individual, scope: str) -> list[str]:
    left_out, size = [], 0
    for part in (part for group in personal.groups() for part in group.parts if part.is_told):
        for name, content in telling.files(part, part.of_at(individual, scope)):
            size += len(content)
            place = f"files/{part.table}/{safe_name(name)}"
            if size > MOST_BYTES:
                left_out.append(place)
            else:
                archive.writestr(place, content)
    return left_out
