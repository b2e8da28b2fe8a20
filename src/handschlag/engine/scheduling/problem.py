"""What is to be planned: slots, places, participants, interpreters, meetings and the goals.

Everything here is data. A ``Problem`` is complete and consistent once it exists: building one with an
unknown id, a participant who meets herself or a slot that does not exist raises ``ValueError`` with a
sentence that names the culprit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from handschlag.engine.scheduling import consistency


class Level(StrEnum):
    """How much a meeting is wished for. ``MUST`` is a tier of its own; the others count by weight."""

    MUST = "must"
    WANT = "want"
    POSSIBLE = "possible"


USUAL_WEIGHT: Mapping[Level, float] = {Level.MUST: 4, Level.WANT: 2, Level.POSSIBLE: 1}
"""What a meeting weighs when nothing is said."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A window of time in which each participant can hold one meeting. Slots are listed in order of time.

    ``adjacent_to_previous`` says whether somebody who meets in the previous slot and in this one has no
    pause between them. Left open (None) it is true within a day and false at the first slot of a day.
    """

    id: str
    day: str = ""
    part: str | None = None
    start: str | None = None
    minutes: int | None = None
    adjacent_to_previous: bool | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A table (or booth, room, address to visit) for one meeting at a time, except in ``closed`` slots."""

    id: str
    kind: str = "table"
    room: str | None = None
    closed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Room:
    """A room and how far it is to others (any unit; only compared). Used to keep walks short."""

    id: str
    walk: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Representative:
    """A person who speaks for a participant; ``languages`` maps a language to a level."""

    id: str
    languages: Mapping[str, str] = field(default_factory=dict)
    unavailable: frozenset[str] = frozenset()
    head: bool = False


@dataclass(frozen=True, slots=True)
class Participant:
    """An organisation at the event. It holds at most one meeting in a slot.

    ``min_meetings`` is what the host would like everybody to have: the plan says who stays below, and
    is not made worse for others because of it. ``home_place`` is preferred, not promised.
    """

    id: str
    side: str | None = None
    unavailable: frozenset[str] = frozenset()
    max_meetings: int | None = None
    min_meetings: int = 0
    home_place: str | None = None
    representatives: tuple[Representative, ...] = ()


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Somebody who interprets between the two languages of each of her ``pairs``, both ways.

    ``max_consecutive`` is the largest number of meetings without a pause; ``max_meetings`` of all.
    """

    id: str
    pairs: tuple[tuple[str, str], ...]
    unavailable: frozenset[str] = frozenset()
    max_meetings: int | None = None
    max_consecutive: int | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two participants who are to meet.

    Attributes
    ----------
    parties : two participant ids
    level, weight : how much it is wished for; without a weight the usual one of its level counts
    part : only in slots of this part of the day
    fixed : only in this slot
    locked : may not be left out of the plan
    mode : one of ``consistency.MODES``
    representatives : per participant id, the representatives who must all be there (else whoever is)
    interpreted : True or False overrides what the languages say; None lets them decide
    """

    id: str
    parties: tuple[str, str]
    level: Level = Level.WANT
    weight: float | None = None
    part: str | None = None
    fixed: str | None = None
    locked: bool = False
    mode: str = "table"
    representatives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    interpreted: bool | None = None

    @property
    def value(self) -> float:
        """The weight that is lost when the meeting is not held."""
        return USUAL_WEIGHT[self.level] if self.weight is None else self.weight


@dataclass(frozen=True, slots=True)
class Goals:
    """What makes one plan better than another, beyond the rules.

    Attributes
    ----------
    must_first : no number of other meetings outweighs a must
    fairness : largest allowed difference in breaks between two participants; None: no limit
    free_noon : waiting across a pause of everybody (``adjacent_to_previous`` false) is no break.
        The night between two days is always free.
    """

    must_first: bool = True
    fairness: int | None = None
    free_noon: bool = True


@dataclass(frozen=True, slots=True)
class Problem:
    """One forum to be planned. See the classes above for its parts.

    ``precedences`` are pairs of meeting ids: when both are held, the first comes in an earlier slot.

    Raises
    ------
    ValueError
        With one sentence, if the parts do not fit together.
    """

    slots: tuple[Slot, ...]
    places: tuple[Place, ...]
    participants: tuple[Participant, ...]
    meetings: tuple[Meeting, ...]
    interpreters: tuple[Interpreter, ...] = ()
    rooms: tuple[Room, ...] = ()
    precedences: tuple[tuple[str, str], ...] = ()
    language_level: str = "B2"
    goals: Goals = Goals()
    name: str = ""

    def __post_init__(self) -> None:
        consistency.check(self)

    def joined(self) -> tuple[bool, ...]:
        """For each slot: can one pass from the slot before into it without a pause?"""
        later = zip(self.slots, self.slots[1:], strict=False)
        return (False, *(b.day == a.day and b.adjacent_to_previous is not False for a, b in later))

    def stretches(self) -> tuple[tuple[int, ...], ...]:
        """Slot numbers grouped so that waiting counts as a break only inside a group.

        A day is a group of its own; with ``goals.free_noon`` so is each part between two pauses.
        """
        groups: list[list[int]] = []
        joined = self.joined()
        for k, slot in enumerate(self.slots):
            new_day = k > 0 and slot.day != self.slots[k - 1].day
            if k == 0 or new_day or (self.goals.free_noon and not joined[k]):
                groups.append([])
            groups[-1].append(k)
        return tuple(tuple(group) for group in groups)
