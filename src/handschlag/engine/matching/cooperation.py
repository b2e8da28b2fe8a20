"""Ways of working together, and which of the other side answer them."""

from __future__ import annotations

from collections.abc import Sequence

ANSWERS: dict[str, frozenset[str]] = {
    "supply": frozenset({"supply", "purchase"}),
    "purchase": frozenset({"supply", "purchase", "contract_manufacturing"}),
    "distribution": frozenset({"distribution", "representation"}),
    "representation": frozenset({"distribution", "representation"}),
    "contract_manufacturing": frozenset({"contract_manufacturing", "purchase", "supply"}),
    "joint_venture": frozenset({"joint_venture", "investment"}),
    "investment": frozenset({"investment", "joint_venture", "finance"}),
    "licence": frozenset({"licence", "technology_transfer"}),
    "technology_transfer": frozenset({"technology_transfer", "licence", "joint_research"}),
    "joint_research": frozenset({"joint_research", "technology_transfer"}),
    "service": frozenset({"service", "supply"}),
    "finance": frozenset({"finance", "investment"}),
    "training": frozenset({"training", "service"}),
}
"""For each way those with which it fits, whichever of the two seeks."""


def fits(one: Sequence[str], other: Sequence[str]) -> bool | None:
    """Whether a way of the one answers one of the other; None where either has named none that we know."""
    mine, theirs = [way for way in one if way in ANSWERS], [way for way in other if way in ANSWERS]
    if not mine or not theirs:
        return None
    return any(way in ANSWERS[wanted] for wanted in mine for way in theirs)
