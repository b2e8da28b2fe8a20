"""How much each reason counts. All weights stand here; whoever changes one changes ``VERSION``.

They are logarithms of odds (Good 1950): how much likelier the observation is with two profiles that belong together
than with any two, so that independent reasons add up. Fitted on the development items, not on rows but as straight
lines and steps; what they reach stands in ``docs/engines/matching.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

VERSION = 2


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the features; a host's own, fitted to its decisions, have another ``version``."""

    prior: float = -1.5
    text: float = 14.0
    text_middle: float = 0.28
    """A likeness in concept space that says nothing: unrelated texts are mostly below."""
    text_least: float = -1.0
    text_most: float = 5.0
    same_class: float = 3.7
    same_group: float = 2.2
    same_division: float = 1.0
    no_class: float = -2.0
    """Both name classes, and none of them is near."""
    foretold: float = 1.5
    """A text that belongs to the class that the other one names."""
    same_trade: float = 2.0
    """Two texts that belong to the same classes."""
    cooperation: float = 0.7
    no_cooperation: float = -1.5
    language: float = 0.2
    no_language: float = -0.2
    second: float = 0.1
    """Share of the second best need that is met, of what is missing to one."""
    size: float = -0.7
    region: float = -0.7
    """Of a wish that is not met."""
    version: int = VERSION


SHIPPED = Weights()
