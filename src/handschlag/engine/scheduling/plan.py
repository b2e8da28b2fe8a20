"""A plan: which meeting is held when, where and with which interpreter, and what is known about its quality."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Status(StrEnum):
    """What has been proven about a plan.

    ``OPTIMAL``: no plan has fewer unmet musts, or as many and less lost weight, or the same and fewer
    breaks. ``FEASIBLE``: every rule is kept. ``INFEASIBLE``: no plan keeps every rule (with a
    certificate). ``UNKNOWN``: neither a plan that keeps every rule nor a proof was found.
    """

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why a meeting is not held: the first of these, in this order, that is true.

    ``NO_COMMON_SLOT``: no slot in which both are there and that the meeting may take. ``LIMIT``: a party
    already has all the meetings it may have. ``BUSY``: in every common slot a party is in another
    meeting. ``ORDER``: where both are free, a precedence forbids it. ``INTERPRETER``, ``PLACE``: where
    all that is so far fulfilled, no interpreter is free, or no place. ``FAIRNESS``: holding it would
    leave one participant with too many more breaks than another.
    """

    NO_COMMON_SLOT = "no_common_slot"
    LIMIT = "limit"
    BUSY = "busy"
    ORDER = "order"
    INTERPRETER = "interpreter"
    PLACE = "place"
    FAIRNESS = "fairness"


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting that is held. ``place`` is None for a virtual one, ``interpreter`` where none is needed."""

    meeting: str
    slot: str
    place: str | None = None
    interpreter: str | None = None
    representatives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A meeting that is not held, and why.

    ``blockers`` are held meetings each of which is in the way; ``remedy`` is a small mapping with a
    ``kind`` and what that kind needs (see ``docs/engines/scheduling.md``), or None where nothing helps.
    """

    meeting: str
    reason: Reason
    blockers: tuple[str, ...] = ()
    remedy: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """What a plan is worth; smaller is better, the fields compared from left to right.

    Attributes
    ----------
    must_unmet : musts that are not held (0 throughout when the goals do not put musts first)
    lost : weight of all meetings that are not held
    breaks : idle gaps between two meetings of a participant inside a stretch, over all participants
    max_breaks_gap : breaks of the participant with most less those of the one with fewest
    """

    must_unmet: int
    lost: float
    breaks: int
    max_breaks_gap: int = 0

    def key(self) -> tuple[int, float, int, int]:
        """For comparing: smaller is better."""
        return (self.must_unmet, self.lost, self.breaks, self.max_breaks_gap)


@dataclass(frozen=True, slots=True)
class Bound:
    """No plan has fewer unmet musts, less lost weight, or (losing no more than the plan at hand) fewer breaks."""

    must_unmet: int = 0
    lost: float = 0
    breaks: int = 0


@dataclass(frozen=True, slots=True)
class Certificate:
    """A proof that not every rule can be kept: the kind of contradiction and the smallest set found.

    Kinds: ``no_common_slot`` (one meeting), ``hall`` (meetings of one participant that have fewer
    slots than they are), ``limit`` (more locked meetings than the participant's maximum), ``places``
    and ``interpreters`` (more locked meetings than there are places or interpreters in their slots),
    ``order`` (a cycle or chain of precedences that does not fit the slots), ``fairness`` (the participant
    has more breaks at least than another can have, by more than allowed), ``search`` (there is no way to
    hold these meetings by the ``rules`` that are named, which only this kind does). ``verification`` says
    exactly what each means, and whether it is true.
    """

    kind: str
    meetings: tuple[str, ...] = ()
    participant: str | None = None
    slots: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The answer of the planner; ``held`` and ``unplaced`` together name every meeting once.

    ``seconds_to_first`` is the time until the first plan that kept every rule and lost nothing, or
    failing that the first plan at all; ``moves`` how many moves of the search were tried.
    ``below_minimum`` are the participants with fewer meetings than their ``min_meetings``.
    """

    held: tuple[Held, ...]
    unplaced: tuple[Unplaced, ...] = ()
    status: Status = Status.UNKNOWN
    value: Value = Value(0, 0, 0)
    bound: Bound = Bound()
    place_changes: int = 0
    below_minimum: tuple[str, ...] = ()
    certificate: Certificate | None = None
    seed: int = 0
    moves: int = 0
    seconds: float | None = None
    seconds_to_first: float | None = None
