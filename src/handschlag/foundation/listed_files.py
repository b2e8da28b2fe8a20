"""Files that stand in a list of a row, each with what it is: as a version keeps them, and as they were again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from handschlag.engine.language import Text
from handschlag.foundation import uploads
from handschlag.foundation.models import StoredFile


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of a list: ``key`` is the id of its row, for its address; ``file`` that of the file."""

    key: str
    file: str
    name: str
    label: Text

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Listed:
        """As ``as_data`` has written it."""
        return cls(data["key"], data["file"], data["name"], Text.read(data["label"]))

    def as_data(self) -> dict[str, Any]:
        """In plain values."""
        return {"key": self.key, "file": self.file, "name": self.name, "label": self.label.as_data()}


def listed(rows: Any) -> list[Listed]:
    """The files of a row, such as ``event.documents``, in their order."""
    return [Listed(row.public_id, row.file.public_id, row.file.name, row.label) for row in rows.select_related("file")]


@transaction.atomic
def arrange(rows: Any, wanted: Sequence[Listed]) -> list[Listed]:
    """Let exactly these files stand in a list, in this order; those that are gone for good are left out and returned.

    A file that leaves the list is kept as long as a version names it.
    """
    stored = {one.public_id: one for one in StoredFile.objects.filter(public_id__in=[one.file for one in wanted])}
    possible = [one for one in wanted if one.file in stored]
    there = {row.file.public_id: row for row in rows.select_related("file")}
    for key in there.keys() - {one.file for one in possible}:
        there[key].delete()
        uploads.let_go(there[key].file)
    for number, one in enumerate(possible, start=1):
        facts = {"label": one.label, "number": number}
        rows.update_or_create(file=stored[one.file], defaults=facts, create_defaults=facts | {"public_id": one.key})
    return [one for one in wanted if one.file not in stored]
