"""What a search minimises, and when it accepts something worse."""

from __future__ import annotations

from math import exp
from typing import Any

from handschlag.engine.scheduling import jit
from handschlag.engine.scheduling.board import draw
from handschlag.engine.scheduling.grid import EXCESS, EXCESS_PRICE, GUIDE, LONGEST_ODDS, LOSS, Layout


def set_temperature(at: Layout, cells: Any, temperature: float) -> None:
    """Write how likely each worsening is accepted: exp(-worsening / temperature) (Metropolis et al. 1953)."""
    longest = min(int(temperature * 22) + 1, LONGEST_ODDS)
    cells[at.odds] = longest
    for delta in range(longest + 1):
        cells[at.odds + 1 + delta] = int(exp(-delta / temperature) * 0xFFFFFFFF)


@jit.compiled
def accepted(at: Layout, cells: Any, delta: int) -> bool:
    """Is a change of price by ``delta`` taken?"""
    return delta <= 0 or (delta <= cells[at.odds] and draw(at, cells) < cells[at.odds + 1 + delta])


@jit.compiled
def price(at: Layout, cells: Any) -> int:
    """What the search minimises."""
    return cells[at.totals + GUIDE] + cells[at.totals + LOSS] + EXCESS_PRICE * cells[at.totals + EXCESS]  # type: ignore[no-any-return]
