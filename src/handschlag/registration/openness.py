"""What somebody who wants to take part can do now: wait, apply, ask to be let in late, or nothing any more."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from handschlag.events.models import Event


class Openness(StrEnum):
    """Whether an event takes applications."""

    SOON = "soon"
    OPEN = "open"
    LATE = "late"
    CLOSED = "closed"
    OVER = "over"


TAKING = frozenset({Openness.OPEN, Openness.LATE})


def openness(event: Event, *, takes_late: bool, now: datetime) -> Openness:
    """As ``applying.submit`` decides it: to the second."""
    opens_at, closes_at = event.registration_opens_at, event.registration_closes_at
    if event.is_history or now >= event.ends_at:
        return Openness.OVER
    if opens_at is not None and now < opens_at:
        return Openness.SOON
    if closes_at is None or now <= closes_at:
        return Openness.OPEN
    return Openness.LATE if takes_late else Openness.CLOSED
