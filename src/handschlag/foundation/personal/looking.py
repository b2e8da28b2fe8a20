"""Who sees a group of fields, asked from floors below the one that knows the rules."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol


class Judge(Protocol):
    """Of these accounts those of whom a participant (the reader's account) sees the group at an event."""

    def __call__(self, group: str, users: Collection[int], *, reader: int, event: int, host: int) -> set[int]: ...


_judges: list[Judge] = []


def judged_by(judge: Judge) -> None:
    """Whoever knows what people have chosen says who sees what. Belongs into ``ready()`` of an app."""
    _judges[:] = [judge]


def seen(group: str, users: Collection[int], *, reader: int, event: int, host: int) -> set[int]:
    """Of these accounts those of whom a participant sees this group of fields; nobody's while no judge is there."""
    return {one for judge in _judges for one in judge(group, users, reader=reader, event=event, host=host)}
