"""What is asked: a problem in numbers, as far as it decides what can be held.

The process that is asked loads this without what the search is compiled with, and so begins half a second sooner.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

RULES = (
    "one_meeting_at_a_place",
    "one_meeting_an_interpreter",
    "interpreter_load",
    "interpreter_rest",
    "within_limit",
    "in_order",
    "fair",
)
"""The rules that an answer may do without, by their names in ``rules``. All others always hold."""


@dataclass(frozen=True, slots=True)
class Question:
    """Meetings of which some have to be held, in numbers. Those that may be left out count for fairness only.

    Attributes
    ----------
    meetings : per meeting its number in the grid
    locked : per meeting, must it be held?
    parties : per meeting its two participants
    options : per meeting the slots that it can take, each with those who could interpret (empty: nobody has to)
    kinds : per meeting the kind of place that it needs, -1 for none
    open : per kind the open places in each slot
    joined, stretch : per slot: does it follow without a pause, and in which stretch is it?
    precedences : pairs of meetings
    participants : their number
    limits : most meetings per participant
    loads, runs : per interpreter: most meetings, and most in a row
    fairness : allowed difference in breaks, None for any
    """

    meetings: Sequence[int]
    locked: Sequence[bool]
    parties: Sequence[tuple[int, int]]
    options: Sequence[Sequence[tuple[int, Sequence[int]]]]
    kinds: Sequence[int]
    open: Sequence[Sequence[int]]
    joined: Sequence[int]
    stretch: Sequence[int]
    precedences: Sequence[tuple[int, int]]
    participants: int
    limits: Sequence[int]
    loads: Sequence[int]
    runs: Sequence[int]
    fairness: int | None

    @classmethod
    def read(cls, text: str) -> Question:
        """From the text that ``as_text`` gives."""
        return cls(**json.loads(text))

    def as_text(self) -> str:
        """As the process reads it."""
        return json.dumps(asdict(self))
