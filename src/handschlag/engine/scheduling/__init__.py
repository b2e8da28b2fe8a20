"""The planner of one-to-one meetings.

>>> from handschlag.engine.scheduling import Meeting, Participant, Place, Problem, Slot, check, solve
>>> problem = Problem(
...     slots=(Slot("10:00"), Slot("10:20")),
...     places=(Place("t1"),),
...     participants=(Participant("a"), Participant("b"), Participant("c")),
...     meetings=(Meeting("ab", ("a", "b")), Meeting("bc", ("b", "c"))),
... )
>>> plan = solve(problem)
>>> str(plan.status), len(plan.held), check(problem, plan)
('optimal', 2, [])

What computes (``solve``, ``bound``) loads the compiler, which takes a second, and so is loaded when first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from handschlag.engine.scheduling.plan import Bound, Certificate, Held, Plan, Reason, Status, Unplaced, Value
from handschlag.engine.scheduling.problem import (
    Goals,
    Interpreter,
    Level,
    Meeting,
    Participant,
    Place,
    Problem,
    Representative,
    Room,
    Slot,
)
from handschlag.engine.scheduling.rules import Violation, check

if TYPE_CHECKING:
    from handschlag.engine.scheduling.bounds import bound
    from handschlag.engine.scheduling.portfolio import solve
    from handschlag.engine.scheduling.telling import Progress

__all__ = [
    "Bound",
    "Certificate",
    "Goals",
    "Held",
    "Interpreter",
    "Level",
    "Meeting",
    "Participant",
    "Place",
    "Plan",
    "Problem",
    "Progress",
    "Reason",
    "Representative",
    "Room",
    "Slot",
    "Status",
    "Unplaced",
    "Value",
    "Violation",
    "bound",
    "check",
    "solve",
]

_COMPUTES = {"bound": "bounds", "Progress": "telling", "solve": "portfolio"}


def __getattr__(name: str) -> Any:
    if name not in _COMPUTES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_COMPUTES[name]}"), name)
