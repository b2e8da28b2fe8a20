"""An event as it stands in the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from handschlag.events import queries
from handschlag.events.models import Event, EventKind, TagKind
from handschlag.foundation.fragments import Written
from handschlag.portal.possible import LISTED_LAST, Phase, Possible, phase, possible


@dataclass(frozen=True)
class Entry:
    """An event that was read ``with_details``, at a moment."""

    event: Event
    now: datetime

    @cached_property
    def phase(self) -> Phase:
        return phase(self.event, self.now)

    @property
    def written(self) -> Written | None:
        """What was written of the event, where it is kept."""
        return self.event.written

    @cached_property
    def judged_on(self) -> date:
        """The day on which marks of its fair have to be valid."""
        return queries.judged_on(self.event, self.now)

    @cached_property
    def possible(self) -> Possible:
        return possible(self.event, self.now)

    @cached_property
    def tags(self) -> tuple[queries.Label, ...]:
        return queries.tags(self.event)

    @cached_property
    def marks(self) -> tuple[queries.Mark, ...]:
        """Those that are still valid."""
        return tuple(mark for mark in queries.marks(self.event) if not mark.is_over(self.judged_on))

    @cached_property
    def fees(self) -> tuple[queries.Fee, ...]:
        return queries.fees(self.event)

    @property
    def is_open(self) -> bool:
        return self.phase == Phase.OPEN

    @property
    def is_past(self) -> bool:
        return self.phase in LISTED_LAST

    @property
    def is_certain(self) -> bool:
        return self.event.has_certain_date

    @cached_property
    def month(self) -> date:
        """The first day of the month in which it begins, or at the earliest can begin."""
        return self.event.first_day.replace(day=1)

    @property
    def place_in_list(self) -> tuple[date, bool, datetime, int]:
        """By month, and in it those without a certain day last."""
        return self.month, not self.is_certain, self.event.starts_at, self.event.pk

    @property
    def leaf(self) -> str:
        """The kind of its calendar leaf."""
        kind = "t" if self.event.kind == EventKind.TRIP else ""
        return kind if self.is_certain else f"{kind} q".strip()

    def of_kind(self, kind: TagKind | str) -> list[queries.Label]:
        """Its tags of one kind."""
        return [tag for tag in self.tags if tag.kind == kind]

    def slugs(self, kind: TagKind) -> set[str]:
        return {tag.slug for tag in self.of_kind(kind)}
